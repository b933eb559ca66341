import Foundation
import Testing

@testable import ZeroMQ

@Suite("Sockets")
struct SocketTests {
    @Test("a message of several frames arrives whole, empty frames too")
    func frames() throws {
        let (router, dealer, poller) = try pair()
        #expect(try dealer.send([[], [1], [2, 3]]) == .sent)
        guard case .message(let frames)? = try next(router, poller) else {
            Issue.record("nothing arrived")
            return
        }
        #expect(Array(frames.dropFirst()) == [[], [1], [2, 3]])
        #expect(try router.send([frames[0], [9]]) == .sent)
        #expect(try next(dealer, poller) == .message([[9]]))
    }

    @Test("a message over the limit of bytes is dropped and its head kept")
    func tooManyBytes() throws {
        let (router, dealer, poller) = try pair()
        #expect(try dealer.send([[1], [UInt8](repeating: 0, count: 100)]) == .sent)
        #expect(try dealer.send([[2]]) == .sent)
        let limits = MessageLimits(bytes: 50, frames: 10)
        guard case .oversize(let head)? = try next(router, poller, limits) else {
            Issue.record("not seen as oversize")
            return
        }
        #expect(Array(head.dropFirst()) == [[1]])
        guard case .message(let frames)? = try next(router, poller, limits) else {
            Issue.record("the next message didn't arrive")
            return
        }
        #expect(frames.last == [2])
    }

    @Test("a message over the limit of frames is dropped and its head kept")
    func tooManyFrames() throws {
        let (router, dealer, poller) = try pair()
        #expect(try dealer.send((0..<20).map { [$0] }) == .sent)
        let incoming = try next(router, poller, MessageLimits(bytes: 500, frames: 5))
        guard case .oversize(let head)? = incoming else {
            Issue.record("not seen as oversize")
            return
        }
        #expect(head.count == 5)
    }

    @Test("a ROUTER says that a peer can't be reached")
    func unreachable() throws {
        let router = try Socket(.router)
        _ = try router.bind("tcp://127.0.0.1:*")
        #expect(try router.send([[1, 2, 3], [4]]) == .unreachable)
    }

    @Test("a DEALER without a line takes nothing")
    func noLine() throws {
        let dealer = try Socket(.dealer)
        try dealer.connect("ipc:///tmp/loket-nobody-\(UUID().uuidString.prefix(8))")
        #expect(try dealer.send([[1]]) == .wouldBlock)
    }

    @Test("a taken port is an error that says what to do")
    func taken() throws {
        let first = try Socket(.router)
        try first.bind("tcp://127.0.0.1:*")
        let second = try Socket(.router)
        #expect {
            try second.bind(first.lastEndpoint)
        } throws: { error in
            (error as? ZeroMQError)?.kind == .addressInUse && "\(error)".contains("stop the process")
        }
    }

    @Test("a path over 107 bytes is refused before libzmq sees it")
    func longPath() throws {
        let socket = try Socket(.router)
        #expect {
            try socket.bind("ipc:///tmp/" + String(repeating: "x", count: 120))
        } throws: {
            ($0 as? ZeroMQError)?.kind == .pathTooLong
        }
    }

    private func pair() throws -> (Socket, Socket, Poller) {
        let router = try Socket(.router)
        let dealer = try Socket(.dealer, options: patient)
        try router.bind("tcp://127.0.0.1:*")
        try dealer.connect(router.lastEndpoint)
        return (router, dealer, Poller(wakeup: try Wakeup()))
    }

    /// Queues before the line stands, so that a test may send at once.
    private var patient: SocketOptions {
        var options = SocketOptions()
        options.immediate = false
        return options
    }

    private func next(_ socket: Socket, _ poller: Poller, _ limits: MessageLimits = MessageLimits()) throws
        -> Incoming?
    {
        var poller = poller
        _ = try poller.wait(for: [(socket, .readable)], timeout: .seconds(60))
        return try socket.receive(within: limits)
    }
}
