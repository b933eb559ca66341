/// What is done to every text before it reaches paper or metadata.
enum Wording {
    /// The text without characters that have no ink: controls, and the invisible marks that turn the
    /// direction of writing, with which a name could be made to read differently from what is stored.
    /// A line break stays; a tab becomes a space.
    static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar == "\n": result.append(scalar)
            case .control where scalar == "\t": result.append(" ")
            case .control, .format, .surrogate, .privateUse, .unassigned: continue
            case .lineSeparator, .paragraphSeparator: result.append("\n")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The text with its times held together: a line never starts with the zone of "08.00 WIB".
    static func bindingTimes(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            let comesBeforeZone =
                byte == 0x20 && index > 0 && isDigit(bytes[index - 1])
                && ["WIB", "WITA", "WIT"].contains(
                    String(decoding: bytes[(index + 1)...].prefix(5).prefix { $0 >= 0x41 && $0 <= 0x5A }, as: UTF8.self)
                )
            result += comesBeforeZone ? Array("\u{A0}".utf8) : [byte]
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The text with each NIK (or nomor KK, which looks the same) shown as `3215••••••••0001`.
    ///
    /// Sixteen digits in one run are one, and so are those written in groups as 4-4-4-4 or 6-6-4 with a
    /// space, dot or dash between. Other groupings are left alone: dates beside opening hours have
    /// sixteen digits too.
    static func maskingNationalIDs(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count(where: isDigit) >= 16 else { return text }
        var result: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let startsRun = isDigit(bytes[position]) && (position == 0 || !isDigit(bytes[position - 1]))
            guard startsRun, let found = nationalID(in: bytes, at: position) else {
                result.append(bytes[position])
                position += 1
                continue
            }
            result += found.digits.prefix(4)
            result += Array(String(repeating: "•", count: 8).utf8)
            result += found.digits.suffix(4)
            position = found.end
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func nationalID(in bytes: [UInt8], at start: Int) -> (digits: [UInt8], end: Int)? {
        for groups in [[16], [4, 4, 4, 4], [6, 6, 4]] {
            var digits: [UInt8] = []
            var position = start
            for (index, length) in groups.enumerated() {
                if index > 0, position < bytes.count, [0x20, 0x2D, 0x2E].contains(bytes[position]) { position += 1 }
                let run = bytes[position...].prefix(length).prefix(while: isDigit)
                digits += run
                position += run.count
            }
            let ends = position == bytes.count || !isDigit(bytes[position])
            if digits.count == 16, ends { return (digits, position) }
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
