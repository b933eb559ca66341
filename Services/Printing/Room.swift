import Casework
import Civil
import Foundation

/// What every use case of the printing room stands on: its lock, and a print that is planned.
extension PrintingService {
    /// The lock of an office's printing room: whoever puts a case on its to-print list, takes one off, numbers a
    /// letter or a run, holds it.
    func roomLock(_ office: String) -> Needs.Shared {
        .init(id: PrintDesk.id(office: office), kind: Subject.Kind.printDesk.rawValue, office: office)
    }

    /// The room as it stands in this batch; it is opened by whoever comes first.
    func room(_ asking: Asking, in fold: Fold) throws -> PrintRoom {
        let office = try catalogue.office(written: asking.office)
        guard let calendar = catalogue.calendar(of: office.code) else {
            throw RetryLater("the catalogue has no calendar for \(office.name)")
        }
        let id = PrintDesk.id(office: asking.office)
        if fold.subject(id) == nil {
            try fold.append(.printDesk(.opened(office: asking.office, shortCode: office.shortCode)), to: id)
        }
        guard case .printDesk(let desk)? = fold.subject(id) else { throw RetryLater("the printing room is not here") }
        return PrintRoom(desk: desk, calendar: calendar, isDemo: fold.isDemo, now: fold.now)
    }

    func source(of file: CaseFile, isDemo: Bool) -> PrintSource {
        PrintSource(of: file, medium: catalogue.product(file.filing.product)?.medium, isDemo: isDemo)
    }

    /// Plans a print with its order for the printer. The room must be locked.
    func plan(
        _ id: UUID, _ file: CaseFile, source: PrintSource, reason: String, turn: PrinterTurn, room: PrintRoom,
        in fold: Fold
    ) throws {
        let planned = PlannedPrint(
            of: file, id: id, source: source, classification: Letters.classification(of: file.filing.product),
            reason: reason, in: room)
        let desk = PrintDesk.id(office: room.desk.office)
        for event in planned.deskEvents { try fold.append(.printDesk(event), to: desk) }
        try fold.append(.caseFile(planned.caseEvent), to: id)
        let order = try PrintOrder(source: planned.source, name: planned.name, plannedAt: room.now)
        fold.put(
            Effect(
                id: planned.effect, subject: id, office: room.desk.office, kind: "print", number: file.filing.number,
                position: turn.position(number: file.filing.number), request: order.bytes))
    }

    /// What follows when a document is finished in this request: the applicant is told where it can be collected, or
    /// it goes there. `before` is the case before it.
    func finish(_ id: UUID, before: CaseFile, in fold: Fold) throws {
        try tellIfReady(id, before: before, in: fold)
        if fold.caseFile(id)?.stage == .arriving { try cases.handOn(id, in: fold) }
    }

    /// Tells the applicant when a case became ready in this request.
    ///
    /// The notice's own id is made of case and occasion, so a case that becomes ready again, after a reprint, is
    /// not told twice. Whoever may have been told in hours that no backup knows isn't told again either: that is a
    /// person's call.
    private func tellIfReady(_ id: UUID, before: CaseFile, in fold: Fold) throws {
        guard let file = fold.caseFile(id), file.stage == .ready, before.stage != .ready else { return }
        try tell(id, file, in: fold)
    }

    /// Tells the applicant that help or goods are ready that somebody had to see to. What is ready at its filing is
    /// handed over there and then.
    func tellIfArranged(_ id: UUID, in fold: Fold) throws {
        guard let file = fold.caseFile(id), file.stage == .ready, file.prints == 0, file.recordedAt != nil,
            file.notice.isEmpty, file.held.isEmpty, !file.inTransit, file.isArranged
        else { return }
        try tell(id, file, in: fold)
    }

    private func tell(_ id: UUID, _ file: CaseFile, in fold: Fold) throws {
        if file.mayHaveBeenTold {
            let event = CaseEvent.notified(outcome: "not-repeated", reference: "", at: fold.now)
            if file.notice.isEmpty { try fold.append(.caseFile(event), to: id) }
            return
        }
        guard let phone = file.filing.phone else {
            if file.notice.isEmpty {
                try fold.append(.caseFile(.notified(outcome: "no-phone", reference: "", at: fold.now)), to: id)
            }
            return
        }
        let office = try catalogue.office(written: file.office)
        fold.send(
            to: "notification", office: file.office, about: id,
            body: ReadyNotice(
                id: id, file: file, phone: phone, office: office,
                calendar: catalogue.calendar(of: office.code),
                productName: catalogue.product(file.filing.product)?.name ?? file.filing.product, now: fold.now
            ).body)
    }
}

/// When the printer comes to it: single prints before those of runs, runs in the order of their start, each in
/// the order of its list.
struct PrinterTurn {
    private let first: UInt8
    private let moment: Moment
    private let index: UInt32

    static func single(at moment: Moment) -> PrinterTurn { PrinterTurn(first: 0, moment: moment, index: 0) }

    static func run(startedAt moment: Moment, index: Int) -> PrinterTurn {
        PrinterTurn(first: 1, moment: moment, index: UInt32(index))
    }

    func position(number: String) -> [UInt8] {
        var bytes = [first]
        withUnsafeBytes(of: moment.microseconds.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: index.bigEndian) { bytes.append(contentsOf: $0) }
        return bytes + Array(number.utf8)
    }
}
