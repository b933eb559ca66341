import Casework
import Civil
import Contracts
import Foundation
import Records

/// Intake's map: from each request to its use case.
package struct IntakeService: Department {
    let catalogue: Catalogue
    let cases: CaseDesk

    package init(catalogue: Catalogue) {
        self.catalogue = catalogue
        cases = CaseDesk(service: "intake", catalogue: catalogue)
    }

    package let service = "intake"

    package enum Command: Sendable {
        case anyCase(WireCaseCommand)
        case openVisit(VisitForm)
        case callNext(WireCallNext)
        case attend(WireAttend)
        case closeVisit(WireCloseVisit)
        case addDocuments(WireAddDocuments)
        case closeLanes(WireCloseLanes)
        case visitOverdue(WireVisitOverdue)
        case printForms(WirePrintForms)
        case enterForm(VisitForm, OpenVisitUseCase.Paper)
        case voidForms(WireVoidForms)
    }

    package enum Question: Sendable {
        case findCase(WireFindCase)
        case showQueue(WireShowQueue)
        case showClosing(WireShowClosing)
        case showDead(WireShowDead)
        case showForks(WireShowForks)
        case showForms(WireShowForms)
        case setClock(WireSetClock)
        case settleForks(WireSettleForks)
        case closeDead(WireCloseDead)
        case showSite
        case showBacklog
        case noteOffice(WireOfficeReport)
        case showDistrict
        case showKnown(WireShowKnown)
        case showTwins(WireShowTwins)
        case beginRegions(WireBeginRegions)
        case putRegions(WirePutRegions)
        case useRegions(WireUseRegions)
        case showRegion(WireShowRegion)
    }

    package func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Question> {
        guard let message = try? WireIntakeCommand(serializedBytes: body) else {
            throw UnreadableRequest(
                problem: "the body is no loket.v1.IntakeCommand", fix: "send the protobuf message of intake.proto")
        }
        switch message.command {
        case .case(let command): return .command(.anyCase(try cases.known(command)))
        // The office is the envelope's; it is filled in where the asking is known.
        case .openVisit(let open): return .command(.openVisit(VisitForm(open.form, office: "")))
        case .callNext(let call): return .command(.callNext(call))
        case .attend(let attend): return .command(.attend(attend))
        case .closeVisit(let close): return .command(.closeVisit(close))
        case .addDocuments(let add): return .command(.addDocuments(add))
        case .closeLanes(let close): return .command(.closeLanes(close))
        case .visitOverdue(let overdue): return .command(.visitOverdue(overdue))
        case .printForms(let print): return .command(.printForms(print))
        case .enterForm(let enter):
            let paper = OpenVisitUseCase.Paper(number: enter.number, writtenAt: Moment(microseconds: enter.at))
            return .command(.enterForm(VisitForm(enter.form, office: ""), paper))
        case .voidForms(let void): return .command(.voidForms(void))
        case .showForms(let show): return .question(.showForms(show))
        case .findCase(let find): return .question(.findCase(find))
        case .showQueue(let show): return .question(.showQueue(show))
        case .showClosing(let show): return .question(.showClosing(show))
        case .showDead(let show): return .question(.showDead(show))
        case .showForks(let show): return .question(.showForks(show))
        case .setClock(let set): return .question(.setClock(set))
        case .settleForks(let settle): return .question(.settleForks(settle))
        case .closeDead(let close): return .question(.closeDead(close))
        case .showSite: return .question(.showSite)
        case .showBacklog: return .question(.showBacklog)
        case .noteOffice(let note): return .question(.noteOffice(note.report))
        case .showDistrict: return .question(.showDistrict)
        case .showKnown(let show): return .question(.showKnown(show))
        case .showTwins(let show): return .question(.showTwins(show))
        case .beginRegions(let begin): return .question(.beginRegions(begin))
        case .putRegions(let put): return .question(.putRegions(put))
        case .useRegions(let use): return .question(.useRegions(use))
        case .showRegion(let show): return .question(.showRegion(show))
        case nil: throw .unknownCommand(to: service)
        }
    }

    /// Another site sends what it knows of its cases, looks its own numbers up, and asks what waits for it.
    package func admit(_ asked: Asked<Command, Question>, speakingFor offices: Set<String>) throws(Rejection) {
        switch asked {
        case .command(.anyCase), .question(.showBacklog): return
        case .question(.noteOffice(let report)) where offices.contains(report.office): return
        case .question(.showKnown(let show)) where offices.isSuperset(of: show.offices): return
        case .question(.findCase(let find)):
            let code = TicketNumber.parse(find.number)?.ticket.shortCode
            let owner = catalogue.offices.first { $0.shortCode == code }
            guard let owner, offices.contains(owner.code.text) else { throw .notForOthers }
        default: throw .notForOthers
        }
    }

    package func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs {
        switch command {
        case .anyCase(let command): try cases.needs(of: command, office: asking.office)
        case .openVisit(let form): try OpenVisitUseCase(self, form, asking).needs(at: now)
        case .callNext(let call): try CallNextUseCase(self, call, asking).needs(at: now)
        case .attend(let attend): try EndVisitUseCase(self, attend.visit, asking).needs()
        case .closeVisit(let close): try EndVisitUseCase(self, close.visit, asking).needs()
        case .addDocuments(let add): try AddDocumentsUseCase(self, add, asking).needs()
        case .closeLanes(let close): try CloseLanesUseCase(self, close, asking).needs(at: now)
        case .visitOverdue(let overdue): try VisitOverdueUseCase(self, overdue, asking).needs()
        case .printForms: try PaperFormsUseCase(self, asking).needs(printingAt: now)
        case .enterForm(let form, let paper): try OpenVisitUseCase(self, form, asking, paper: paper).needs(at: now)
        case .voidForms(let void): try PaperFormsUseCase(self, asking).needs(voiding: void)
        }
    }

    package func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8] {
        let reply: WireIntakeReply
        switch command {
        case .anyCase(let command):
            let id = try cases.perform(command, asking: asking, in: fold)
            // What is released goes on from here only where it is complete: it came back to be held.
            if case .releaseHold? = command.command, fold.caseFile(id)?.stage != .incomplete {
                try cases.handOn(id, in: fold)
            }
            reply = try .with { $0.case = try cases.view(of: id, in: fold) }
        case .openVisit(let form): reply = try OpenVisitUseCase(self, form, asking).perform(in: fold)
        case .callNext(let call): reply = try CallNextUseCase(self, call, asking).perform(in: fold)
        case .attend(let attend): reply = try EndVisitUseCase(self, attend.visit, asking).attend(in: fold)
        case .closeVisit(let close):
            reply = try EndVisitUseCase(self, close.visit, asking).close(
                outcome: close.outcome, reason: close.reason, in: fold)
        case .addDocuments(let add): reply = try AddDocumentsUseCase(self, add, asking).perform(in: fold)
        case .closeLanes(let close): reply = try CloseLanesUseCase(self, close, asking).perform(in: fold)
        case .visitOverdue(let overdue): reply = try VisitOverdueUseCase(self, overdue, asking).perform(in: fold)
        case .printForms(let print): reply = try PaperFormsUseCase(self, asking).print(print, in: fold)
        case .enterForm(let form, let paper):
            reply = try OpenVisitUseCase(self, form, asking, paper: paper).perform(in: fold)
        case .voidForms(let void): reply = try PaperFormsUseCase(self, asking).void(void, in: fold)
        }
        return written(reply)
    }

    package func answer(_ question: Question, asking: Asking, from archive: Archive) throws -> [UInt8] {
        let reply: WireIntakeReply =
            switch question {
            case .findCase(let find): try FindCase(self, asking).answer(find, from: archive)
            case .showQueue(let show): try ShowQueue(self, asking).answer(show, from: archive)
            case .showClosing(let show): try ShowClosing(self, asking).answer(show, from: archive)
            case .showDead(let show): try DeadLetterDesk(asking).show(show, from: archive)
            case .closeDead(let close): try DeadLetterDesk(asking).close(close, in: archive)
            case .showForks(let show): try ShowForks(self, asking).answer(show, from: archive)
            case .settleForks(let settle): try ShowForks(self, asking).settle(settle, in: archive)
            case .showForms(let show): try ShowForms(self, asking).answer(show, from: archive)
            case .setClock(let set): try SiteClock(self).set(to: set.to, in: archive)
            case .showSite: try SiteClock(self).show(from: archive)
            case .showBacklog: try ShowBacklog(asking).answer(from: archive)
            case .noteOffice(let report): try DistrictView(self, asking).note(report, in: archive)
            case .showDistrict: try DistrictView(self, asking).answer(from: archive)
            case .showKnown(let show): try ShowKnown(self, asking).answer(show, from: archive)
            case .showTwins(let show): try ShowTwins(self).answer(show, from: archive)
            case .beginRegions(let begin): try RegionImport(asking).begin(begin, in: archive)
            case .putRegions(let put): try RegionImport(asking).put(put, in: archive)
            case .useRegions(let use): try RegionImport(asking).use(use, in: archive)
            case .showRegion(let show): try ShowRegion().answer(show, from: archive)
            }
        return written(reply)
    }

    /// The offices that must know of a case, wherever it is.
    package func concerned(by file: CaseFile) -> [String] { cases.concerned(by: file) }

    /// Entries that are here already are no news.
    package func isRepeatable(_ command: Command) -> Bool {
        if case .anyCase(let command) = command, case .noteCopy? = command.command { true } else { false }
    }

    /// The day that a request is for: the one it names, or the office's today.
    func day(_ asked: Int32, office: Office, at now: Moment) throws(Rejection) -> Day {
        asked == 0 ? office.zone.day(of: now) : try Day(counted: asked)
    }
}
