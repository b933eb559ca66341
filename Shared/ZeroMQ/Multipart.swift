import CZeroMQ
import Glibc

/// The most that one whole message may hold; libzmq itself only limits a single frame.
public struct MessageLimits: Sendable, Equatable {
    /// Bytes of all frames together. Defaults to 1 MiB and 4 KiB.
    public var bytes: Int
    /// Defaults to 300.
    public var frames: Int

    public init(bytes: Int = 1024 * 1024 + 4096, frames: Int = 300) {
        self.bytes = bytes
        self.frames = frames
    }
}

/// What a socket had to read.
public enum Incoming: Sendable, Equatable {
    case message([[UInt8]])
    /// A message beyond the limits. The frames before the one that broke them are here, so that its sender
    /// can be told; the rest was read and dropped.
    case oversize(head: [[UInt8]])
}

/// What became of a message that was handed to a socket.
public enum Sent: Sendable, Equatable {
    case sent
    /// The peer's queue is full, or no connection stands: nothing left, try again when the socket is writable.
    case wouldBlock
    /// A ROUTER knows no such peer any more; nothing left.
    case unreachable
    /// The connection went away in the middle of the message: nothing of it will arrive.
    case lost
}

extension Socket {
    /// The next message, or nil where none waits. Never blocks.
    public func receive(within limits: MessageLimits = MessageLimits()) throws(ZeroMQError) -> Incoming? {
        var frames: [[UInt8]] = []
        var total = 0
        var fits = true
        repeat {
            guard try receiveFrame() else { return nil }
            let size = zmq_msg_size(inbound)
            total += size
            fits = fits && total <= limits.bytes && frames.count < limits.frames
            if fits {
                if frames.isEmpty { frames.reserveCapacity(10) }
                frames.append(size == 0 ? [] : copy(size))
            }
        } while zmq_msg_more(inbound) != 0
        return fits ? .message(frames) : .oversize(head: frames)
    }

    private func copy(_ size: Int) -> [UInt8] {
        [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(inbound), count: size))
    }

    private func receiveFrame() throws(ZeroMQError) -> Bool {
        while zmq_msg_recv(inbound, raw, ZMQ_DONTWAIT) < 0 {
            switch zmq_errno() {
            case EAGAIN: return false
            case EINTR: continue
            default: throw ZeroMQError("receiving")
            }
        }
        return true
    }

    /// Hands over a whole message, or nothing of it. Never blocks.
    ///
    /// - Parameter peer: the routing id that goes first, from a ROUTER.
    public func send(_ frames: [[UInt8]], to peer: [UInt8]? = nil) throws(ZeroMQError) -> Sent {
        if let peer {
            switch sendFrame(peer, ZMQ_DONTWAIT | ZMQ_SNDMORE) {
            case 0: break
            case EAGAIN: return .wouldBlock
            case EHOSTUNREACH: return .unreachable
            case let code: throw ZeroMQError("sending", code: code)
            }
        }
        var lost = false
        let last = frames.count - 1
        for (index, frame) in frames.enumerated() {
            let flags = index == last ? ZMQ_DONTWAIT : ZMQ_DONTWAIT | ZMQ_SNDMORE
            switch sendFrame(frame, flags) {
            case 0: continue
            // libzmq drops the rest of a message whose connection went away, but wants to be given it.
            case EAGAIN where index > 0 || peer != nil: lost = true
            case EAGAIN: return .wouldBlock
            case EHOSTUNREACH: return .unreachable
            case let code: throw ZeroMQError("sending", code: code)
            }
        }
        return lost ? .lost : .sent
    }

    private func sendFrame(_ frame: [UInt8], _ flags: Int32) -> Int32 {
        frame.withUnsafeBytes { bytes in
            while zmq_send(raw, bytes.baseAddress, bytes.count, flags) < 0 {
                let code = zmq_errno()
                if code != EINTR { return code }
            }
            return 0
        }
    }
}
