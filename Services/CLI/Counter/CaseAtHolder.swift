import Contracts
import Foundation
import ServiceClient

extension Counter {
    /// A case or a visit by what a person has in the hand.
    func find(_ number: String) async throws -> (found: WireFound.OneOf_What, office: String) {
        let office = try directory.office(readingNumber: number, asked: options.officeAsked)
        let reply = try await ask(IntakeDialect.self, office, .findCase(.with { $0.number = number }))
        guard case .found(let found) = reply, let what = found.what else { throw unreadable("intake", office) }
        return (what, office)
    }

    /// What the site that holds a case says of it, where this one only has a copy; the copy, with its age, while the
    /// line to the other is down.
    func asHolderSays(_ view: WireCaseView) async -> WireCaseView {
        let holder = Holder(of: view)
        guard view.knownAt != 0, directory.entries.allSatisfy({ $0.code != holder.office }) else { return view }
        do {
            let reply = try await ask(
                IntakeDialect.self, holder.office, .findCase(.with { $0.number = view.number }))
            guard case .found(let found) = reply, case .case(let fresh)? = found.what else { return view }
            return fresh
        } catch {
            // Whatever the other site can't answer now, the copy is here, and the page says how old it is.
            return view
        }
    }

    /// A case by its number.
    func findCase(_ number: String) async throws -> WireCaseView {
        switch try await find(number).found {
        case .case(let view): return view
        case .visit(let visit):
            guard let only = visit.cases.first, visit.cases.count == 1 else {
                let numbers = visit.cases.map(\.number).joined(separator: ", ")
                throw Complaint(
                    .refused,
                    visit.cases.isEmpty
                        ? "\(visit.number) is a visit without a case"
                        : "\(visit.number) has several cases: name one of \(numbers)")
            }
            return only
        }
    }

    /// Asks whoever holds a case, and shows how it stands then.
    static func ask(
        holderOf number: String, _ options: SiteOptions, id: UUID?,
        _ command: (_ number: String) -> WireCaseCommand.OneOf_Command
    ) async throws {
        try await open(options) { counter in
            let view = try await counter.askHolder(of: number, command, id: id)
            counter.screen.show(CaseReport(view, counter.directory))
        }
    }

    /// Asks whoever holds a case. It may be handed on while we ask: then whoever holds it now is asked.
    func askHolder(
        of number: String, _ command: (_ number: String) -> WireCaseCommand.OneOf_Command, id: UUID?
    ) async throws -> WireCaseView {
        var moves = 0
        var asked: Holder?
        while true {
            let view = try await findCase(number)
            let holder = Holder(of: view)
            // Another site has handed it on, and that has not come here yet.
            if holder == asked { try await Task.sleep(for: .milliseconds(300)) }
            asked = holder
            do throws(RequestFailure) {
                return try await client.ask(
                    holder: holder.service, holder.office, command(view.number), id: id ?? .freshRequest(),
                    patience: patience)
            } catch {
                // Under an id that was given it has been asked before, and that answer is the answer.
                guard case .rejected(let no) = error, no.code == "moved_to", id == nil, moves < 5 else { throw error }
                moves += 1
            }
        }
    }
}

/// Who holds a case: a service of an office, which may be another one than the case was filed at.
struct Holder: Equatable {
    let service: String
    let office: String

    init(of view: WireCaseView) {
        let parts = view.holder.split(separator: "@", maxSplits: 1).map(String.init)
        service = parts.first ?? IntakeDialect.service
        office = parts.count == 2 ? parts[1] : view.office
    }
}
