/// The messages of LOKC01, between a client and its broker, as frames. LOK.md numbers them.
enum ClientFrames {
    /// The longest deadline that four bytes of milliseconds hold.
    static let longestDeadline = Duration.milliseconds(Int64(UInt32.max))

    static func request(service: [UInt8], id: RequestID, deadline: Duration, body: [UInt8]) -> [[UInt8]] {
        let left = [UInt8](bigEndian: deadline.milliseconds)
        return [[], Dialect.lokClientHeader, Command.request.frame, service, id.bytes, left, body]
    }

    /// Between two sites: `vouched` names who stands behind the request.
    static func request(
        service: [UInt8], id: RequestID, deadline: Duration, body: [UInt8], vouched: [UInt8]
    ) -> [[UInt8]] {
        request(service: service, id: id, deadline: deadline, body: body) + [vouched]
    }

    static func reply(service: [UInt8], id: [UInt8], status: Status, body: [UInt8]) -> [[UInt8]] {
        [[], Dialect.lokClientHeader, Command.reply.frame, service, id, [status.rawValue], body]
    }

    static let heartbeat: [[UInt8]] = [[], Dialect.lokClientHeader, Command.heartbeat.frame]

    static func heartbeatAnswer(incarnation: UInt64) -> [[UInt8]] {
        heartbeat + [[UInt8](bigEndian: incarnation)]
    }

    /// What a broker says to a LOKC01 client.
    enum FromBroker: Equatable {
        case reply(id: RequestID, status: Status, body: [UInt8])
        case heartbeat(incarnation: UInt64)

        /// Nil for anything that is no such message.
        init?(_ frames: [[UInt8]]) {
            guard frames.count >= 4, frames[0].isEmpty, frames[1] == Dialect.lokClientHeader else { return nil }
            switch Command(frames[2]) {
            case .reply?:
                guard frames.count == 7, let id = RequestID(frames[4]), frames[5].count == 1 else { return nil }
                guard let status = Status(rawValue: frames[5][0]) else { return nil }
                self = .reply(id: id, status: status, body: frames[6])
            case .heartbeat?:
                guard frames.count == 4, let incarnation = frames[3].bigEndianUInt64 else { return nil }
                self = .heartbeat(incarnation: incarnation)
            default:
                return nil
            }
        }
    }
}

/// The messages of MDPC01 that a broker sends; RFC 7, MDP/Client.
enum MDPClientFrames {
    static func reply(service: [UInt8], body: [[UInt8]]) -> [[UInt8]] {
        [[], Dialect.mdpClientHeader, service] + (body.isEmpty ? [[]] : body)
    }
}

extension Duration {
    /// Whole milliseconds in four bytes: at least 1, so that a request that is sent has some time left.
    var milliseconds: UInt32 {
        guard self < ClientFrames.longestDeadline else { return .max }
        let (seconds, attoseconds) = components
        return UInt32(clamping: max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))
    }
}
