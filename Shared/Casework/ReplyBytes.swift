import Civil
import Contracts
import Foundation
import Records

/// Every answer that a service gives, as bytes.
public enum ReplyBytes {
    public static func accepted(_ id: UUID, _ body: [UInt8]) -> [UInt8] {
        reply(id) { $0.accepted = Data(body) }
    }

    public static func rejected(_ id: UUID, _ rejection: Rejection) -> [UInt8] {
        reply(id) {
            $0.rejected.code = rejection.code.rawValue
            $0.rejected.field = rejection.field
            $0.rejected.problem = rejection.problem
            $0.rejected.fix = rejection.fix
        }
    }

    public static func retry(_ id: UUID, _ reason: String, after: Duration, carryFrom: Int64 = 0) -> [UInt8] {
        reply(id) {
            $0.retry.reason = reason
            $0.retry.afterMs = UInt32(clamping: after.microseconds / 1_000)
            $0.retry.carryFrom = carryFrom
        }
    }

    public static func fault(_ id: UUID?, code: String, problem: String, fix: String) -> [UInt8] {
        reply(id) {
            $0.fault.code = code
            $0.fault.problem = problem
            $0.fault.fix = fix
        }
    }

    /// Whether a reply is one that its receipt keeps: carried out or rejected, and neither a fault nor to come again.
    static func isStored(_ bytes: [UInt8]) -> Bool {
        guard let reply = try? WireReply(serializedBytes: bytes) else { return false }
        return switch reply.outcome {
        case .accepted, .rejected: true
        case .fault, .retry, nil: false
        }
    }

    static func isAccepted(_ bytes: [UInt8]) -> Bool {
        if case .accepted? = try? WireReply(serializedBytes: bytes).outcome { true } else { false }
    }

    private static func reply(_ id: UUID?, _ fill: (inout WireReply) -> Void) -> [UInt8] {
        var reply = WireReply()
        reply.contract = 1
        if let id { reply.id = Data(id.bytes) }
        fill(&reply)
        return written(reply)
    }
}
