import Foundation

/// Numbered forms that were printed ahead for the hours without power: each is open until it is entered, once, or
/// voided.
public struct PaperForms: Hashable, Sendable {
    /// Forms that were printed together, by one life of the site.
    public struct Pad: Hashable, Sendable {
        public var first: Int
        public var last: Int
        public var incarnation: Int

        public init(first: Int, last: Int, incarnation: Int) {
            self.first = first
            self.last = last
            self.incarnation = incarnation
        }
    }

    public enum State: String, Sendable, CaseIterable {
        case open, entered, void
    }

    public var pads: [Pad] = []
    /// In ascending order.
    public var entered: [Int] = []
    public var voided: [Int] = []

    public init() {}

    /// Nil for a number that was never printed.
    public func state(of number: Int) -> State? {
        guard incarnation(of: number) != nil else { return nil }
        return entered.contains(number) ? .entered : voided.contains(number) ? .void : .open
    }

    /// The life of the site that printed a form, which stands in its number.
    public func incarnation(of number: Int) -> Int? {
        pads.first { ($0.first...$0.last).contains(number) }?.incarnation
    }

    public var printed: Int { pads.last?.last ?? 0 }
    public var open: [Int] { (0..<printed).map { $0 + 1 }.filter { state(of: $0) == .open } }

    mutating func print(_ count: Int, incarnation: Int) -> Bool {
        guard count > 0 else { return false }
        pads.append(Pad(first: printed + 1, last: printed + count, incarnation: incarnation))
        return true
    }

    mutating func enter(_ number: Int) -> Bool {
        guard state(of: number) == .open else { return false }
        entered = (entered + [number]).sorted()
        return true
    }

    mutating func void(_ numbers: [Int]) -> Bool {
        guard !numbers.isEmpty, Set(numbers).count == numbers.count, numbers.allSatisfy({ state(of: $0) == .open })
        else { return false }
        voided = (voided + numbers).sorted()
        return true
    }
}

extension LaneKey {
    /// The lane of forms on paper (*formulir kertas*) that were printed on one day. A lane of the catalogue has one
    /// letter, so no number of theirs is ever one of its.
    public static let paperLetter = "FK"

    public var isOfPaper: Bool { letter == Self.paperLetter }
}

extension Lane {
    /// Where a lane of forms stands that has open ones: one list for each office.
    public static func drawer(of office: String) -> UUID { SubjectID.v8(naming: ["paper-forms", office]) }

    /// Nil where nothing lies in the drawer.
    var drawerPlace: Subject.Place? {
        guard key.isOfPaper, !forms.open.isEmpty else { return nil }
        var position: [UInt8] = []
        withUnsafeBytes(of: UInt32(bitPattern: key.day.ordinal).bigEndian) { position.append(contentsOf: $0) }
        return Subject.Place(queue: Self.drawer(of: key.office), position: position)
    }

    /// How many visits have a number of this lane.
    public var ticketsGiven: Int { key.isOfPaper ? forms.entered.count : issued }

    /// The number of one of its forms, as it is printed.
    public func form(_ number: Int) -> TicketNumber? {
        forms.incarnation(of: number).map {
            TicketNumber(
                shortCode: key.shortCode, incarnation: $0, day: key.day, letter: key.letter, number: number)
        }
    }
}
