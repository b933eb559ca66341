import Casework
import Civil
import Contracts
import Documents
import Foundation

/// What a citizen carries home, made whenever it is asked for: the ticket of a visit, the receipt of a case.
struct ShowSlip {
    private let printing: PrintingService
    private let asking: Asking

    init(_ printing: PrintingService, _ asking: Asking) {
        self.printing = printing
        self.asking = asking
    }

    func answer(_ show: WireShowSlip, from archive: Archive) throws -> WirePrintingReply {
        guard let (ticket, rest) = TicketNumber.parse(show.number) else { throw Self.unknown(show.number) }
        let office = try printing.catalogue.office(written: asking.office)
        _ = try printing.cases.office(of: ticket, asked: asking.office)
        let slips = Slips(catalogue: printing.catalogue, office: office)
        let at = try archive.site().now
        if rest.isEmpty {
            guard let visit = try archive.visit(ticket.visitID(office: asking.office)) else {
                throw Self.unknown(show.number)
            }
            let cases = try archive.subjects(visit.opening.cases)
            let files = visit.opening.cases.compactMap { id -> CaseFile? in
                if case .caseFile(let file)? = cases[id]?.subject { file } else { nil }
            }
            let ahead = try Subject.visit(visit).place.map { try archive.ahead(of: $0) } ?? 0
            return try reply(
                visit.opening.number, "ticket", .ticket(slips.ticket(for: visit, ticket, files, ahead: ahead)),
                at: office.printed(at))
        }
        guard let number = CaseNumber(show.number),
            let file = try archive.caseFile(number.caseID(office: asking.office))
        else { throw Self.unknown(show.number) }
        return try reply(file.filing.number, "receipt", .receipt(slips.receipt(for: file)), at: office.printed(at))
    }

    private func reply(
        _ number: String, _ kind: String, _ document: Document, at moment: PrintedMoment
    ) throws -> WirePrintingReply {
        let pdf = try printing.press.render(document, createdAt: moment)
        return .with {
            $0.slip.number = number
            $0.slip.kind = kind
            $0.slip.pdf = Data(pdf)
        }
    }

    private static func unknown(_ number: String) -> Rejection {
        Rejection(
            .unknownNumber, field: "number", problem: "no visit and no case has the number \(Rejection.quoted(number))",
            fix: "write a ticket like KLR-261123-A042, or a case like KLR-261123-A042-1")
    }
}
