import Casework
import Civil
import Contracts
import Documents
import Foundation
import Records

/// Printing's map: from each request to its use case.
package struct PrintingService: EffectDepartment {
    let catalogue: Catalogue
    let cases: CaseDesk
    let papers: Papers
    let press: Press

    package init(catalogue: Catalogue, press: Press) {
        self.catalogue = catalogue
        self.press = press
        cases = CaseDesk(service: "printing", catalogue: catalogue)
        papers = Papers(catalogue: catalogue, press: press)
    }

    package let service = "printing"

    package enum Command: Sendable {
        case anyCase(WireCaseCommand)
        case printCase(WirePrintCase)
        case planRun(WirePlanRun)
        case closeRunList(WireCloseRunList)
        case startRun(WireStartRun)
        case reconcileItem(WireReconcileItem)
        case closeRun(WireCloseRun)
        case collect(WireCollect)
        case takeInDocument(WireTakeInDocument)
        case resolvePrint(WireResolvePrint)
        case noteArrival(WireNoteArrival)
        case startEffect(WireStartEffect)
        case endEffect(WireEndEffect)
        case cutOff(WireCutOff)
    }

    package enum Question: Sendable {
        case showRun(WireShowRun)
        case showRuns(WireShowRuns)
        case showUnknown
        case showSlip(WireShowSlip)
        case showFormSheets(WireShowFormSheets)
    }

    package func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Question> {
        guard let message = try? WirePrintingCommand(serializedBytes: body) else {
            throw UnreadableRequest(
                problem: "the body is no loket.v1.PrintingCommand", fix: "send the protobuf message of printing.proto")
        }
        switch message.command {
        case .case(let command): return .command(.anyCase(try cases.known(command)))
        case .printCase(let print): return .command(.printCase(print))
        case .planRun(let plan): return .command(.planRun(plan))
        case .closeRunList(let close): return .command(.closeRunList(close))
        case .startRun(let start): return .command(.startRun(start))
        case .reconcileItem(let count): return .command(.reconcileItem(count))
        case .closeRun(let close): return .command(.closeRun(close))
        case .collect(let collect): return .command(.collect(collect))
        case .takeInDocument(let take): return .command(.takeInDocument(take))
        case .resolvePrint(let resolve): return .command(.resolvePrint(resolve))
        case .noteArrival(let note): return .command(.noteArrival(note))
        case .startEffect(let start): return .command(.startEffect(start))
        case .endEffect(let end): return .command(.endEffect(end))
        case .cutOff(let cutOff): return .command(.cutOff(cutOff))
        case .showRun(let show): return .question(.showRun(show))
        case .showRuns(let show): return .question(.showRuns(show))
        case .showUnknown: return .question(.showUnknown)
        case .showSlip(let show): return .question(.showSlip(show))
        case .showFormSheets(let show): return .question(.showFormSheets(show))
        case nil: throw .unknownCommand(to: service)
        }
    }

    /// Another site hands cases over and tells facts about them; which case may be meant, the case itself says.
    package func admit(_ asked: Asked<Command, Question>, speakingFor offices: Set<String>) throws(Rejection) {
        guard case .command(.anyCase) = asked else { throw .notForOthers }
    }

    package func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs {
        switch command {
        case .anyCase(let command): try AnyCaseUseCase(self, command, asking).needs()
        case .printCase(let print): try PrintCaseUseCase(self, print, asking).needs()
        case .planRun: try PlanRunUseCase(self, .init(), asking).needs()
        case .closeRunList(let close): try CloseListUseCase(self, asking).needs(number: close.run)
        case .startRun(let start): try StartRunUseCase(self, start, asking).needs()
        case .reconcileItem(let count): try ReconcileItemUseCase(self, count, asking).needs()
        case .closeRun(let close): try CloseRunUseCase(self, close, asking).needs()
        case .collect(let collect): try CollectUseCase(self, collect, asking).needs()
        case .takeInDocument(let take): try TakeInDocumentUseCase(self, take, asking).needs()
        case .resolvePrint(let resolve): try ResolvePrintUseCase(self, resolve, asking).needs()
        case .noteArrival(let note): try NoteArrivalUseCase(self, note, asking).needs()
        case .startEffect(let start): try EffectLedger.needs(of: start)
        case .endEffect(let end): try EffectLedger.needs(of: end)
        case .cutOff(let cutOff): try CloseListUseCase(self, asking).needs(cutOff)
        }
    }

    package func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8] {
        let reply: WirePrintingReply =
            switch command {
            case .anyCase(let command): try AnyCaseUseCase(self, command, asking).perform(in: fold)
            case .printCase(let print): try PrintCaseUseCase(self, print, asking).perform(in: fold)
            case .planRun(let plan): try PlanRunUseCase(self, plan, asking).perform(in: fold)
            case .closeRunList(let close): try CloseListUseCase(self, asking).perform(number: close.run, in: fold)
            case .startRun(let start): try StartRunUseCase(self, start, asking).perform(in: fold)
            case .reconcileItem(let count): try ReconcileItemUseCase(self, count, asking).perform(in: fold)
            case .closeRun(let close): try CloseRunUseCase(self, close, asking).perform(in: fold)
            case .collect(let collect): try CollectUseCase(self, collect, asking).perform(in: fold)
            case .takeInDocument(let take): try TakeInDocumentUseCase(self, take, asking).perform(in: fold)
            case .resolvePrint(let resolve): try ResolvePrintUseCase(self, resolve, asking).perform(in: fold)
            case .noteArrival(let note): try NoteArrivalUseCase(self, note, asking).perform(in: fold)
            case .startEffect(let start): try PrinterUseCase(self, asking).start(start, in: fold)
            case .endEffect(let end): try PrinterUseCase(self, asking).end(end, in: fold)
            case .cutOff(let cutOff): try CloseListUseCase(self, asking).perform(cutOff, in: fold)
            }
        return written(reply)
    }

    package func answer(_ question: Question, asking: Asking, from archive: Archive) throws -> [UInt8] {
        let reply: WirePrintingReply =
            switch question {
            case .showRun(let show): try ShowRuns(self, asking).one(show, from: archive)
            case .showRuns(let show): try ShowRuns(self, asking).day(show, from: archive)
            case .showUnknown: try ShowUnknown(self, asking).answer(from: archive)
            case .showSlip(let show): try ShowSlip(self, asking).answer(show, from: archive)
            case .showFormSheets(let show): try ShowFormSheets(self, asking).answer(show, from: archive)
            }
        return written(reply)
    }

    /// The offices that must know of a case, wherever it is.
    package func concerned(by file: CaseFile) -> [String] { cases.concerned(by: file) }

    // MARK: The device

    package func body(starting start: WireStartEffect) -> [UInt8] {
        written(WirePrintingCommand.with { $0.startEffect = start })
    }

    package func body(ending end: WireEndEffect) -> [UInt8] { written(WirePrintingCommand.with { $0.endEffect = end }) }

    package func job(for effect: Effect, from archive: Archive) throws -> DeviceJob {
        try papers.job(for: effect, from: archive)
    }
}
