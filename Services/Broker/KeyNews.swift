import Logging
import Majordomo
import ZeroMQ

/// Tells the log who may come in by a key, and the broker when that changes.
struct KeyNews: Sendable {
    private let pair: KeyPair
    private let logger: Logger

    init(_ pair: KeyPair, _ logger: Logger) {
        self.pair = pair
        self.logger = logger
    }

    func follow(_ watch: KeyWatch, for broker: BrokerLoop) throws(ZeroMQError) {
        logger.info("other machines know this broker by \(pair.publicKey)")
        tell(watch.first)
        try watch.start { [self] news in
            switch news {
            case .success(let content):
                // In this order: what the log says holds already.
                broker.admit(by: content.register)
                tell(content)
            case .failure(let problem):
                logger.error("the keys that were allowed stay so: \(problem)")
            }
        }
    }

    private func tell(_ content: KeyWatch.Content) {
        let names = content.register.holders.map(\.name)
        logger.info("by a key may come in: \(names.isEmpty ? "nobody" : names.joined(separator: ", "))")
        for mistake in content.mistakes { logger.error("keys.txt, \(mistake); until then this line lets in nobody") }
    }
}
