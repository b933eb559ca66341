/// The rows of the table `wilayah` in a dump as MySQL writes it: `('32.15.05','Klari'),`.
///
/// It reads one byte after the other into words, texts and signs, which ``RegionDumpRows`` puts together.
struct RegionDump {
    private enum Place {
        case plain
        case word
        /// Behind a sign that may begin a remark.
        case dash, slash
        case lineRemark
        case remark(isAfterStar: Bool)
        case text
        /// Behind a backslash.
        case escape
        /// Behind a quote in a text: its end, or the first half of one that is meant.
        case quote
        /// A name between backticks.
        case name
    }

    private var rows = RegionDumpRows()
    private var place = Place.plain
    private var piece: [UInt8] = []
    private var line = 1
    /// The first letters of the remarks, which say where the file is from.
    private(set) var remarks: [UInt8] = []
    private static let mostRemarks = 4_096

    mutating func take(_ byte: UInt8) {
        switch place {
        case .plain: takePlain(byte)
        case .word: takeWord(byte)
        case .text: takeText(byte)
        case .quote: takeAfterQuote(byte)
        case .escape: takeEscaped(byte)
        case .dash, .slash: takeAfterSign(byte)
        case .lineRemark: if byte == Self.newline { place = .plain } else { remark(byte) }
        case .remark(let isAfterStar):
            remark(byte)
            if isAfterStar, byte == UInt8(ascii: "/") {
                place = .plain
            } else {
                place = .remark(isAfterStar: byte == UInt8(ascii: "*"))
            }
        case .name: takeName(byte)
        }
        if byte == Self.newline {
            rows.endLine()
            line += 1
        }
    }

    mutating func finish() -> FoundRegions {
        switch place {
        case .remark: rows.cutOff("a remark", line: line)
        case .text, .escape, .name: rows.cutOff("a text", line: line)
        // What the byte after these would have told is told by a line's end as well.
        case .word, .quote, .dash, .slash: take(Self.newline)
        case .plain, .lineRemark: break
        }
        return rows.finish(line: line)
    }

    private static let newline = UInt8(ascii: "\n")

    private mutating func remark(_ byte: UInt8) {
        if remarks.count < Self.mostRemarks { remarks.append(byte) }
    }

    private mutating func takePlain(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), Self.newline: break
        case UInt8(ascii: "'"): place = .text
        case UInt8(ascii: "`"): place = .name
        case UInt8(ascii: "-"): place = .dash
        case UInt8(ascii: "/"): place = .slash
        case UInt8(ascii: "#"): place = .lineRemark
        case _ where Self.isOfWord(byte):
            piece.append(byte)
            place = .word
        default: rows.take(sign: byte, line: line)
        }
    }

    private mutating func takeWord(_ byte: UInt8) {
        if Self.isOfWord(byte) { return piece.append(byte) }
        endWord()
        takePlain(byte)
    }

    private mutating func takeName(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "`"): endWord()
        case Self.newline: breakText()
        default: piece.append(byte)
        }
    }

    private mutating func endWord() {
        place = .plain
        rows.take(word: piece, line: line)
        piece.removeAll(keepingCapacity: true)
    }

    private mutating func takeText(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "'"): place = .quote
        case UInt8(ascii: "\\"): place = .escape
        case Self.newline: breakText()
        default: piece.append(byte)
        }
    }

    private mutating func takeEscaped(_ byte: UInt8) {
        place = .text
        switch byte {
        case Self.newline: breakText()
        // Signs that no name has; the row is refused for them.
        case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"), UInt8(ascii: "0"), UInt8(ascii: "b"),
            UInt8(ascii: "Z"):
            piece.append(0)
        default: piece.append(byte)
        }
    }

    private mutating func takeAfterQuote(_ byte: UInt8) {
        if byte == UInt8(ascii: "'") {
            piece.append(byte)
            place = .text
            return
        }
        place = .plain
        rows.take(text: piece, line: line)
        piece.removeAll(keepingCapacity: true)
        takePlain(byte)
    }

    private mutating func takeAfterSign(_ byte: UInt8) {
        switch (place, byte) {
        case (.dash, UInt8(ascii: "-")): place = .lineRemark
        case (.slash, UInt8(ascii: "*")): place = .remark(isAfterStar: false)
        default:
            if case .dash = place {
                rows.take(sign: UInt8(ascii: "-"), line: line)
            } else {
                rows.take(sign: UInt8(ascii: "/"), line: line)
            }
            place = .plain
            takePlain(byte)
        }
    }

    /// No text goes over a line's end; so one quote too few spoils one row and not all that follow.
    private mutating func breakText() {
        place = .plain
        piece.removeAll(keepingCapacity: true)
        rows.spoil("a text isn't closed on its line", line: line)
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "@"),
            UInt8(ascii: "$"), 0x80...:
            true
        default: false
        }
    }
}
