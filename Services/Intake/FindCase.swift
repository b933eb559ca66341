import Casework
import Civil
import Contracts
import Foundation
import Records

/// Looks a case or a visit up by what a person has in the hand: a ticket, a case number or a tracking code.
struct FindCase {
    private let intake: IntakeService
    private let asking: Asking

    init(_ intake: IntakeService, _ asking: Asking) {
        self.intake = intake
        self.asking = asking
    }

    func answer(_ find: WireFindCase, from archive: Archive) throws -> WireIntakeReply {
        guard let (ticket, rest) = TicketNumber.parse(find.number) else {
            throw Rejection(
                .unknownNumber, field: "number", problem: "\(Rejection.quoted(find.number)) is no number of ours",
                fix: "write a ticket (KLR-261123-A042), a case (…-1) or a tracking code as it is printed")
        }
        let site = try archive.site()
        var reply = WireIntakeReply()
        if rest.isEmpty {
            let office = try intake.cases.office(of: ticket, asked: asking.office)
            reply.found.visit = try visit(ticket, office: office, from: archive, now: site.now)
        } else {
            let office = try origin(of: ticket, at: site)
            reply.found.case = try caseView(find.number, office: office, from: archive, now: site.now)
        }
        return reply
    }

    /// The office that a case was filed at: the one that is asked, or one of another site whose cases come here.
    private func origin(of ticket: TicketNumber, at site: Archive.Site) throws(Rejection) -> String {
        let owner = intake.catalogue.offices.first { $0.shortCode == ticket.shortCode }?.code.text
        guard let owner, !site.offices.contains(owner) else {
            return try intake.cases.office(of: ticket, asked: asking.office)
        }
        return owner
    }

    private func visit(
        _ ticket: TicketNumber, office: String, from archive: Archive, now: Moment
    ) throws -> WireVisitView {
        let id = ticket.visitID(office: office)
        guard let visit = try archive.visit(id) else {
            throw Rejection(
                .unknownNumber, field: "number", problem: "no ticket \(ticket.text) was given here",
                fix: "read the number again from the ticket")
        }
        var view = WireVisitView(visit, id: id)
        let cases = try archive.subjects(visit.opening.cases)
        view.cases = visit.opening.cases.compactMap { id in
            guard let found = cases[id], case .caseFile(let file) = found.subject else { return nil }
            return WireCaseView(
                file, id: id, version: found.version, catalogue: intake.catalogue, now: now, knownAt: found.knownAt)
        }
        if let place = Subject.visit(visit).place { view.ahead = Int32(try archive.ahead(of: place)) }
        return view
    }

    private func caseView(_ number: String, office: String, from archive: Archive, now: Moment) throws -> WireCaseView {
        guard let parsed = CaseNumber(number) else {
            throw Rejection(
                .unknownNumber, field: "number", problem: "\(Rejection.quoted(number)) is no case number",
                fix: "write it like KLR-261123-A042-1")
        }
        let id = parsed.caseID(office: office)
        guard let found = try archive.subject(id), case .caseFile(let file) = found.subject else {
            let happened = office == asking.office ? "was filed" : "is known"
            throw Rejection(
                .unknownNumber, field: "number", problem: "no case \(parsed.text) \(happened) here",
                fix: "read the number again from the receipt")
        }
        if let secret = parsed.secret, secret != file.filing.secret {
            throw Rejection(
                .wrongSecret, field: "number", problem: "the last six signs don't belong to \(parsed.text)",
                fix: "read the tracking code again from the receipt")
        }
        var view = WireCaseView(
            file, id: id, version: found.version, catalogue: intake.catalogue, now: now, knownAt: found.knownAt)
        view.forked = try archive.openFork(of: id) ?? ""
        // From one office to another: whose counter that is stands in the history.
        var office = file.filing.office
        view.history = try archive.history(of: id).compactMap { entry in
            guard case .caseFile(let event) = entry.event else { return nil }
            var place = ""
            if case .handedOver(_, _, let next, _) = event, next != office {
                office = next
                place = " at \(intake.catalogue.offices.first { $0.code.text == next }?.name ?? next)"
            }
            return .with {
                $0.at = entry.recordedAt.microseconds
                $0.what = event.words + place
                $0.by = entry.actor
            }
        }
        return view
    }
}
