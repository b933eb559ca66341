import Civil
import Contracts
import Foundation
import ServiceClient
import TestKit

/// Officers of Klari, each of whom serves one citizen after the other: files, records, waits for the paper, says that it
/// has arrived where Dukcapil printed it, and hands it out.
struct Officers: Sendable {
    /// What an officer does once the first answer fails to come.
    enum Habit: Sendable {
        /// Waits, as the counter's programs do.
        case patient
        /// Asks once, for a moment, and is gone for good.
        case gone
        /// Asks the same again after the answer, as if it had not come.
        case again

        /// Whoever serves that line has it, drawn from the seed.
        init(of line: Int, seed: UInt64) {
            var random = SplitMix64(seed: seed &+ UInt64(line))
            self =
                switch Int.random(in: 0..<10, using: &random) {
                case 0: .gone
                case 1: .again
                default: .patient
                }
        }
    }

    let client: SiteClient
    let books: Books
    let office: String
    /// How long any of it may take before it counts as lost.
    let limit: Duration
    /// How long an officer looks at something else before the next look at a case.
    var pause = 0.08

    /// Serves lines from `first` on, so many at a time, for as long as citizens come.
    func serve(from first: Int, atOnce: Int, seed: UInt64, while citizensCome: (_ served: Int) -> Bool) async {
        await withTaskGroup(of: Void.self) { group in
            var next = first
            for _ in 0..<atOnce {
                let (line, habit) = (next, Habit(of: next, seed: seed))
                next += 1
                group.addTask { await serve(line, habit) }
            }
            while await group.next() != nil {
                guard citizensCome(next - first) else { continue }
                let (line, habit) = (next, Habit(of: next, seed: seed))
                next += 1
                group.addTask { await serve(line, habit) }
            }
        }
    }

    private func serve(_ line: Int, _ habit: Habit) async {
        let deadline = ContinuousClock.now + limit
        do {
            guard let opened = try await open(line, habit) else { return books.abandoned(line) }
            try await see(opened, through: line, until: deadline)
        } catch {
            books.wrong("line \(line): \(error)")
        }
    }

    private func open(_ line: Int, _ habit: Habit) async throws -> WireCaseOpened? {
        books.attempt(line)
        let command = WireIntakeCommand.OneOf_Command.openVisit(
            .with { $0.form = SampleCitizen.form(line, of: office, line: "fault-\(line)") })
        let id = UUID.freshRequest()
        if habit == .gone {
            // Whatever becomes of it, nobody is there to hear.
            _ = try? await client.ask(
                IntakeDialect.self, office, command, id: id, patience: .prompt(.milliseconds(150)))
            return nil
        }
        var first: WireCaseOpened?
        for _ in 0..<(habit == .again ? 2 : 1) {
            let reply = try await client.ask(IntakeDialect.self, office, command, id: id, patience: .patient(limit))
            guard case .visitOpened(let visit) = reply, let opened = visit.cases.first else {
                throw Unexpected(what: "the visit was answered with \(reply)")
            }
            books.opened(line, opened.number)
            first = opened
        }
        return first
    }

    private func see(_ opened: WireCaseOpened, through line: Int, until deadline: ContinuousClock.Instant) async throws
    {
        var last = ""
        // A no that nothing explains: the case stood as it had been seen.
        var refused: (version: Int64, why: RequestFailure)?
        while ContinuousClock.now < deadline {
            let view = try await find(opened.number, until: deadline)
            last = "\(view.stage) at \(view.holder)\(view.held.isEmpty ? "" : ", held: \(view.held)")"
            if let refused, refused.version == view.version { throw refused.why }
            guard view.held.isEmpty else { throw Unexpected(what: "\(opened.number) is held: \(view.held)") }
            do throws(RequestFailure) {
                switch view.stage {
                case "to-record" where view.holder.hasPrefix("recording") && !view.inTransit:
                    _ = try await client.ask(
                        RecordingDialect.self, office, .recordData(.with { $0.caseNumber = opened.number }),
                        patience: .patient(limit))
                case "arriving" where !view.inTransit:
                    _ = try await client.ask(
                        PrintingDialect.self, office, .noteArrival(.with { $0.caseNumber = opened.number }),
                        patience: .patient(limit))
                case "ready" where !view.inTransit:
                    _ = try await client.ask(
                        PrintingDialect.self, office, .collect(Self.collection(opened)), patience: .patient(limit))
                    return books.collected(line)
                case "collected": return books.collected(line)
                default: break
                }
            } catch {
                guard case .rejected = error else { throw error }
                refused = (view.version, error)
            }
            await Pace.rest(pause)
        }
        throw Unexpected(what: "\(opened.number) was not handed out in \(limit): \(last)")
    }

    private func find(_ number: String, until deadline: ContinuousClock.Instant) async throws -> WireCaseView {
        let left = max(.seconds(1), deadline - .now)
        let reply = try await client.ask(
            IntakeDialect.self, office, .findCase(.with { $0.number = number }), patience: .patient(left))
        guard case .found(let found) = reply, case .case(let view)? = found.what else {
            throw Unexpected(what: "\(number) was looked for and answered with \(reply)")
        }
        return view
    }

    private static func collection(_ opened: WireCaseOpened) -> WireCollect {
        .with {
            $0.caseNumber = opened.number
            $0.trackingCode = opened.trackingCode
            $0.collector = "WARGA KLARI"
            $0.relation = "owner"
            $0.surrendered = 1
        }
    }

    struct Unexpected: Error, CustomStringConvertible {
        let what: String
        var description: String { what }
    }
}
