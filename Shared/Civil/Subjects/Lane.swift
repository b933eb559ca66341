import Foundation

/// One queue of one office on one day: counter A of Klari on 23 November.
public struct LaneKey: Hashable, Sendable {
    public var office: String
    public var shortCode: String
    public var letter: String
    public var day: Day

    public init(office: String, shortCode: String, letter: String, day: Day) {
        self.office = office
        self.shortCode = shortCode
        self.letter = letter
        self.day = day
    }

    public var id: UUID { SubjectID.v7(dayOf: day, naming: ["lane", office, letter]) }
}

/// A lane with its counter and who stands at which desk.
///
/// Ticket numbers come from `issued`, which only `evolve` advances: no number twice, none missing,
/// whatever the number of instances.
public struct Lane: Hashable, Sendable {
    public var key: LaneKey
    public var issued = 0
    public var desks: [DeskCall] = []
    public var closed = false
    /// Of a lane of forms on paper; empty in every other.
    public var forms = PaperForms()

    public init(key: LaneKey) {
        self.key = key
    }

    public func visit(at desk: String) -> UUID? {
        desks.first { $0.desk == desk }?.visit
    }

    public mutating func apply(_ event: LaneEvent) -> Bool {
        switch event {
        case .opened: return false
        case .ticketIssued(let number, _):
            guard number == issued + 1, !key.isOfPaper else { return false }
            issued = number
        case .called(let call):
            guard visit(at: call.desk) == nil else { return false }
            desks.append(call)
        case .freed(let desk):
            guard let index = desks.firstIndex(where: { $0.desk == desk }) else { return false }
            desks.remove(at: index)
        case .closed:
            guard !closed else { return false }
            closed = true
        case .formsPrinted(let count, let incarnation):
            guard key.isOfPaper, forms.print(count, incarnation: incarnation) else { return false }
        case .formEntered(let number, _): return forms.enter(number)
        case .formsVoided(let numbers, _): return forms.void(numbers)
        }
        return true
    }
}

/// A visit that was called to a desk and not yet closed.
public struct DeskCall: Hashable, Sendable {
    public var desk: String
    public var visit: UUID

    public init(desk: String, visit: UUID) {
        self.desk = desk
        self.visit = visit
    }
}

public enum LaneEvent: Hashable, Sendable {
    case opened(LaneKey)
    case ticketIssued(number: Int, visit: UUID)
    case called(DeskCall)
    case freed(desk: String)
    case closed(carriedOver: Int)
    /// The next `count` forms of this lane, with the life that stands in their numbers.
    case formsPrinted(count: Int, incarnation: Int)
    case formEntered(number: Int, visit: UUID)
    case formsVoided([Int], reason: String)
}
