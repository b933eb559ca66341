import Civil
import Contracts
import Foundation

@testable import loket

/// Stands in for all services of an office in the player's tests: rules just good enough for its requests, in memory.
/// Like the real ones it gives each request id one answer for ever.
final class PlayedOffice {
    struct Visit {
        let number: String
        let lane: String
        let arrivedAt: Moment
        var stage = "waiting"
        var desk = ""
        var calledAt: Moment?
    }

    struct Case {
        let number: String
        var stage: String
        let isUrgent: Bool
    }

    let office: Office
    let catalogue: Catalogue
    private(set) var now = Moment(microseconds: 0)
    private(set) var visits: [Visit] = []
    private(set) var cases: [String: Case] = [:]
    private(set) var answered: [UUID: DayAnswer] = [:]
    private(set) var carriedOut: [DayRequest] = []
    /// How many of the coming requests are answered; the next one breaks the day off.
    var remaining = Int.max
    private var run: [String] = []

    init(_ office: Office, _ catalogue: Catalogue) {
        (self.office, self.catalogue) = (office, catalogue)
    }

    struct PowerCut: Error {}

    func play(_ player: inout DayPlayer) throws {
        while true {
            switch player.next() {
            case .finished: return
            case .advance(let moment):
                now = max(now, moment)
                for index in visits.indices where visits[index].stage == "called" {
                    guard let called = visits[index].calledAt, called + Civil.CallVisit.patience <= now
                    else { continue }
                    visits[index].stage = "no_show"
                }
            case .ask(let requests): player.receive(try requests.map(answer))
            }
        }
    }

    private func answer(_ request: DayRequest) throws -> DayAnswer {
        if let answer = answered[request.id] { return answer }
        guard remaining > 0 else { throw PowerCut() }
        remaining -= 1
        carriedOut.append(request)
        let answer = carryOut(request)
        if !isQuestion(request) { answered[request.id] = answer }
        return answer
    }

    private func isQuestion(_ request: DayRequest) -> Bool {
        switch request.command {
        case .intake(.findCase), .intake(.showClosing), .printing(.showRun): true
        default: false
        }
    }

    private func carryOut(_ request: DayRequest) -> DayAnswer {
        switch request.command {
        case .intake(let command): intake(command)
        case .recording(let command): recording(command)
        case .printing(let command): printing(command)
        case .holder(_, let command): withdraw(command)
        }
    }

    private func no(_ code: String) -> DayAnswer { .declined(.with { $0.code = code }) }

    private func intake(_ command: WireIntakeCommand.OneOf_Command) -> DayAnswer {
        switch command {
        case .openVisit(let open): return openVisit(open.form)
        case .callNext(let call): return callNext(call.desk)
        case .attend(let attend): return change(attend.visit, from: ["called"], to: "attended")
        case .closeVisit(let close):
            let stages = close.outcome == "left" ? ["waiting", "called", "attended"] : ["attended"]
            return change(close.visit, from: stages, to: close.outcome)
        case .addDocuments(let add):
            guard cases[add.caseNumber]?.stage == "incomplete" else { return no("wrong_stage") }
            cases[add.caseNumber]?.stage = "to-record"
            return .intake(.case(.with { $0.number = add.caseNumber }))
        case .closeLanes:
            for index in visits.indices where visits[index].stage == "waiting" { visits[index].stage = "carried_over" }
            return .intake(.lanesClosed(.init()))
        case .findCase(let find): return .intake(.found(.with { $0.case = view(find.number) }))
        case .showClosing: return .intake(.closing(closing()))
        default: return no("unknown")
        }
    }

    private func openVisit(_ form: WireVisitForm) -> DayAnswer {
        var standards: [Standard] = []
        for application in form.applications {
            guard let standard = try? catalogue.ruling(on: application.product, office: office.code, at: now),
                standard.refusal == nil
            else { return no("product_not_served") }
            standards.append(standard)
        }
        guard let lane = standards.first?.lane ?? office.inquiryLane else { return no("no_lane") }
        let number = "\(lane.letter)\(visits.count { $0.lane == lane.letter } + 1)"
        visits.append(Visit(number: number, lane: lane.letter, arrivedAt: now))
        return .intake(
            .visitOpened(
                .with { opened in
                    opened.number = number
                    opened.lane = lane.letter
                    opened.at = now.microseconds
                    opened.cases = zip(form.applications, standards).enumerated().map { index, filed in
                        let (application, standard) = filed
                        let ground = application.details.first { $0.name == ApplicationForm.groundName }?.value
                        let isComplete = standard.missing(from: application.documents, ground: ground).isEmpty
                        let file = Case(
                            number: "\(number)-\(index + 1)", stage: isComplete ? "to-record" : "incomplete",
                            isUrgent: !application.need.isEmpty)
                        cases[file.number] = file
                        return .with {
                            $0.number = file.number
                            $0.trackingCode = file.number + "-SECRET"
                            $0.complete = isComplete
                            $0.urgent = file.isUrgent
                        }
                    }
                }))
    }

    private func callNext(_ desk: String) -> DayAnswer {
        guard let lanes = office.desks.first(where: { $0.id == desk })?.lanes else { return no("no_desk") }
        let atDesk = visits.firstIndex { $0.desk == desk && ["called", "attended"].contains($0.stage) }
        let next = visits.firstIndex { lanes.contains($0.lane) && $0.stage == "waiting" }
        guard let index = atDesk ?? next else { return .intake(.visitCalled(.with { $0.nobody = true })) }
        if atDesk == nil {
            visits[index].stage = "called"
            visits[index].desk = desk
            visits[index].calledAt = now
        }
        return .intake(
            .visitCalled(
                .with {
                    $0.visit.number = visits[index].number
                    $0.again = atDesk != nil
                }))
    }

    private func change(_ number: String, from stages: [String], to stage: String) -> DayAnswer {
        guard let index = visits.firstIndex(where: { $0.number == number }), stages.contains(visits[index].stage)
        else { return no("wrong_stage") }
        visits[index].stage = stage
        return .intake(.visitChanged(.init()))
    }

    private func recording(_ command: WireRecordingCommand.OneOf_Command) -> DayAnswer {
        switch command {
        case .recordData(let record): return note(record.caseNumber, as: "to-print")
        case .recordCapture(let record):
            let isGood = record.photoQuality >= 60 && record.fingerprintQuality >= 40 && record.irisQuality >= 50
            guard isGood, record.signature else { return .recording(.captureRefused(.init())) }
            return note(record.caseNumber, as: "awaiting-centre")
        case .noteCentre(let note):
            guard cases[note.caseNumber]?.stage == "awaiting-centre" else { return no("wrong_stage") }
            if note.status == "PRINT_READY_RECORD" { cases[note.caseNumber]?.stage = "to-print" }
            return .recording(.case(expected(note.caseNumber)))
        default: return no("unknown")
        }
    }

    private func note(_ number: String, as stage: String) -> DayAnswer {
        guard let file = cases[number], file.stage == "to-record" else { return no("wrong_stage") }
        cases[number]?.stage = file.isUrgent && stage == "to-print" ? "ready" : stage
        return .recording(.case(expected(number)))
    }

    private func expected(_ number: String) -> WireCaseView {
        .with {
            $0.number = number
            $0.nextAt = cases[number]?.stage == "to-print" ? now.microseconds : 0
        }
    }

    private func printing(_ command: WirePrintingCommand.OneOf_Command) -> DayAnswer {
        switch command {
        case .planRun(let plan): return .printing(.run(.with { $0.number = "RUN-\(plan.day)" }))
        case .startRun:
            run = cases.values.filter { $0.stage == "to-print" }.map(\.number).sorted()
            for number in run { cases[number]?.stage = "to-reconcile" }
            return .printing(.run(.init()))
        case .showRun:
            return .printing(.run(.with { $0.items = run.map { number in .with { $0.caseNumber = number } } }))
        case .reconcileItem(let item):
            guard ["to-reconcile", "missing"].contains(cases[item.caseNumber]?.stage) else {
                return no("wrong_stage")
            }
            cases[item.caseNumber]?.stage = ["printed": "ready", "spoiled": "to-reconcile"][item.result] ?? "missing"
            return .printing(.run(.init()))
        case .printCase(let print):
            cases[print.caseNumber]?.stage = "to-reconcile"
            return .printing(.case(.init()))
        case .closeRun: return .printing(.run(.init()))
        case .collect(let collect):
            guard collect.trackingCode == collect.caseNumber + "-SECRET" else { return no("wrong_secret") }
            guard cases[collect.caseNumber]?.stage == "ready" else { return no("wrong_stage") }
            cases[collect.caseNumber]?.stage = "collected"
            return .printing(.case(.init()))
        default: return no("unknown")
        }
    }

    private func withdraw(_ command: WireCaseCommand.OneOf_Command) -> DayAnswer {
        guard case .withdraw(let ask) = command else { return no("unknown") }
        cases[ask.caseNumber]?.stage = "withdrawn"
        return .holder(view(ask.caseNumber))
    }

    private func view(_ number: String) -> WireCaseView {
        .with {
            $0.number = number
            $0.holder = "printing@\(office.code)"
        }
    }

    private func closing() -> WireClosing {
        .with { closing in
            closing.tickets = Int32(visits.count)
            closing.served = Int32(visits.count { $0.stage == "served" })
            closing.balanced = visits.allSatisfy { !["waiting", "called", "attended"].contains($0.stage) }
        }
    }
}
