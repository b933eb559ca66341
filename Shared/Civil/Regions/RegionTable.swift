/// `kode,nama` as CSV (RFC 4180), a row on each line.
struct RegionTable {
    private var found = FoundRegions()
    private var line = 1
    private var cells: [[UInt8]] = [[]]
    private var isQuoted = false
    /// A quote inside quotes: the end of them, or the first half of one that is meant.
    private var isAfterQuote = false
    private var hasBytes = false

    mutating func take(_ byte: UInt8) {
        if byte == UInt8(ascii: "\n") { return endLine() }
        hasBytes = true
        if isAfterQuote {
            isAfterQuote = false
            if byte == UInt8(ascii: "\"") { return cells[cells.count - 1].append(byte) }
            isQuoted = false
        }
        switch byte {
        case UInt8(ascii: "\"") where isQuoted: isAfterQuote = true
        case UInt8(ascii: "\"") where cells[cells.count - 1].isEmpty: isQuoted = true
        case UInt8(ascii: ",") where !isQuoted: cells.append([])
        default: cells[cells.count - 1].append(byte)
        }
    }

    mutating func finish() -> FoundRegions {
        if hasBytes {
            found.mistakes.add("the last line has no end: the file may be cut off", line: line)
        }
        return found
    }

    private mutating func endLine() {
        defer {
            line += 1
            (cells, isQuoted, isAfterQuote, hasBytes) = ([[]], false, false, false)
        }
        if cells[cells.count - 1].last == UInt8(ascii: "\r") { cells[cells.count - 1].removeLast() }
        if line == 1 || (cells.count == 1 && cells[0].isEmpty) { return }
        guard !isQuoted || isAfterQuote else {
            return found.mistakes.add("a text in quotes isn't closed on its line", line: line)
        }
        guard cells.count == 2 else {
            return found.mistakes.add("the row has \(cells.count) columns, not kode and nama", line: line)
        }
        found.take(code: cells[0], name: cells[1], line: line)
    }
}
