import Civil
import Foundation
import Testing

struct CasePrintingTests {
    private let now: Moment
    private let file: CaseFile
    private let effect = SubjectID.v8(naming: ["one"])

    init() throws {
        now = try klari("2026-11-24T08:00:00")
        file = try caseToPrint("sktm", at: now)
    }

    private func planned(_ file: CaseFile) throws -> CaseFile {
        try file.after([.printPlanned(effect: effect, reason: "", letter: "", at: now)])
    }

    private func ended(_ outcome: EffectOutcome) -> CaseEvent {
        .printEnded(effect: effect, outcome, reference: "", reason: "", at: now)
    }

    @Test func `a print is planned, started and ended in that order, one at a time`() throws {
        let planned = try planned(file)
        #expect(planned.stage == .printing && planned.print?.isStarted == false && planned.printsPlanned == 1)
        let started = try planned.after([.printStarted(effect: effect, attempt: 1, reason: "")])
        #expect(started.print?.isStarted == true && started.printAttempts == 1)
        let other = SubjectID.v8(naming: ["other"])
        let wrong: [(CaseFile, CaseEvent)] = [
            (file, .printStarted(effect: effect, attempt: 1, reason: "")), (file, ended(.confirmed)),
            (planned, ended(.confirmed)), (planned, .printStarted(effect: other, attempt: 1, reason: "")),
            (planned, .printPlanned(effect: other, reason: "", letter: "", at: now)),
            (started, .printStarted(effect: effect, attempt: 2, reason: "")),
            (started, .printEnded(effect: other, .confirmed, reference: "", reason: "", at: now)),
            (started, .joinedRun(other, number: "KLR-261124-P1")),
        ]
        for (file, event) in wrong { #expect(throws: CaseFile.DoesNotFit.self) { try file.after([event]) } }
    }

    @Test func `a failed print waits to go again, a refused one goes back, an unknown one stays`() throws {
        let started = try planned(file).after([.printStarted(effect: effect, attempt: 1, reason: "")])
        let failed = try started.after([ended(.failed)])
        #expect(failed.stage == .printing && failed.print == CasePrint(effect: effect))
        let again = try failed.after([.printStarted(effect: effect, attempt: 2, reason: ""), ended(.confirmed)])
        #expect(again.stage == .ready && again.printAttempts == 2 && again.prints == 1 && again.print == nil)
        #expect(try started.after([ended(.refused)]).stage == .toPrint)
        let unknown = try started.after([ended(.unknown)])
        #expect(unknown.stage == .printUnknown)
        #expect(try unknown.after([ended(.failed)]).stage == .printing, "a person says that it was not printed")
        #expect(try unknown.after([ended(.confirmed)]).stage == .ready)
    }

    @Test func `a print that is only planned can be called off, one at the printer can't`() throws {
        let planned = try planned(file)
        let withdrawn = try planned.after([try CaseRules.withdraw(planned, reason: "moved away", at: now)])
        #expect(withdrawn.stage == .withdrawn && withdrawn.print == nil)
        let started = try planned.after([.printStarted(effect: effect, attempt: 1, reason: "")])
        #expect(rejection { try CaseRules.withdraw(started, reason: "x", at: now) }?.code == .wrongStage)
        let unknown = try started.after([ended(.unknown)])
        #expect(rejection { try CaseRules.withdraw(unknown, reason: "x", at: now) }?.code == .wrongStage)
    }

    @Test func `a case that another office prints stands in that office's list`() throws {
        let away = try sampleCase("sktm", at: now).after([
            .handedOver(from: "intake", to: "printing", office: "32.15"), .custodyTaken(from: "site", by: "printing"),
        ])
        #expect(away.queue == CaseFile.queue(office: "32.15", stage: .toRecord))
        #expect(away.filing.office == "32.15.05")
    }
}
