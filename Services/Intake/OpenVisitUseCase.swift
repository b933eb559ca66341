import Casework
import Civil
import Contracts
import Foundation
import Records

/// A person comes, writes or calls: a ticket, and each application judged and filed.
///
/// Touches the lane, the natural key of each application, the new visit and its new cases. A complete case is
/// handed over to whoever does the next step of its route. One that was taken down on a numbered form has that form's
/// number and lane, and is over.
package struct OpenVisitUseCase {
    /// The form on paper that a visit is entered from.
    package struct Paper {
        let number: String
        let writtenAt: Moment
    }

    private let intake: IntakeService
    private let form: VisitForm
    private let asking: Asking
    private let paper: Paper?

    init(_ intake: IntakeService, _ form: VisitForm, _ asking: Asking, paper: Paper? = nil) {
        self.intake = intake
        self.form = form
        self.asking = asking
        self.paper = paper
    }

    func needs(at now: Moment) throws(Rejection) -> Needs {
        let visit = try form.checked(against: intake.catalogue, at: paper?.writtenAt ?? now, office: asking.office)
        let key = try ticket()?.lane(office: asking.office) ?? OpenVisit.laneKey(visit, at: now)
        return Needs(
            shared: [.init(id: key.id, kind: Subject.Kind.lane.rawValue, office: key.office)],
            keys: visit.applications.map(\.naturalKey))
    }

    func perform(in fold: Fold) throws -> WireIntakeReply {
        let visit = try form.checked(
            against: intake.catalogue, at: paper?.writtenAt ?? fold.now, office: asking.office)
        try refuseUnreachable(visit, fold.offices + fold.reachable)
        let ticket = try ticket()
        let lane = ticket?.lane(office: asking.office).id ?? OpenVisit.laneKey(visit, at: fold.now).id
        guard let calendar = intake.catalogue.calendar(of: visit.office.code) else { throw RetryLater("no calendar") }
        let context = OpenVisit.Context(
            now: fold.now, incarnation: fold.incarnation, calendar: calendar,
            openCases: visit.applications.map { fold.openCase(under: $0.naturalKey) },
            secrets: visit.applications.map { _ in CaseNumber.secret(from: fold.drawBytes(6)) })
        let opened =
            if let ticket, let paper {
                try OpenVisit.enter(visit, form: ticket, lane: fold.lane(lane), at: paper.writtenAt, in: context)
            } else {
                try OpenVisit.decide(visit, lane: fold.lane(lane), in: context)
            }
        let happenedAt = opened.opening.arrivedAt
        for event in opened.laneEvents { try fold.append(.lane(event), to: lane) }
        try fold.append(.visit(.opened(opened.opening)), to: opened.visit, happenedAt: happenedAt)
        if paper != nil {
            let served = VisitEvent.closed(.served, reason: "taken down on paper", at: happenedAt)
            try fold.append(.visit(served), to: opened.visit, happenedAt: happenedAt)
        }
        for ((id, filing), application) in zip(opened.filings, visit.applications) {
            try fold.append(.caseFile(.filed(filing)), to: id, happenedAt: happenedAt)
            if let refusal = application.refusal {
                let refused = CaseEvent.refused(reason: refusal.reason, law: refusal.law, at: fold.now)
                try fold.append(.caseFile(refused), to: id)
                continue
            }
            fold.claim(application.naturalKey, for: id)
            if let file = fold.caseFile(id), let next = CaseRules.next(file, standard: application.standard),
                next.service != intake.service
            {
                try intake.cases.handOver(id, to: next.service, office: next.office, in: fold)
            }
        }
        return reply(opened, visit, lane: ticket?.letter ?? visit.lane.letter, now: fold.now)
    }

    /// The number of the form that it was taken down on.
    private func ticket() throws(Rejection) -> TicketNumber? {
        guard let paper else { return nil }
        return try intake.form(paper.number, asking)
    }

    /// A case whose route leads to an office that this site has no line to would wait on its way for ever.
    private func refuseUnreachable(_ visit: CheckedVisit, _ offices: [String]) throws(Rejection) {
        for (index, application) in visit.applications.enumerated() where application.refusal == nil {
            let standard = application.standard
            guard let step = standard.route.first(where: { !offices.contains(standard.office(of: $0).text) }) else {
                continue
            }
            let office = intake.catalogue.office(standard.office(of: step))?.name ?? standard.office(of: step).text
            throw Rejection(
                .productNotServed, field: "applications[\(index)].product",
                problem: "\(standard.product.name) is made at \(office), and this site has no line to it",
                fix: "send the applicant to \(office)")
        }
    }

    private func reply(
        _ opened: OpenVisit.Opened, _ visit: CheckedVisit, lane: String, now: Moment
    ) -> WireIntakeReply {
        .with { reply in
            reply.visitOpened.number = opened.opening.number
            reply.visitOpened.visitID = Data(opened.visit.bytes)
            reply.visitOpened.lane = lane
            reply.visitOpened.ahead = paper == nil ? Int32(opened.opening.ticket - 1) : 0
            reply.visitOpened.at = now.microseconds
            reply.visitOpened.cases = zip(opened.filings, visit.applications).map { filed, application in
                .with {
                    $0.number = filed.filing.number
                    $0.caseID = Data(filed.id.bytes)
                    $0.trackingCode = filed.filing.trackingCode
                    $0.product = filed.filing.product
                    $0.complete = application.refusal == nil && filed.filing.missing.isEmpty
                    if let refusal = application.refusal {
                        $0.refused = "\(refusal.reason) (\(refusal.law)); \(refusal.instead)"
                    }
                    $0.missing = application.missing.map { WireMissingRequirement($0) }
                    $0.plan = WirePlan(filed.filing.plan)
                    $0.urgent = filed.filing.urgent
                }
            }
        }
    }
}
