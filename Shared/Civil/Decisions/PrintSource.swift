/// What is put on paper for a case, and by whom.
public enum PrintSource: Hashable, Sendable {
    /// The office's own letter.
    case letter
    /// The PDF that was taken in, byte for byte.
    case takenIn(hash: [UInt8])
    /// A page marked CONTOH that stands in for a document from outside: at demo sites only.
    case sample
    /// The card with a chip, or the child's card: SIAK's own printer makes it.
    case card
    /// Nothing can be printed before its producer's PDF is taken in.
    case missing

    /// Loket issues only what is the office's own; a document of SIAK or Bapenda is released as it came.
    public init(of file: CaseFile, medium: Medium?, isDemo: Bool) {
        self =
            if file.filing.producedBy == .loket {
                .letter
            } else if !file.documentHash.isEmpty {
                .takenIn(hash: file.documentHash)
            } else if isDemo {
                .sample
            } else if medium == .blangko || medium == .kiaCard {
                .card
            } else {
                .missing
            }
    }

    public var awaits: PrintAwaits {
        switch self {
        case .letter, .takenIn, .sample: .nothing
        case .card: .card
        case .missing: .document
        }
    }
}
