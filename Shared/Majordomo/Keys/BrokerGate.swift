import Logging
import ZeroMQ

/// What a broker needs to listen beyond its own machine: its own pair, and whom it lets in.
public struct BrokerKeys: Sendable {
    public let pair: KeyPair
    public let register: KeyRegister

    public init(pair: KeyPair, register: KeyRegister) {
        self.pair = pair
        self.register = register
    }
}

extension Gatekeeper {
    /// The gatekeeper of a broker, who writes to the log whom it refuses.
    convenience init(
        _ admission: Admission, context: Context, logger: Logger,
        onFailure: @escaping @Sendable (ZeroMQError) -> Void
    ) throws(ZeroMQError) {
        let journal = Guarded(RefusalJournal())
        try self.init(
            context: context,
            onRefusal: { refusal in
                admission.countRefusal()
                if let line = journal.with({ $0.line(for: refusal, now: .now) }) { logger.warning("\(line)") }
            },
            onFailure: { error in
                logger.critical("nobody can be let in by a key any more: \(error)")
                onFailure(error)
            },
            policy: { admission.sender($0) })
    }
}
