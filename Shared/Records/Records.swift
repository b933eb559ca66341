import Civil
import Contracts
import Foundation

/// The field's events and states to and from the bytes that are stored.
///
/// The same state is always the same bytes: nothing in these messages has an order of its own.
public enum EntryBody {
    /// The body of a journal entry. The salt keeps a short body from being guessed by its hash.
    public static func bytes(of event: Event, salt: [UInt8]) -> [UInt8] {
        var entry = StoredEntry()
        entry.salt = Data(salt)
        switch event {
        case .lane(let event): entry.lane = StoredLaneEvent(event)
        case .visit(let event): entry.visit = StoredVisitEvent(event)
        case .caseFile(let event): entry.case = StoredCaseEvent(event)
        case .printDesk(let event): entry.printDesk = StoredPrintDeskEvent(event)
        case .printRun(let event): entry.printRun = StoredPrintRunEvent(event)
        case .notice(let event): entry.notice = StoredNoticeEvent(event)
        }
        return written(entry)
    }

    public static func event(in bytes: [UInt8]) throws(UnreadableRecord) -> Event {
        guard let entry = try? StoredEntry(serializedBytes: bytes) else { throw UnreadableRecord(what: "entry") }
        switch entry.event {
        case .lane(let event): return .lane(try event.value())
        case .visit(let event): return .visit(try event.value())
        case .case(let event): return .caseFile(try event.value())
        case .printDesk(let event): return .printDesk(try event.value())
        case .printRun(let event): return .printRun(try event.value())
        case .notice(let event): return .notice(try event.value())
        case nil: throw UnreadableRecord(what: "entry")
        }
    }
}

/// A subject's current state as its row holds it.
public enum SubjectState {
    public static func bytes(of subject: Subject) -> [UInt8] {
        var record = StoredSubject()
        switch subject {
        case .lane(let lane): record.lane = StoredLane(lane)
        case .visit(let visit): record.visit = StoredVisit(visit)
        case .caseFile(let file): record.case = StoredCaseFile(file)
        case .printDesk(let desk): record.printDesk = StoredPrintDesk(desk)
        case .printRun(let run): record.printRun = StoredPrintRun(run)
        case .notice(let notice): record.notice = StoredNotice(notice)
        }
        return written(record)
    }

    public static func subject(in bytes: [UInt8]) throws(UnreadableRecord) -> Subject {
        guard let record = try? StoredSubject(serializedBytes: bytes) else { throw UnreadableRecord(what: "subject") }
        switch record.state {
        case .lane(let lane): return .lane(try lane.value())
        case .visit(let visit): return .visit(try visit.value())
        case .case(let file): return .caseFile(try file.value())
        case .printDesk(let desk): return .printDesk(try desk.value())
        case .printRun(let run): return .printRun(try run.value())
        case .notice(let notice): return .notice(try notice.value())
        case nil: throw UnreadableRecord(what: "subject")
        }
    }
}
