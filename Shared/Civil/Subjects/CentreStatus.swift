/// A status that the national data centre shows for a recording. Loket mirrors it and never sets it.
public struct CentreStatus: Hashable, Sendable {
    public enum Consequence: Sendable {
        /// Nothing yet: it is under way.
        case waits
        /// Unique and ready: the card can be printed.
        case ready
        /// The recording failed: delete it and record again.
        case recordAgain
        /// A person must decide before it goes on.
        case held
    }

    public let word: String

    public init(_ word: String) {
        self.word = word
    }

    public static let known: [String: Consequence] = [
        "BIO_CAPTURED": .waits, "PROCESSING": .waits, "SENT_FOR_ENROLLMENT": .waits, "RECEIVED_AT_CENTRAL": .waits,
        "ADJUDICATE_RECORD": .waits, "PRINT_READY_RECORD": .ready, "CARD_PRINTED": .ready,
        "ENROLL_FAILURE_AT_CENTRAL": .recordAgain, "ENROLL_FAILURE_AT_REGIONAL": .recordAgain,
        "SEARCH_FAILURE_AT_CENTRAL": .recordAgain, "DUPLICATE_RECORD": .held,
    ]

    public var consequence: Consequence { CentreStatus.known[word] ?? .waits }
}
