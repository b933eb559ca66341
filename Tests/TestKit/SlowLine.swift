import Foundation
import Glibc

/// A line between two hosts, in the hand of a test: a TCP proxy on loopback that delays, throttles, cuts and resets.
public final class SlowLine: @unchecked Sendable {
    /// How the line is at present.
    public struct Condition: Sendable {
        /// How long each byte takes, one way.
        public var delay: TimeInterval = 0
        /// Bits a second in each direction; nil for no limit.
        public var rate: Double?
        /// Nothing arrives any more, and nobody is told.
        public var isBlackHole = false
        /// Every connection is reset, and none is made.
        public var isCut = false

        public init(delay: TimeInterval = 0, rate: Double? = nil) {
            self.delay = delay
            self.rate = rate
        }
    }

    public let port: Int
    private let target: sockaddr_in
    private let listener: Int32
    private let lock = NSCondition()
    // Under the lock.
    private var condition: Condition
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var isClosed = false
    private var carried = 0

    /// - Parameters:
    ///   - target: the port that it leads to; nobody need listen there yet.
    ///   - host: the last number of an address 127.0.0.x; brokers want keys from 127.0.0.2 on.
    public init(to target: Int, host: UInt32 = 2, _ condition: Condition = Condition()) throws {
        self.target = Self.loopback(port: target, host: host)
        self.condition = condition
        (listener, port) = try Self.listen()
        Thread.detachNewThread { [self] in accept() }
    }

    /// Bytes that have come out at either end.
    public var bytesCarried: Int { lock.withLock { carried } }

    public func set(_ change: (inout Condition) -> Void) {
        lock.withLock {
            change(&condition)
            if condition.isCut { for connection in connections.values { connection.reset() } }
            lock.broadcast()
        }
    }

    /// Breaks what is connected now; new connections are let through.
    public func reset() {
        lock.withLock { for connection in connections.values { connection.reset() } }
    }

    public func close() {
        lock.withLock {
            isClosed = true
            for connection in connections.values { connection.reset() }
            lock.broadcast()
        }
        // The accepting thread wakes by this and closes it; closed here and there, the second time would be another's.
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accept() {
        defer { Glibc.close(listener) }
        while true {
            let near = Glibc.accept(listener, nil, nil)
            if near < 0 {
                if errno == EINTR || errno == ECONNABORTED { continue }
                return
            }
            let far = lock.withLock { condition.isCut || isClosed } ? -1 : Self.connect(to: target)
            guard far >= 0 else {
                Connection.reset(near)
                continue
            }
            let connection = Connection(near: near, far: far)
            lock.withLock { connections[ObjectIdentifier(connection)] = connection }
            for (from, to) in [(near, far), (far, near)] {
                let pipe = Pipe()
                Thread.detachNewThread { [self] in read(from, into: pipe) }
                Thread.detachNewThread { [self] in
                    write(pipe, to)
                    connection.reset()
                    if connection.hasEnded() {
                        lock.withLock { connections[ObjectIdentifier(connection)] = nil }
                        connection.close()
                    }
                }
            }
        }
    }

    /// What is between two sockets in one direction; under the line's lock.
    private final class Pipe: @unchecked Sendable {
        var waiting: [(at: Date, bytes: [UInt8])] = []
        var free = Date.distantPast
        var hasEnded = false
    }

    private func read(_ socket: Int32, into pipe: Pipe) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            lock.lock()
            if count <= 0 {
                pipe.hasEnded = true
                lock.broadcast()
                lock.unlock()
                return
            }
            let now = Date()
            let takes = condition.rate.map { Double(count * 8) / $0 } ?? 0
            pipe.free = max(pipe.free, now).addingTimeInterval(takes)
            pipe.waiting.append((pipe.free.addingTimeInterval(condition.delay), Array(buffer[..<count])))
            lock.broadcast()
            // A line holds no more than half a second's worth: beyond it the sender has to wait.
            while pipe.free.timeIntervalSinceNow > 0.5, !pipe.hasEnded {
                _ = lock.wait(until: pipe.free.addingTimeInterval(-0.5))
            }
            lock.unlock()
        }
    }

    private func write(_ pipe: Pipe, _ socket: Int32) {
        while true {
            lock.lock()
            while true {
                if pipe.waiting.isEmpty, pipe.hasEnded { break }
                if !condition.isBlackHole, let first = pipe.waiting.first {
                    if first.at <= Date() { break }
                    _ = lock.wait(until: first.at)
                } else {
                    lock.wait()
                }
                if isClosed { break }
            }
            guard !pipe.waiting.isEmpty, !isClosed else { return lock.unlock() }
            let bytes = pipe.waiting.removeFirst().bytes
            carried += bytes.count
            lock.unlock()
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { return }
                sent += count
            }
        }
    }

    /// Both ends of what goes through; it is closed when both directions have ended.
    private final class Connection: @unchecked Sendable {
        private let near: Int32
        private let far: Int32
        private let lock = NSLock()
        private var ended = 0

        init(near: Int32, far: Int32) {
            self.near = near
            self.far = far
        }

        func reset() {
            for socket in [near, far] { shutdown(socket, Int32(SHUT_RDWR)) }
        }

        func hasEnded() -> Bool {
            lock.withLock {
                ended += 1
                return ended == 2
            }
        }

        func close() {
            Self.reset(near)
            Self.reset(far)
        }

        /// Closes with a reset: nothing lingers.
        static func reset(_ socket: Int32) {
            var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
            setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            Glibc.close(socket)
        }
    }

    /// A port of loopback that nobody listens on at this moment.
    public static func freePort() throws -> Int {
        let (socket, port) = try listen()
        Glibc.close(socket)
        return port
    }

    private struct NoPort: Error {}

    private static func listen() throws -> (socket: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = loopback(port: 0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && Glibc.listen(listener, 64) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw NoPort() }
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func connect(to target: sockaddr_in) -> Int32 {
        let far = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = target
        let isConnected = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(far, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if isConnected { return far }
        Glibc.close(far)
        return -1
    }

    private static func loopback(port: Int, host: UInt32 = 1) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 + host).bigEndian
        return address
    }
}
