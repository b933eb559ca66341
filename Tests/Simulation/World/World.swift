import Casework
import Civil
import HeapModule
import Majordomo

/// Virtual time: what is to happen and when, on one thread, with every choice drawn from one seed.
///
/// Everything of a simulation refers to it, and it is used by one thread only.
final class World: @unchecked Sendable {
    private struct Entry: Comparable {
        let at: Instant
        /// Those of one moment happen in the order in which they were planned.
        let order: Int
        let happens: () -> Void

        static func == (one: Entry, other: Entry) -> Bool { one.order == other.order }
        static func < (one: Entry, other: Entry) -> Bool { (one.at, one.order) < (other.at, other.order) }
    }

    private var generator: SplitMix64
    private var agenda = Heap<Entry>()
    private var planned = 0
    private let began: Instant
    private(set) var now: Instant
    let coverage = Coverage()
    /// Whether things go wrong of themselves.
    var isStormy = false
    /// What must not be, in words.
    private(set) var problems: [String] = []

    /// Half past seven on a Monday at Klari, in microseconds since 1970.
    private static let morning = Int64(1_795_393_800_000_000)

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15)
        began = .now
        now = began
    }

    var elapsed: Duration { now - began }

    /// The wall clock, in microseconds since 1970.
    var wallClock: Int64 {
        let (seconds, attoseconds) = elapsed.components
        return Self.morning + seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }

    func after(_ delay: Duration, _ happens: @escaping () -> Void) {
        planned += 1
        agenda.insert(Entry(at: now + delay, order: planned, happens: happens))
    }

    func at(_ moment: Instant, _ happens: @escaping () -> Void) { after(max(.zero, moment - now), happens) }

    /// Lets happen what is planned until the condition holds; false when it didn't within the limit.
    func run(within limit: Duration, until isOver: () -> Bool) -> Bool {
        let end = now + limit
        var turns = 0
        while problems.isEmpty {
            // The condition looks at much, and little changes with one event.
            turns += 1
            if turns % 64 == 0, isOver() { return true }
            guard let next = agenda.min, next.at <= end else { return isOver() }
            agenda.removeMin()
            now = max(now, next.at)
            next.happens()
        }
        return false
    }

    /// Nothing more happens. Whatever was planned holds on to everything else.
    func end() { agenda = Heap() }

    func wrong(_ what: String) { problems.append("after \(elapsed): \(what)") }

    // MARK: What is drawn

    func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &generator) < probability }
    func draw<Element>(of elements: [Element]) -> Element { elements[draw(0...(elements.count - 1))] }
    func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .microseconds(draw(range.lowerBound * 1_000...range.upperBound * 1_000))
    }
    func drawSeed() -> Draw.Seed { Draw.Seed(generator.next(), generator.next(), generator.next(), generator.next()) }
    func drawBytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) } }
    func generatorOfItsOwn() -> SplitMix64 { SplitMix64(seed: generator.next()) }
}
