import Foundation

/// The number on a ticket, such as `KLR-261123-A042`: office, day, lane, place in the lane.
///
/// It alone leads to the visit: lane and visit ids are computed from it, so no index is needed. A site
/// that was restored from backup carries its incarnation (`KLR2-…`), and can't print a number twice.
public struct TicketNumber: Hashable, Sendable {
    public var shortCode: String
    public var incarnation: Int
    public var day: Day
    public var letter: String
    public var number: Int

    public init(shortCode: String, incarnation: Int, day: Day, letter: String, number: Int) {
        self.shortCode = shortCode
        self.incarnation = incarnation
        self.day = day
        self.letter = letter
        self.number = number
    }

    public var text: String {
        let padded = String(number)
        let zeros = String(repeating: "0", count: max(0, 3 - padded.count))
        return "\(shortCode)\(incarnation > 1 ? String(incarnation) : "")-\(day.compact)-\(letter)\(zeros)\(padded)"
    }

    /// Reads a ticket, a case number or a tracking code; what follows the ticket is left in `rest`.
    public static func parse(_ text: String) -> (ticket: TicketNumber, rest: [String])? {
        let parts = text.uppercased().split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts.count <= 5, let day = Day(compact: parts[1]) else { return nil }
        let code = parts[0].prefix { $0.isLetter }
        let suffix = parts[0].dropFirst(code.count)
        let letter = parts[2].prefix { $0.isLetter }
        guard !code.isEmpty, !letter.isEmpty,
            let number = Int(parts[2].dropFirst(letter.count)), number > 0,
            let incarnation = suffix.isEmpty ? 1 : Int(suffix), incarnation > 0
        else { return nil }
        let ticket = TicketNumber(
            shortCode: String(code), incarnation: incarnation, day: day, letter: String(letter), number: number)
        return (ticket, Array(parts.dropFirst(3)))
    }

    public func lane(office: String) -> LaneKey {
        LaneKey(office: office, shortCode: shortCode, letter: letter, day: day)
    }

    /// The id of the visit that holds this ticket at an office.
    public func visitID(office: String) -> UUID {
        let lane = lane(office: office).id.digits
        return SubjectID.v7(dayOf: day, naming: ["visit", lane, String(incarnation), String(number)])
    }
}

/// The number of a case: its visit's ticket and its place in that visit, `KLR-261123-A042-1`.
///
/// The tracking code on the receipt adds six signs that were drawn when the case was filed.
public struct CaseNumber: Hashable, Sendable {
    public var ticket: TicketNumber
    public var ordinal: Int
    public var secret: String?

    public init(ticket: TicketNumber, ordinal: Int) {
        self.ticket = ticket
        self.ordinal = ordinal
    }

    public init?(_ text: String) {
        guard let (ticket, rest) = TicketNumber.parse(text), let first = rest.first, let ordinal = Int(first),
            ordinal > 0
        else { return nil }
        self.ticket = ticket
        self.ordinal = ordinal
        secret = rest.count == 2 ? rest[1] : nil
    }

    public var text: String { "\(ticket.text)-\(ordinal)" }

    /// The id of the case with this number at an office: computed like the visit's, so that no index is needed.
    public func caseID(office: String) -> UUID {
        SubjectID.v7(
            dayOf: ticket.day, naming: ["case", ticket.visitID(office: office).digits, String(ordinal)])
    }

    /// Six signs of Crockford's base 32 from at least 30 drawn bits.
    public static func secret(from random: [UInt8]) -> String {
        let signs = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
        return String(random.prefix(6).map { signs[Int($0 & 31)] })
    }
}
