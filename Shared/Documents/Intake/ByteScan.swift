/// Finds ASCII words in a file's bytes.
struct ByteScan {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var count: Int { bytes.count }

    subscript(position: Int) -> UInt8 { bytes[position] }

    func starts(_ word: StaticString, at position: Int) -> Bool {
        guard position >= 0, position + word.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount where bytes[position + index] != word.utf8Start[index] {
            return false
        }
        return true
    }

    func first(_ word: StaticString, from start: Int, to end: Int) -> Int? {
        var position = start
        while position < end {
            if bytes[position] == word.utf8Start[0], starts(word, at: position) { return position }
            position += 1
        }
        return nil
    }

    func last(_ word: StaticString, from start: Int, to end: Int) -> Int? {
        var position = end - 1
        while position >= start {
            if bytes[position] == word.utf8Start[0], starts(word, at: position) { return position }
            position -= 1
        }
        return nil
    }

    /// Whether the range has this name of PDF's, and not only a longer name that starts with it.
    func containsName(_ name: StaticString, in range: Range<Int>) -> Bool {
        var position = range.lowerBound
        while let found = first(name, from: position, to: range.upperBound) {
            position = found + name.utf8CodeUnitCount
            if !continuesName(at: position) { return true }
        }
        return false
    }

    /// Whether the byte there would still belong to a name: neither white space nor a delimiter of PDF's.
    func continuesName(at position: Int) -> Bool {
        guard position < bytes.count else { return false }
        return !Self.isSpace(bytes[position]) && !Array("/<>[](){}%".utf8).contains(bytes[position])
    }

    func skippingSpace(from position: Int) -> Int {
        var position = position
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position
    }

    /// The decimal number there, at most ten digits long; moves behind it.
    func number(at position: inout Int) -> Int? {
        var value = 0
        let start = position
        while position < bytes.count, position - start < 10, Self.isDigit(bytes[position]) {
            value = value * 10 + Int(bytes[position] - UInt8(ascii: "0"))
            position += 1
        }
        return position > start ? value : nil
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isSpace(_ byte: UInt8) -> Bool {
        [0x00, 0x09, 0x0A, 0x0C, 0x0D, 0x20].contains(byte)
    }
}
