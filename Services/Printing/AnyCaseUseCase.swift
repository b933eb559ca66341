import Casework
import Civil
import Contracts
import Foundation
import Records

/// What anybody may ask of the holder of a case: to take it over, to withdraw or release it, to note a message's end.
///
/// Touches the case and the printing room: an urgent case is planned for the printer in the commit that takes it
/// over, a withdrawn one leaves the printer's queue and its run.
struct AnyCaseUseCase {
    private let printing: PrintingService
    private let command: WireCaseCommand
    private let asking: Asking

    init(_ printing: PrintingService, _ command: WireCaseCommand, _ asking: Asking) {
        self.printing = printing
        self.command = command
        self.asking = asking
    }

    func needs() throws(Rejection) -> Needs {
        var needs = try printing.cases.needs(of: command, office: asking.office)
        switch command.command {
        case .noteNotice, .noteFork, .noteTwin, .noteCopy, .noteRemark: return needs
        case .takeCustody, .withdraw, .releaseHold, .refuse, .handBack, nil: break
        }
        needs.shared = [printing.roomLock(asking.office)]
        needs.removing = [CaseFile.queue(office: asking.office, stage: .toPrint)]
        needs.effectsOf = needs.subjects
        return needs
    }

    func perform(in fold: Fold) throws -> WirePrintingReply {
        let before = try needs().subjects.first.flatMap { fold.caseFile($0) }
        let id = try printing.cases.perform(command, asking: asking, in: fold)
        switch command.command {
        case .takeCustody:
            let isNew = before?.inTransit == true
            try printing.goOn(id, isNew: isNew, asking, in: fold)
            if isNew { try printing.tellIfArranged(id, in: fold) }
        case .releaseHold: try printing.goOn(id, isNew: false, asking, in: fold)
        case .withdraw: try leave(id, before, in: fold)
        case .handBack: EffectLedger.callOff(id, reason: "the case was handed back", in: fold)
        case .noteNotice, .noteFork, .noteTwin, .noteCopy, .noteRemark, .refuse, nil: break
        }
        return try .with { $0.case = try printing.cases.view(of: id, in: fold) }
    }

    /// Calls off what the printer was not asked for yet, and tells the run that had it on its list.
    private func leave(_ id: UUID, _ before: CaseFile?, in fold: Fold) throws {
        EffectLedger.callOff(id, reason: "the case was withdrawn", in: fold)
        guard let before, before.run != nil else { return }
        let command = WirePrintingCommand.with {
            $0.reconcileItem.run = before.runNumber
            $0.reconcileItem.caseNumber = before.filing.number
            $0.reconcileItem.result = PrintCount.Finding.withdrawn.rawValue
        }
        fold.send(to: printing.service, office: asking.office, about: id, body: written(command))
    }
}

extension PrintingService {
    /// Prints a case that is free to go on, or queues it for its run.
    func goOn(_ id: UUID, isNew: Bool, _ asking: Asking, in fold: Fold) throws {
        guard let file = fold.caseFile(id), file.service == service, file.office == asking.office else { return }
        let room = try room(asking, in: fold)
        let source = source(of: file, isDemo: fold.isDemo)
        switch PrintArrival.decide(file, source: source, isNew: isNew, in: room) {
        case .printNow(let source):
            try plan(
                id, file, source: source, reason: file.filing.need, turn: .single(at: fold.now), room: room, in: fold)
        case .queue(let event): try fold.append(.caseFile(event), to: id)
        case .made:
            let event = CaseEvent.reconciled(
                .printed, reason: "made before the site died", by: asking.actor, at: fold.now)
            try fold.append(.caseFile(event), to: id)
            try finish(id, before: file, in: fold)
        case nil: try cases.handOn(id, in: fold)
        }
    }
}
