import Casework
import Civil
import Contracts
import Foundation
import Records

/// Closes the list of a run, by hand or at its cut-off: from then on it is fixed.
///
/// Touches the printing room, the run, and everybody on the office's to-print list; who is chosen is decided under
/// the room's lock, so no case is on two lists and none is passed over.
struct CloseListUseCase {
    static let dueKind: Int16 = 2
    /// More can't wait in one office.
    static let mostWaiting = 10_000

    private let printing: PrintingService
    private let asking: Asking

    init(_ printing: PrintingService, _ asking: Asking) {
        self.printing = printing
        self.asking = asking
    }

    static func due(run: UUID, cutOff: Moment, office: String) -> Due {
        let command = WirePrintingCommand.with { $0.cutOff.runID = Data(run.bytes) }
        return Due(subject: run, kind: dueKind, at: cutOff, office: office, body: written(command))
    }

    func needs(number: String) throws(Rejection) -> Needs { needs(try printing.runID(number, asking)) }

    func needs(_ cutOff: WireCutOff) throws(Rejection) -> Needs { needs(try id(of: cutOff)) }

    private func needs(_ run: UUID) -> Needs {
        Needs(
            shared: [printing.roomLock(asking.office)], subjects: [run],
            choosing: [CaseFile.queue(office: asking.office, stage: .toPrint): Self.mostWaiting])
    }

    func perform(number: String, in fold: Fold) throws -> WirePrintingReply {
        let id = try printing.runID(number, asking)
        let run = try printing.run(id, number, in: fold)
        guard run.stage == .open else {
            throw Rejection(
                .wrongStage, field: "run", problem: "the list of \(run.number) is closed already",
                fix: "what is not on it goes into the next run")
        }
        fold.strike(due: Self.dueKind, of: id)
        return try close(id, run, in: fold)
    }

    /// The clock's own command; it changes nothing where a person was first.
    func perform(_ cutOff: WireCutOff, in fold: Fold) throws -> WirePrintingReply {
        let id = try id(of: cutOff)
        guard case .printRun(let run)? = fold.subject(id) else { throw RetryLater("the run is being read") }
        return run.stage == .open ? try close(id, run, in: fold) : try printing.reply(id, in: fold)
    }

    private func close(_ id: UUID, _ run: PrintRun, in fold: Fold) throws -> WirePrintingReply {
        let room = try printing.room(asking, in: fold)
        let queue = fold.all(in: CaseFile.queue(office: asking.office, stage: .toPrint))
            .compactMap { id in fold.caseFile(id).map { (id: id, file: $0) } }
        let items = PrintRunRules.list(for: run, from: queue, in: room) {
            printing.catalogue.product($0.filing.product)?.medium
        }
        try fold.append(.printDesk(.runListClosed(id)), to: PrintDesk.id(office: asking.office))
        try fold.append(.printRun(.listClosed(items, at: fold.now)), to: id)
        for item in items { try fold.append(.caseFile(.joinedRun(id, number: run.number)), to: item.file) }
        return try printing.reply(id, in: fold)
    }

    private func id(of cutOff: WireCutOff) throws(Rejection) -> UUID {
        guard let id = UUID(checking: cutOff.runID) else { throw .malformed("cut_off.run_id") }
        return id
    }
}
