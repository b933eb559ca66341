import Casework
import Civil
import Contracts
import Documents
import Foundation

/// The sheets of forms on paper that intake has numbered: made whenever they are asked for, of open forms only.
struct ShowFormSheets {
    private let printing: PrintingService
    private let asking: Asking

    init(_ printing: PrintingService, _ asking: Asking) {
        self.printing = printing
        self.asking = asking
    }

    func answer(_ show: WireShowFormSheets, from archive: Archive) throws -> WirePrintingReply {
        let office = try printing.catalogue.office(written: asking.office)
        var numbers: [String] = []
        for number in show.numbers { numbers.append(try open(number, office, archive)) }
        guard let first = numbers.first, numbers.count <= PaperFormRules.mostAtOnce else {
            throw Rejection(
                .outOfRange, field: "numbers", problem: "\(numbers.count) sheets can't be made at once",
                fix: "ask for 1 to \(PaperFormRules.mostAtOnce)")
        }
        let now = office.printed(try archive.site().now)
        let pad = PaperFormPad(
            office: printing.catalogue.letterhead(of: office), numbers: numbers, products: products(of: office),
            documents: documents(of: office), printedOn: now.day)
        let pdf = try printing.press.render(.paperForms(pad), createdAt: now)
        return .with {
            $0.slip.number = first
            $0.slip.kind = "forms"
            $0.slip.pdf = Data(pdf)
        }
    }

    private func open(_ text: String, _ office: Civil.Office, _ archive: Archive) throws -> String {
        guard let (ticket, rest) = TicketNumber.parse(text), rest.isEmpty, ticket.shortCode == office.shortCode,
            case .lane(let lane)? = try archive.subject(ticket.lane(office: asking.office).id)?.subject,
            lane.form(ticket.number) == ticket, lane.forms.state(of: ticket.number) == .open
        else {
            throw Rejection(
                .unknownNumber, field: "numbers", problem: "\(Rejection.quoted(text)) is no open form of this office",
                fix: "look at loket paper-forms list")
        }
        return ticket.text
    }

    private func served(by office: Civil.Office) -> [Product] {
        printing.catalogue.products.filter { product in
            product.refusal == nil && office.notServed[product.id] == nil
                && office.lane(group: product.laneGroup) != nil
        }
    }

    private func products(of office: Civil.Office) -> [String] { served(by: office).map(\.name) }

    /// Each paper that one of its products asks for by now or will ask for, in the order in which the catalogue first
    /// names it.
    private func documents(of office: Civil.Office) -> [String] {
        var names: [String] = []
        for product in served(by: office) {
            let standards = printing.catalogue.standards(of: product.id, office: office.code)
            for requirement in standards.flatMap(\.requirements) where !names.contains(requirement.name) {
                names.append(requirement.name)
            }
        }
        return names
    }
}
