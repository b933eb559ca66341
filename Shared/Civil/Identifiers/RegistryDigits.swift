/// The sixteen digits of a NIK or a nomor KK, read the way people write them.
enum RegistryDigits {
    enum Fault: Error, Equatable {
        case empty
        case character(Character)
        case count(Int)
    }

    /// The number behind `text`, which may be grouped with spaces, dots and dashes. ASCII digits only: the
    /// look-alikes of other scripts are a typing accident and would never match the registry.
    static func number(in text: String) throws(Fault) -> UInt64 {
        var number: UInt64 = 0
        var count = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                count += 1
                if count <= 16 { number = number * 10 + UInt64(byte - UInt8(ascii: "0")) }
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"):
                continue
            default:
                throw .character(stranger(in: text))
            }
        }
        guard count > 0 else { throw .empty }
        guard count == 16 else { throw .count(count) }
        return number
    }

    /// The first character that doesn't belong there, for the message.
    private static func stranger(in text: String) -> Character {
        text.first { !($0.isASCII && ($0.isNumber || $0 == " " || $0 == "." || $0 == "-")) } ?? "?"
    }

    /// All sixteen digits, with the leading zeros that a number drops.
    static func text(of number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { buffer in
            var rest = number
            for index in (0..<16).reversed() {
                buffer[index] = UInt8(ascii: "0") + UInt8(rest % 10)
                rest /= 10
            }
            return 16
        }
    }

    /// The first four and the last four digits, eight bullets between them.
    static func masked(_ number: UInt64) -> String {
        let digits = text(of: number)
        return digits.prefix(4) + "••••••••" + digits.suffix(4)
    }

    /// The refusal for a fault, in words.
    static func rejection(_ fault: Fault, _ code: Rejection.Code, _ noun: String, field: String) -> Rejection {
        let copy = "copy the 16 digits from the KTP-el or KK"
        switch fault {
        case .empty:
            return Rejection(code, field: field, problem: "the \(noun) is empty", fix: copy)
        case .character(let character):
            return Rejection(
                code, field: field, problem: "a \(noun) holds digits only, this one has \(Self.shown(character))",
                fix: copy)
        case .count(let count):
            let verdict = count < 16 ? "\(16 - count) too few" : "\(count - 16) too many"
            return Rejection(
                code, field: field, problem: "a \(noun) has 16 digits, this one has \(count) (\(verdict))", fix: copy)
        }
    }

    /// A character as a sentence can have it: what moves the cursor or can't be seen stands there by its number.
    private static func shown(_ character: Character) -> String {
        guard let scalar = character.unicodeScalars.first else { return "none" }
        let isPlain =
            scalar.properties.isAlphabetic || character.isPunctuation || character.isSymbol || character.isNumber
        return isPlain ? "'\(character)'" : "the character U+\(hexadecimal(scalar.value))"
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// What there is to say of the kecamatan in a number's first six digits.
    static func doubts(prefix: Int, standing: (RegionCode) -> RegionStanding?, field: String) -> [Doubt] {
        guard let region = RegionCode(digits: prefix) else {
            return [
                Doubt(
                    .unknownPrefix, field: field, problem: "the first six digits aren't the code of a kecamatan",
                    fix: "compare them with the KTP-el or KK: it may be a number of before the codes of today")
            ]
        }
        switch standing(region) {
        case nil, .listed: return []
        case .retired:
            return [
                Doubt(
                    .retiredPrefix, field: field,
                    problem: "no kecamatan has the code \(region) any more, though later ones beside it are in use",
                    fix: "nothing is to be changed where the KTP-el or KK has it: numbers outlive the codes")
            ]
        case .unlisted:
            return [
                Doubt(
                    .unknownPrefix, field: field,
                    problem: "no kecamatan has the code \(region) today; it may have had it when the number was issued",
                    fix: "compare the first six digits with the KTP-el or KK")
            ]
        }
    }

    /// A leap year satisfies 29 February in one century or the other, except in years ending in 00.
    static func isInSomeCalendar(day: Int, month: Int, yearOfCentury: Int) -> Bool {
        [1900, 2000].contains { Day(year: $0 + yearOfCentury, month: month, day: day) != nil }
    }
}
