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
                code, field: field, problem: "a \(noun) holds digits only, this one has '\(character)'", fix: copy)
        case .count(let count):
            let verdict = count < 16 ? "\(16 - count) too few" : "\(count - 16) too many"
            return Rejection(
                code, field: field, problem: "a \(noun) has 16 digits, this one has \(count) (\(verdict))", fix: copy)
        }
    }
}
