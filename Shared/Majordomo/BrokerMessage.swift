/// A message that reached the broker, read by the dialect it is written in.
enum BrokerMessage: Equatable {
    case mdpRequest(service: [UInt8], body: [[UInt8]])
    case request(service: ServiceName, id: RequestID, deadline: Duration, vouched: [UInt8]?, body: [UInt8])
    case clientHeartbeat
    case mdpWorker(MDPWorkerMessage)
    case worker(WorkerMessage)
    /// A LOKC message that can't be read, or speaks another version: its sender is told *refused*.
    case refusable(service: [UInt8], id: [UInt8])
    /// No message of any dialect.
    case unknownHeader
    /// A dialect's header over something that isn't its message; nobody can be told.
    case malformed

    enum MDPWorkerMessage: Equatable {
        case ready(service: [UInt8])
        case reply(client: [UInt8], body: [[UInt8]])
        case heartbeat
        case disconnect
        case invalid
    }

    enum WorkerMessage: Equatable {
        case ready(credit: Int, names: [[UInt8]])
        case reply(handle: Handle, service: [UInt8], ending: Ending)
        case heartbeat
        case disconnect
        case invalid

        enum Ending: Equatable {
            case body([UInt8])
            case givenBack
            /// No worker saw it; another site's broker says why.
            case status(Status)
        }
    }

    /// Reads the frames behind the routing id.
    init(_ frames: ArraySlice<[UInt8]>) {
        let at = frames.startIndex
        guard frames.count >= 3, frames[at].isEmpty else {
            self = BrokerMessage.withoutBody(frames)
            return
        }
        switch Dialect(frames[at + 1]) {
        case .mdpClient?:
            guard frames.count >= 4, let service = ServiceName(frames[at + 2]) else {
                self = .malformed
                return
            }
            self = .mdpRequest(service: service.bytes, body: Array(frames[(at + 3)...]))
        case .lokClient?: self = BrokerMessage.lokClient(frames, at)
        case .mdpWorker?: self = .mdpWorker(BrokerMessage.mdpWorker(frames, at))
        case .lokWorker?: self = .worker(BrokerMessage.lokWorker(frames, at))
        case nil: self = BrokerMessage.withoutBody(frames)
        }
    }

    /// What a message cut short, or too long to be kept, still says.
    static func withoutBody(_ frames: ArraySlice<[UInt8]>) -> BrokerMessage {
        let at = frames.startIndex
        guard frames.count >= 2, frames[at].isEmpty else { return .unknownHeader }
        let header = frames[at + 1]
        if header.count == 6, header.starts(with: Dialect.lokClientFamily) {
            let service = frames.count > 3 ? frames[at + 3] : []
            let id = frames.count > 4 && frames[at + 4].count == 16 ? frames[at + 4] : []
            return .refusable(service: service.count <= ServiceName.longest ? service : [], id: id)
        }
        switch Dialect(header) {
        case .mdpWorker?: return .mdpWorker(.invalid)
        case .lokWorker?: return .worker(.invalid)
        case .mdpClient?, .lokClient?: return .malformed
        case nil: return .unknownHeader
        }
    }

    private static func lokClient(_ frames: ArraySlice<[UInt8]>, _ at: Int) -> BrokerMessage {
        switch Command(frames[at + 2]) {
        case .heartbeat? where frames.count == 3:
            return .clientHeartbeat
        case .request? where (7...8).contains(frames.count):
            guard let service = ServiceName(frames[at + 3]), let id = RequestID(frames[at + 4]),
                let deadline = frames[at + 5].bigEndianUInt32
            else { return withoutBody(frames) }
            return .request(
                service: service, id: id, deadline: .milliseconds(Int64(deadline)),
                vouched: frames.count == 8 ? frames[at + 7] : nil, body: frames[at + 6])
        default:
            return withoutBody(frames)
        }
    }

    private static func mdpWorker(_ frames: ArraySlice<[UInt8]>, _ at: Int) -> MDPWorkerMessage {
        switch (Command(frames[at + 2]), frames.count) {
        case (.ready?, 4): return .ready(service: frames[at + 3])
        case (.reply?, 6...) where frames[at + 4].isEmpty:
            return .reply(client: frames[at + 3], body: Array(frames[(at + 5)...]))
        case (.heartbeat?, 3): return .heartbeat
        case (.disconnect?, 3): return .disconnect
        default: return .invalid
        }
    }

    private static func lokWorker(_ frames: ArraySlice<[UInt8]>, _ at: Int) -> WorkerMessage {
        switch (Command(frames[at + 2]), frames.count) {
        case (.ready?, 4...):
            guard let credit = frames[at + 3].bigEndianUInt32 else { return .invalid }
            return .ready(credit: Int(credit), names: Array(frames[(at + 4)...]))
        case (.reply?, 6...8):
            guard let handle = Handle(frames[at + 3]), let ending = ending(frames, at) else { return .invalid }
            return .reply(handle: handle, service: frames[at + 4], ending: ending)
        case (.heartbeat?, 3): return .heartbeat
        case (.disconnect?, 3): return .disconnect
        default: return .invalid
        }
    }

    private static func ending(_ frames: ArraySlice<[UInt8]>, _ at: Int) -> WorkerMessage.Ending? {
        switch frames.count {
        case 6: return .givenBack
        case 7: return .body(frames[at + 6])
        default:
            guard frames[at + 6].isEmpty, frames[at + 7].count == 1, let status = Status(rawValue: frames[at + 7][0]),
                status != .ok, status != .forgotten
            else { return nil }
            return .status(status)
        }
    }
}
