import Foundation
import Glibc

@testable import ZeroMQ

/// A ROUTER with an endpoint that needs no key and one that does, and the peers that try them.
final class Gate {
    struct Heard: Equatable {
        let body: [UInt8]?
        let sender: String?
    }

    let context = Context()
    let pair: KeyPair
    let keeper: Gatekeeper
    let router: Socket
    let path: String
    let open: String
    let keyed: String
    let refusals = Guarded<[Gatekeeper.Refusal]>([])
    private var poller: Poller

    init(_ policy: @escaping Gatekeeper.Policy) throws {
        pair = try KeyPair()
        keeper = try Gatekeeper(
            context: context, onRefusal: { [refusals] refusal in refusals.with { $0.append(refusal) } }, policy: policy)
        var options = SocketOptions()
        // Whoever is refused hears of it when this is over.
        options.handshake = .milliseconds(500)
        router = try Socket(.router, options: options, context: context)
        path = "/tmp/loket-gate-\(UUID().uuidString.prefix(13))"
        open = "ipc://\(path)"
        try router.bind(open)
        try router.use(.server(pair, keeper))
        try router.bind("tcp://127.0.0.1:*")
        keyed = router.lastEndpoint
        poller = Poller(wakeup: try Wakeup())
    }

    /// A peer that queues until it is let in.
    func dealer(_ endpoint: String, as own: KeyPair? = nil, server: PublicKey? = nil) throws -> Socket {
        let socket = try peer(own, server)
        try socket.connect(endpoint)
        return socket
    }

    func watched(_ endpoint: String, as own: KeyPair?, server: PublicKey? = nil) throws -> (Socket, LineMonitor) {
        let socket = try peer(own, server)
        let monitor = try LineMonitor(of: socket)
        try socket.connect(endpoint)
        return (socket, monitor)
    }

    private func peer(_ own: KeyPair?, _ server: PublicKey?) throws -> Socket {
        var options = SocketOptions()
        options.immediate = false
        options.curve = own.map { .client($0, server: server ?? pair.publicKey) }
        return try Socket(.dealer, options: options, context: context)
    }

    /// What the ROUTER reads next, within five seconds.
    func next() throws -> Heard? {
        _ = try poll(router)
        guard case .message(let frames)? = try router.receive() else { return nil }
        return Heard(body: frames.last, sender: router.sender)
    }

    /// What becomes of a peer's handshake, within five seconds.
    func change(_ monitor: LineMonitor) throws -> LineMonitor.Change? {
        while try poll(monitor.socket) == [.readable] {
            if let change = try monitor.changes().first(where: { $0 != .answered }) { return change }
        }
        return nil
    }

    /// Hands a message over as soon as the socket takes it, within five seconds.
    func say(_ frames: [[UInt8]], on socket: Socket) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try socket.send(frames) != .sent, ContinuousClock.now < deadline {
            _ = try poller.wait(for: [(socket, .writable)], timeout: .seconds(1))
        }
    }

    func poll(_ socket: Socket) throws -> [Poller.Interest] {
        try poller.wait(for: [(socket, .readable)], timeout: .seconds(60))
    }
}

/// A peer that writes ZMTP 3.0 by itself, and so may say in its handshake what libzmq wouldn't.
final class RawPeer {
    private let descriptor: Int32

    init(path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if code != 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit {
        close(descriptor)
    }

    /// The greeting, READY with these properties, and a message of one frame.
    func send(properties: KeyValuePairs<String, String>, message: [UInt8]) throws {
        var greeting: [UInt8] = [0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0] + Array("NULL".utf8)
        greeting += [UInt8](repeating: 0, count: 64 - greeting.count)
        try write(greeting)
        // libzmq reads READY only after it has sent its own greeting.
        var answer = [UInt8](repeating: 0, count: 64)
        var read = 0
        while read < answer.count {
            let count = recv(descriptor, &answer, answer.count - read, 0)
            if count <= 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            read += count
        }
        var ready: [UInt8] = [5] + Array("READY".utf8)
        for (name, value) in properties {
            ready += [UInt8(name.utf8.count)] + Array(name.utf8)
            ready += [0, 0, 0, UInt8(value.utf8.count)] + Array(value.utf8)
        }
        try write([4, UInt8(ready.count)] + ready + [0, UInt8(message.count)] + message)
    }

    private func write(_ bytes: [UInt8]) throws {
        if Glibc.send(descriptor, bytes, bytes.count, 0) != bytes.count {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }
}
