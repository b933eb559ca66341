import Casework
import Civil
import Contracts
import Foundation
import Records

/// A service whose commands are one word each, for tests of the engine itself.
struct ScriptedDepartment: Department {
    let service = "intake"

    /// `file N` files a case, `mark N` adds an entry to it, `tell N` does and sends a message, `poison N` does and
    /// writes what no store takes, `later` wants to come again.
    struct Command: Sendable {
        var verb: String
        var number: Int
    }

    func read(_ body: [UInt8]) throws(UnreadableRequest) -> Asked<Command, Never> {
        let words = String(decoding: body, as: UTF8.self).split(separator: " ")
        guard words.count == 2, let number = Int(words[1]) else {
            throw UnreadableRequest(problem: "no such word", fix: "use another")
        }
        return .command(Command(verb: String(words[0]), number: number))
    }

    static func id(_ number: Int) -> UUID {
        SubjectID.v7(dayOf: Day(ordinal: 20_780), naming: ["scripted", String(number)])
    }

    func needs(of command: Command, asking: Asking, at now: Moment) throws(Rejection) -> Needs {
        Needs(subjects: [Self.id(command.number)])
    }

    func perform(_ command: Command, asking: Asking, in fold: Fold) throws -> [UInt8] {
        let id = Self.id(command.number)
        switch command.verb {
        case "file":
            try fold.append(.caseFile(.filed(try Self.filing(command.number, at: fold.now))), to: id)
        case "mark", "tell", "poison":
            try fold.append(.caseFile(.centreNoted(status: "PROCESSING", source: "test", at: fold.now)), to: id)
            if command.verb == "tell" {
                fold.send(to: "recording", office: "32.15.05", about: id, body: Array("marked \(command.number)".utf8))
            }
            if command.verb == "poison" {
                fold.send(to: "nobody\u{0}", office: "32.15.05", about: id, body: [])
            }
        default: throw RetryLater("not now")
        }
        return Array("done".utf8)
    }

    func answer(_ question: Never, asking: Asking, from archive: Archive) throws -> [UInt8] {}

    private static func filing(_ number: Int, at now: Moment) throws -> Filing {
        let ticket = TicketNumber(
            shortCode: "KLR", incarnation: 1, day: Day(ordinal: 20_780), letter: "A", number: number)
        let day = Day(ordinal: 20_780)
        return Filing(
            number: "\(ticket.text)-1", secret: "ABCDEF", office: "32.15.05", visit: UUID(), visitNumber: ticket.text,
            product: "ktp-el-baru", applicant: Person(name: try PersonName("BUDI SANTOSO")), familyCard: nil,
            documents: [], missing: [], need: "", urgent: false, catalogueVersion: "1", channel: "counter",
            filedAt: now, plan: Plan(recordOn: day, printOn: day, readyFrom: now, atOnce: false), phone: nil,
            route: [RouteStep(.record, service: .recording)], producedBy: .siak, details: [])
    }
}
