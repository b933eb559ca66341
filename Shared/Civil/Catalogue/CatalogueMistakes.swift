/// What is wrong with a catalogue file: every mistake of it at once, in the order of its lines. Nothing was loaded.
public struct CatalogueMistakes: Error, Equatable, Sendable, CustomStringConvertible {
    public struct Mistake: Hashable, Sendable, CustomStringConvertible {
        /// From 1; 0 where the file as a whole is meant.
        public let line: Int
        /// Where in the file: `products[3].route[1].step`.
        public let path: String
        public let problem: String
        public let fix: String

        public var description: String { "line \(line): \(path): \(problem); \(fix)" }
    }

    public let mistakes: [Mistake]

    init(_ mistakes: [Mistake]) {
        self.mistakes = mistakes.sorted { ($0.line, $0.path) < ($1.line, $1.path) }
    }

    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
