/// The messages of LOKW01, between a worker and its broker, as frames. LOK.md numbers them.
enum WorkerFrames {
    static func ready(credit: Int, names: [[UInt8]]) -> [[UInt8]] {
        [[], Dialect.lokWorkerHeader, Command.ready.frame, [UInt8](bigEndian: UInt32(clamping: credit))] + names
    }

    static func request(handle: Handle, service: [UInt8], principals: [UInt8], body: [UInt8]) -> [[UInt8]] {
        [[], Dialect.lokWorkerHeader, Command.request.frame, handle.bytes, service, principals, body]
    }

    /// Without a body the worker only gives the handle back: its client gets nothing and asks again.
    static func reply(handle: [UInt8], service: [UInt8], body: [UInt8]?) -> [[UInt8]] {
        let head = [[], Dialect.lokWorkerHeader, Command.reply.frame, handle, service, []]
        guard let body else { return head }
        return head + [body]
    }

    /// Another site's broker says that no worker of it saw the request.
    static func status(_ status: Status, handle: [UInt8], service: [UInt8]) -> [[UInt8]] {
        [[], Dialect.lokWorkerHeader, Command.reply.frame, handle, service, [], [], [status.rawValue]]
    }

    static let heartbeat: [[UInt8]] = [[], Dialect.lokWorkerHeader, Command.heartbeat.frame]
    static let disconnect: [[UInt8]] = [[], Dialect.lokWorkerHeader, Command.disconnect.frame]

    /// What a broker says to a LOKW01 worker.
    enum FromBroker: Equatable {
        case request(handle: [UInt8], service: [UInt8], principals: [UInt8], body: [UInt8])
        case heartbeat
        case disconnect

        /// Nil for anything that is no such message.
        init?(_ frames: [[UInt8]]) {
            guard frames.count >= 3, frames[0].isEmpty, frames[1] == Dialect.lokWorkerHeader else { return nil }
            switch (Command(frames[2]), frames.count) {
            case (.request?, 7) where frames[3].count == 16:
                self = .request(handle: frames[3], service: frames[4], principals: frames[5], body: frames[6])
            case (.heartbeat?, 3): self = .heartbeat
            case (.disconnect?, 3): self = .disconnect
            default: return nil
            }
        }
    }
}

/// The messages of MDPW01 that a broker sends; RFC 7, MDP/Worker.
enum MDPWorkerFrames {
    static func request(client: [UInt8], body: [[UInt8]]) -> [[UInt8]] {
        [[], Dialect.mdpWorkerHeader, Command.request.frame, client, []] + (body.isEmpty ? [[]] : body)
    }

    static let heartbeat: [[UInt8]] = [[], Dialect.mdpWorkerHeader, Command.heartbeat.frame]
    static let disconnect: [[UInt8]] = [[], Dialect.mdpWorkerHeader, Command.disconnect.frame]
}
