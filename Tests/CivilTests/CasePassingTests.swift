import Civil
import Foundation
import Testing

/// A case on its way between offices.
struct CasePassingTests {
    private let now: Moment
    private let karawang = "32.15"

    init() throws { now = try klari("2026-11-24T08:00:00") }

    /// A case whose document the district prints, and that is picked up at Klari.
    private func printedThere(_ product: String = "ktp-el-ganti") throws -> CaseFile {
        try sampleCase(product, at: now, printedAtDistrict: true).after([
            .handedOver(from: "intake", to: "recording", office: "32.15.05"),
            .custodyTaken(from: "site", by: "recording"),
            .recorded(
                reference: "", capture: nil, desk: "1", at: now,
                plan: try sampleCalendar().plan(try sampleCase(product, at: now).plan, recordedAt: now)),
        ])
    }

    private func atDistrict() throws -> CaseFile {
        try printedThere().after([
            .handedOver(from: "recording", to: "printing", office: karawang),
            .custodyTaken(from: "recording@32.15.05", by: "printing"),
        ])
    }

    private func next(_ file: CaseFile) -> String? {
        CaseRules.next(file, district: SampleFiles.karawang).map { "\($0.service)@\($0.office)" }
    }

    @Test func `what the district prints goes there once it is recorded, and comes home for the pick-up`() throws {
        #expect(next(try printedThere()) == "printing@32.15")
        let there = try atDistrict()
        #expect(there.cameFrom == CaseHolder(service: "recording", office: "32.15.05"))
        #expect(next(there) == "printing@32.15")
        let printed = try there.printed(at: now)
        #expect(printed.stage == .arriving && printed.readyAt == nil, "the applicant can't collect it yet")
        #expect(next(printed) == "printing@32.15.05")
        let home = try printed.after([
            .handedOver(from: "printing", to: "printing", office: "32.15.05"),
            .custodyTaken(from: "printing@32.15", by: "printing"),
        ])
        #expect(home.stage == .arriving)
        let ready = try home.after([try #require(try DocumentArrival.decide(home, at: now))])
        #expect(ready.stage == .ready && ready.readyAt == now)
        #expect(try DocumentArrival.decide(ready, at: now) == nil, "said twice, it arrived once")
        #expect(rejection { try DocumentArrival.decide(there, at: now) }?.code == .wrongStage)
    }

    @Test func `a card that SIAK makes at the district is on its way once somebody says that it is there`() throws {
        let there = try atDistrict()
        let waiting = try there.after([.queuedForPrint(there.plan, awaits: .card)])
        let made = try waiting.after([.reconciled(.printed, reason: "made", by: "siti", at: now)])
        #expect(made.stage == .arriving)
    }

    @Test func `what an office prints itself is ready where it is printed`() throws {
        let file = try caseToPrint("ktp-el-ganti", at: now)
        #expect(!file.isPrintedElsewhere)
        #expect(try file.printed(at: now).stage == .ready)
        // Printed and picked up at the district.
        #expect(try !sampleCase("ktp-el-luar-domisili", at: now).isPrintedElsewhere)
    }

    @Test func `an office that is asked for a card it doesn't print says who prints it`() throws {
        let ready = try atDistrict().printed(at: now).after([
            .handedOver(from: "printing", to: "printing", office: "32.15.05"),
            .custodyTaken(from: "printing@32.15", by: "printing"), .arrived(at: now),
        ])
        #expect(rejection { try PrintCase.checkPlace(ready, printedAt: karawang) }?.code == .wrongStage)
        #expect(rejection { try PrintCase.checkPlace(atDistrict(), printedAt: karawang) } == nil)
    }

    // MARK: Handing back

    @Test func `a case is handed back to whoever handed it over, with a reason, and held there`() throws {
        let there = try atDistrict()
        let back = try CaseRules.handBack(there, reason: " no cards ")
        #expect(back.to == CaseHolder(service: "recording", office: "32.15.05") && back.reason == "no cards")
        #expect(rejection { try CaseRules.handBack(there, reason: " ") }?.code == .missingReason)
        let returned = try there.after([
            .handedOver(from: "printing", to: "recording", office: "32.15.05", reason: "no cards")
        ])
        #expect(returned.handedBack == "no cards")
        #expect(try returned.after([.custodyTaken(from: "printing@32.15", by: "recording")]).handedBack.isEmpty)
        #expect(rejection { try CaseRules.handBack(printedThere(), reason: "x") }?.code == .wrongStage)
    }

    @Test func `what the printer or a run has is settled before it is handed back`() throws {
        let there = try atDistrict()
        let effect = SubjectID.v8(naming: ["e"])
        let planned = try there.after([.printPlanned(effect: effect, reason: "", letter: "", at: now)])
        #expect(throws: Never.self) { try CaseRules.handBack(planned, reason: "x") }
        let back = try planned.after([
            .handedOver(from: "printing", to: "recording", office: "32.15.05", reason: "x")
        ])
        #expect(back.stage == .toPrint && back.print == nil, "what was planned there doesn't come along")
        let started = try planned.after([.printStarted(effect: effect, attempt: 1, reason: "")])
        #expect(rejection { try CaseRules.handBack(started, reason: "x") }?.code == .wrongStage)
        let listed = try there.after([.joinedRun(effect, number: "KRW-261124-P1")])
        #expect(rejection { try CaseRules.handBack(listed, reason: "x") }?.code == .wrongStage)
    }

    @Test(arguments: [false, true])
    func `a document that came broken or never is looked for or printed again where it was printed`(
        _ hadArrived: Bool
    ) throws {
        let home = try atDistrict().printed(at: now).after([
            .handedOver(from: "printing", to: "printing", office: "32.15.05"),
            .custodyTaken(from: "printing@32.15", by: "printing"),
        ])
        let there = try home.after(hadArrived ? [.arrived(at: now)] : []).after([
            .handedOver(from: "printing", to: "printing", office: karawang, reason: "broken"),
            .custodyTaken(from: "printing@32.15.05", by: "printing"), .held(reason: "handed back: broken", at: now),
            .released(reason: "seen", at: now),
        ])
        #expect(there.stage == .missing && there.readyAt == nil)
        #expect(next(there) == "printing@32.15", "it doesn't go back by itself")
        #expect(try PrintCase.decide(there, source: .sample, reason: "broken") == "broken")
        #expect(
            try PrintResolution.decide(there, outcome: "printed", reason: "lay in the bag")
                == .card(reason: "lay in the bag"))
        #expect(try there.printed(at: now).stage == .arriving)
    }

    @Test func `what nobody could take over is the sender's again, and held`() throws {
        let sent = try printedThere().after([.handedOver(from: "recording", to: "printing", office: karawang)])
        let back = try sent.after([.returned(to: "recording", office: "32.15.05", reason: "refused there", at: now)])
        #expect(back.holder == CaseHolder(service: "recording", office: "32.15.05") && !back.inTransit)
        #expect(back.held == "refused there")
        #expect(throws: CaseFile.DoesNotFit.self) {
            try back.after([.returned(to: "recording", office: "32.15.05", reason: "again", at: now)])
        }
    }

    // MARK: Who knows, who lists

    @Test func `the offices of origin and of pick-up and the district must know of a case`() throws {
        #expect(CaseRules.concerned(try printedThere(), district: SampleFiles.karawang) == ["32.15.05", "32.15"])
        #expect(CaseRules.concerned(try printedThere(), district: nil) == ["32.15.05"])
        let collectedThere = try sampleCase("ktp-el-luar-domisili", at: now)
        #expect(CaseRules.concerned(collectedThere, district: SampleFiles.karawang) == ["32.15.05", "32.15"])
    }

    @Test func `a case that another site has is in no list here but in that of those that are away`() throws {
        let there = Subject.caseFile(try atDistrict())
        #expect(there.place(at: [karawang])?.queue == CaseFile.queue(office: karawang, stage: .toPrint))
        #expect(there.place(at: ["32.15.05"])?.queue == CaseFile.awayQueue(office: "32.15.05"))
        #expect(there.place(at: ["32.15.06"]) == nil, "a copy is nobody's work")
        #expect(there.place(at: [karawang, "32.15.05"]) == there.place)
        let withdrawn = try atDistrict().after([.withdrawn(reason: "moved", at: now)])
        #expect(Subject.caseFile(withdrawn).place(at: ["32.15.05"]) == nil)
    }

    @Test func `the day's closing counts what another site has as such, until it is closed there`() throws {
        var closing = DayClosing(
            office: "32.15.05", siteOffices: ["32.15.05"], from: try klari("2026-11-24T00:00:00"),
            to: try klari("2026-11-25T00:00:00"))
        closing.count(try atDistrict())
        closing.count(try atDistrict().after([.held(reason: "x", at: now)]))
        closing.count(try atDistrict().after([.withdrawn(reason: "moved", at: now)]))
        closing.count(try printedThere())
        #expect(closing.elsewhere == 2 && closing.withdrawn == 1 && closing.held == 0 && closing.filed == 4)
        #expect(closing.waiting == [.toPrint: 1])
        #expect(closing.complaint.isEmpty)
    }

    @Test func `only the holder acts on a case, and others are told who that is`() throws {
        let here = CaseHolder(service: "printing", office: "32.15.05")
        let refusal = rejection { try CaseRules.check(atDistrict(), number: "KLR-1", heldBy: here) }
        #expect(refusal?.code == .movedTo && refusal?.problem == "KLR-1 is with printing of office 32.15")
        let other = CaseHolder(service: "recording", office: "32.15.05")
        let elsewhere = rejection { try CaseRules.check(atDistrict(), number: "KLR-1", heldBy: other) }
        #expect(elsewhere?.problem == "KLR-1 is with printing of office 32.15 now")
    }
}
