/// A person's name as the registry writes it.
///
/// Permendagri 73/2022 asks for two words, at most sixty letters, Latin script, no digits or punctuation. Names
/// recorded before it stay valid, and the person at the counter can't change theirs by being refused: what
/// breaks that rule is a ``Doubt``, and only what can't be a name at all is refused.
public struct PersonName: Hashable, Sendable, CustomStringConvertible {
    /// Without spaces at the ends or doubled inside; letters as they were written.
    public let text: String

    public init(_ text: String, field: String = "name") throws(Rejection) {
        if Self.isPlain(text) {
            self.text = text
            return
        }
        let copy = "write the name as it stands on the KK"
        guard text.utf8.count <= 400 else {
            throw Rejection(.tooLong, field: field, problem: "the name is longer than any name", fix: copy)
        }
        for scalar in text.unicodeScalars
        where (scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace)
            || scalar.value == 0xFFFD
        {
            throw Rejection(
                .invalidName, field: field, problem: "the name holds a character that can't be printed", fix: copy)
        }
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.contains(where: { $0.contains(where: \.isLetter) }) else {
            throw Rejection(
                .invalidName, field: field,
                problem: words.isEmpty ? "the name is empty" : "there is no letter in the name", fix: copy)
        }
        let text = words.joined(separator: " ")
        guard !Rejection.holdsPersonalNumber(text) else {
            throw Rejection(
                .invalidName, field: field, problem: "a NIK or nomor KK stands in the name",
                fix: "write the number into its own field")
        }
        self.text = text
    }

    public var description: String { text }

    /// What nearly every name is, told without Unicode's tables: letters of ASCII, single spaces between them.
    private static func isPlain(_ text: String) -> Bool {
        var last = UInt8(ascii: " ")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): break
            case UInt8(ascii: " ") where last != byte: break
            default: return false
            }
            last = byte
        }
        return last != UInt8(ascii: " ") && text.utf8.count <= 400
    }

    /// What Permendagri 73/2022 would no longer allow for a newborn.
    public func doubts(field: String = "name") -> [Doubt] {
        let words = text.split(separator: " ")
        var doubts: [Doubt] = []
        func add(_ code: Doubt.Code, _ problem: String, _ fix: String = Self.asOnPaper) {
            doubts.append(Doubt(code, field: field, problem: problem, fix: fix))
        }
        if words.count < 2 { add(.oneWord, "one word only; allowed for names recorded before May 2022") }
        if text.count > 60 { add(.longName, "longer than 60 letters with its spaces") }
        if text.contains(where: \.isNumber) { add(.digits, "a digit stands in the name") }
        if text.unicodeScalars.contains(where: { $0.properties.isAlphabetic && !Self.isLatin($0) }) {
            add(.otherScript, "a letter isn't Latin", "write it in Latin letters, as it stands on the KK")
        }
        if text.contains(where: { $0.isPunctuation || $0.isSymbol }) {
            add(.punctuation, "punctuation; fine for a degree on KK and KTP-el, not on an akta")
        }
        if words.contains(where: { $0.filter(\.isLetter).count == 1 }) {
            add(.abbreviation, "a single letter may be an abbreviation", "write the word out where the KK has it so")
        }
        return doubts
    }

    private static let asOnPaper = "leave it where the KK has it so; for a newborn choose another name"

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x250 || (0x1E00...0x1EFF).contains(scalar.value)
    }
}
