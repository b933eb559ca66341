import TestKit

/// The line from a kecamatan's broker to its district's, in the hand of a test.
protocol LineInHand: AnyObject {
    /// Nothing gets through any more.
    func cut() throws
    /// Whole again, and fast.
    func mend() throws
    /// Whole again, with no more than that getting through in each direction.
    func slow(kilobits: Int) throws
    /// Breaks what is connected now; new connections are let through.
    func reset() throws
}

/// A proxy on loopback: a line that is cut is refused at once, and a slow one is a long one too.
extension SlowLine: LineInHand {
    func cut() { set { $0.isCut = true } }

    func mend() { set { $0 = Condition() } }

    func slow(kilobits: Int) { set { $0 = Condition(delay: 0.3, rate: Double(kilobits * 1000)) } }
}
