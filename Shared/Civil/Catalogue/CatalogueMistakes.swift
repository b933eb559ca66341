/// What is wrong with a catalogue file: every mistake of it at once, in the order of its lines. Nothing was loaded.
public struct CatalogueMistakes: Error, Equatable, Sendable, CustomStringConvertible {
    public struct Mistake: Hashable, Sendable, CustomStringConvertible {
        /// Empty where the catalogue is one file.
        public let file: String
        /// From 1; 0 where the file as a whole is meant.
        public let line: Int
        /// Where in the file: `products[3].route[1].step`.
        public let path: String
        public let problem: String
        public let fix: String

        init(file: String = "", line: Int, path: String, problem: String, fix: String) {
            self.file = file
            self.line = line
            self.path = path
            self.problem = problem
            self.fix = fix
        }

        public var description: String {
            "\(file.isEmpty ? "" : file + " ")line \(line): \(path): \(problem); \(fix)"
        }
    }

    public let mistakes: [Mistake]

    init(_ mistakes: [Mistake]) {
        self.mistakes = mistakes.sorted { ($0.file, $0.line, $0.path) < ($1.file, $1.line, $1.path) }
    }

    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
