/// What is wrong with a file of regions, row by row. All are counted, and the first ones kept.
public struct RegionMistakes: Equatable, Sendable {
    public struct Mistake: Equatable, Sendable, CustomStringConvertible {
        public let line: Int
        public let problem: String

        public var description: String { "line \(line): \(problem)" }
    }

    public static let mostKept = 50

    public private(set) var first: [Mistake] = []
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { count == 0 }

    mutating func add(_ problem: String, line: Int) {
        count += 1
        if first.count < Self.mostKept { first.append(Mistake(line: line, problem: problem)) }
    }

    mutating func sort() { first.sort { $0.line < $1.line } }
}

/// The rows of a file as they were found, each with its line.
struct FoundRegions {
    private(set) var rows: [RegionRow] = []
    private(set) var lines: [Int32] = []
    var mistakes = RegionMistakes()

    /// Takes a row's two texts, or says what is wrong with them.
    mutating func take(code: [UInt8], name: [UInt8], line: Int) {
        guard let code = String(validating: code, as: UTF8.self), let name = String(validating: name, as: UTF8.self)
        else { return mistakes.add("the row isn't UTF-8", line: line) }
        guard rows.count < RegionList.mostRows else {
            return mistakes.add("no list of regions has more than \(RegionList.mostRows) rows", line: line)
        }
        do throws(Rejection) {
            rows.append(try RegionRow(code: code, name: name))
            lines.append(Int32(clamping: line))
        } catch {
            mistakes.add(error.problem, line: line)
        }
    }
}
