/// Puts the words, texts and signs of a dump together into rows. Statements of no INSERT are passed over.
struct RegionDumpRows {
    private enum Place {
        /// Between two statements.
        case outside
        /// In a statement that says nothing of rows.
        case passing
        /// From INSERT to VALUES: the words so far, and those in parentheses.
        case heading(words: [String], columns: [String], isInside: Bool)
        case beforeRow
        /// Inside a row, and whether a text is wanted next.
        case row(isAfterComma: Bool)
        case afterRow
        /// A row was wrong: to the end of its line, or of the statement.
        case spoiled
    }

    private var found = FoundRegions()
    private var place = Place.outside
    private var texts: [[UInt8]] = []
    private var rowLine = 0
    private var spoiledLine = 0

    static let table = "wilayah"
    private static let columns = ["kode", "nama"]

    mutating func take(word bytes: [UInt8], line: Int) {
        switch place {
        case .passing, .spoiled: return
        case .outside: begin(bytes)
        case .heading(var words, var columns, let isInside):
            let word = String(decoding: bytes, as: UTF8.self).lowercased()
            guard isInside || !["values", "value"].contains(word) else { return check(words, columns, line: line) }
            if isInside { columns.append(word) } else { words.append(word) }
            place = .heading(words: words, columns: columns, isInside: isInside)
        case .beforeRow, .afterRow, .row:
            spoil("\(Self.quoted(bytes)) stands where a text in quotes is expected", line: line)
            // The statement before wasn't ended.
            begin(bytes, else: .spoiled)
        }
    }

    mutating func take(text: [UInt8], line: Int) {
        switch place {
        case .row(isAfterComma: true) where texts.count < 3: texts.append(text)
        case .beforeRow, .afterRow, .row: spoil("a text stands where none is expected", line: line)
        case .outside: spoil("a text stands outside of any statement", line: line)
        case .heading, .passing, .spoiled: return
        }
        if case .row = place { place = .row(isAfterComma: false) }
    }

    mutating func take(sign: UInt8, line: Int) {
        switch (place, sign) {
        case (.passing, UInt8(ascii: ";")), (.spoiled, UInt8(ascii: ";")), (.afterRow, UInt8(ascii: ";")):
            place = .outside
        case (.heading(let words, let columns, _), UInt8(ascii: "(")):
            place = .heading(words: words, columns: columns, isInside: true)
        case (.heading(let words, let columns, _), UInt8(ascii: ")")):
            place = .heading(words: words, columns: columns, isInside: false)
        case (.heading, UInt8(ascii: ",")), (.passing, _), (.spoiled, _), (.outside, UInt8(ascii: ";")): return
        case (.beforeRow, UInt8(ascii: "(")): open(line)
        case (.afterRow, UInt8(ascii: ",")): place = .beforeRow
        case (.afterRow, UInt8(ascii: "(")):
            // The row itself is read, and the file refused.
            found.mistakes.add("a comma is missing before this row", line: line)
            open(line)
        case (.row(isAfterComma: false), UInt8(ascii: ",")): place = .row(isAfterComma: true)
        case (.row(isAfterComma: false), UInt8(ascii: ")")): close(line)
        default: spoil("'\(Character(Unicode.Scalar(sign)))' stands where it isn't expected", line: line)
        }
    }

    /// Says what is wrong with a row, and passes over the rest of its line.
    mutating func spoil(_ problem: String, line: Int) {
        if line != spoiledLine { found.mistakes.add(problem, line: line) }
        spoiledLine = line
        switch place {
        case .outside, .passing: place = .passing
        default: place = .spoiled
        }
    }

    mutating func endLine() {
        if case .spoiled = place { place = .beforeRow }
    }

    mutating func cutOff(_ what: String, line: Int) {
        found.mistakes.add("the file ends in the middle of \(what): it may be cut off", line: line)
        place = .outside
    }

    mutating func finish(line: Int) -> FoundRegions {
        if case .outside = place { return found }
        // No dump at all, most likely: that nothing is in it says more than where it ends.
        if case .passing = place, found.rows.isEmpty, found.mistakes.isEmpty { return found }
        cutOff("a statement, whose ; is missing", line: line)
        return found
    }

    /// The first word of a statement.
    private mutating func begin(_ bytes: [UInt8], else other: Place = .passing) {
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case "insert", "replace": place = .heading(words: [], columns: [], isInside: false)
        default: place = other
        }
    }

    private mutating func check(_ words: [String], _ columns: [String], line: Int) {
        let table = words.last?.split(separator: ".").last.map(String.init) ?? ""
        guard table == Self.table else {
            found.mistakes.add("rows of the table \(Rejection.quoted(table)), not of \(Self.table)", line: line)
            place = .passing
            return
        }
        guard columns.isEmpty || columns == Self.columns else {
            found.mistakes.add("the columns are \(columns.joined(separator: ", ")), not kode, nama", line: line)
            place = .passing
            return
        }
        place = .beforeRow
    }

    private mutating func open(_ line: Int) {
        texts.removeAll(keepingCapacity: true)
        rowLine = line
        place = .row(isAfterComma: true)
    }

    private mutating func close(_ line: Int) {
        place = .afterRow
        guard texts.count == 2 else {
            let count = texts.count > 2 ? "more than two texts" : "one text"
            return found.mistakes.add("the row has \(count), not code and name", line: rowLine)
        }
        found.take(code: texts[0], name: texts[1], line: rowLine)
    }

    private static func quoted(_ bytes: [UInt8]) -> String {
        Rejection.quoted(String(decoding: bytes, as: UTF8.self))
    }
}
