/// An Indonesian mobile number, kept in E.164: `+6281234567890`.
///
/// People write `0812…`, `+62812…` and `62812…`, the last of which general phone libraries take for a landline.
/// Only mobile numbers are taken: the message that a document is ready must reach somebody.
public struct PhoneNumber: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// `+62` and nine to twelve digits that start with 8.
    public let e164: String

    public init(_ text: String, field: String = "phone") throws(Rejection) {
        func refusal(_ problem: String) -> Rejection {
            Rejection(
                .invalidPhone, field: field, problem: problem,
                fix: "write a mobile number like 081234567890, or leave it out")
        }
        var digits: [UInt8] = []
        var hasPlus = false
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"): continue
            case UInt8(ascii: "+") where index == 0: hasPlus = true
            default: throw refusal("a phone number holds digits only")
            }
            guard digits.count <= 20 else { throw refusal("too many digits for a phone number") }
        }
        guard !digits.isEmpty else { throw refusal("the phone number is empty") }
        let zero = UInt8(ascii: "0")
        var national = digits[...]
        if national.starts(with: [UInt8(ascii: "6"), UInt8(ascii: "2")]) {
            national = national.dropFirst(2)
            if national.first == zero { national = national.dropFirst() }
        } else if hasPlus {
            throw refusal("the number belongs to another country")
        } else if national.first == zero {
            national = national.dropFirst()
        } else {
            throw refusal("the number must start with 08 or 628")
        }
        guard national.first == UInt8(ascii: "8") else {
            throw refusal("this is no mobile number, an SMS can't reach it")
        }
        let second = national.dropFirst().first
        guard second != zero, second != UInt8(ascii: "4") else {
            throw refusal(
                "no operator has numbers that start with 0\(String(decoding: national.prefix(2), as: UTF8.self))")
        }
        guard (9...12).contains(national.count) else {
            throw refusal("a mobile number has 9 to 12 digits after the 0, this one has \(national.count)")
        }
        e164 = "+62" + String(decoding: national, as: UTF8.self)
    }

    /// What is worth a second look; it can all be right.
    public func doubts(field: String = "phone") -> [Doubt] {
        // What the operator's four digits leave is the subscriber's own.
        let own = national.utf8.dropFirst(4)
        guard let first = own.first, own.allSatisfy({ $0 == first }) else { return [] }
        return [
            Doubt(
                .repeatedDigit, field: field,
                problem: "after the first four it has one digit only, as made-up numbers do",
                fix: "ask for it again; where it is so, leave it")
        ]
    }

    /// As people write it: `081234567890`.
    public var national: String { "0" + e164.dropFirst(3) }
    /// `+6281•••••890`, for logs and screens that others can see.
    public var masked: String { e164.prefix(5) + "•••••" + e164.suffix(3) }
    public var description: String { masked }
    public var debugDescription: String { masked }
}
