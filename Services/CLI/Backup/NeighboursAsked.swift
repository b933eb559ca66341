import Casework
import Civil
import Contracts
import Foundation
import Majordomo
import Processes
import ServiceClient

/// Asks the neighbours of a site that is being restored what they know of its cases, through a broker of its own that is
/// up for as long as that takes.
struct NeighboursAsked {
    /// How they are reached, and what happens where they are not.
    struct Way {
        let line: SiteLine?
        let doors: SiteDoors
        /// For all of them together.
        let patience: Duration
        /// Whoever doesn't answer is left out.
        let goesOnWithout: Bool

        var isThere: Bool { line != nil || !doors.broker.isEmpty }

        /// Those that the backup knows, and whoever is reached since: its line may be younger than the backup.
        func neighbours(known: [String], of offices: [String], in folder: SiteFolder) throws -> [String] {
            let reached = try SiteNeighbours(folder, keys: KeyFolder(folder.path), hasLine: line != nil)
                .offices(of: offices)
            return Set(known + (reached ?? [])).sorted()
        }
    }

    let way: Way
    let folder: SiteFolder
    let site: SiteRecord
    /// The offices to ask.
    let neighbours: [String]
    /// Cases that went on from then on are wanted.
    let since: Moment
    let operatorName: String

    struct Told {
        var histories: [CarriedHistory] = []
        var answered: [String] = []
        /// Those that did not answer to the end, and why.
        var silent: [(office: String, why: String)] = []

        /// The highest life of a site that stands in the numbers that its neighbours know.
        func latestLife(of offices: [String]) -> Int? {
            histories.compactMap(\.filing).filter { offices.contains($0.office) }
                .compactMap { CaseNumber($0.number)?.ticket.incarnation }.max()
        }
    }

    /// Nobody is asked where there are no neighbours.
    func ask() throws -> Told {
        if neighbours.isEmpty { return Told() }
        let names = neighbours.joined(separator: ", ")
        guard way.isThere else {
            guard way.goesOnWithout else {
                throw SiteProblem(
                    "Nothing was restored: \(names) may know what this site did after the backup. Say with --line and "
                        + "--line-key, or at Dukcapil with --listen, how they are reached, or add --without-neighbours."
                )
            }
            return Told(silent: neighbours.map { ($0, "no way to it was named") })
        }
        let told = try askAll()
        guard told.silent.isEmpty || way.goesOnWithout else {
            let why = told.silent.map { "\($0.office): \($0.why)" }.joined(separator: "; ")
            throw SiteProblem(
                "Nothing was restored: not all neighbours said what they know (\(why)). Try again when the line is up "
                    + "or with more --patience, or add --without-neighbours.")
        }
        return told
    }

    private func askAll() throws -> Told {
        let plan = try SitePlan(folder: folder, brokers: folder.brokerEndpoint, doors: way.doors, logLevel: nil)
            .with(way.line)
        let log = ProgramLog(path: plan.folder.log(of: plan.broker.name))
        let broker: ChildProcess
        do throws(LaunchError) {
            broker = try ChildProcess.start(
                Launch(
                    plan.executable(of: plan.broker),
                    environment: plan.environment(of: plan.broker, site: site) { _ in "" },
                    output: .file(log.path))
            ) { _ in }
        } catch {
            throw SiteProblem("The neighbours can't be asked: \(error.description).")
        }
        defer { end(broker) }
        let client = try SiteClient(brokers: [plan.brokers], asker: Asker(operatorName: operatorName))
        defer { client.stop() }
        let until = ContinuousClock.now + way.patience
        var told = Told()
        for office in neighbours {
            do {
                told.histories += try histories(of: office, client, until: until)
                told.answered.append(office)
            } catch let failure as RequestFailure {
                told.silent.append((office, "\(failure)"))
            } catch let unreadable as UnreadableRequest {
                told.silent.append((office, "what it told can't be read: \(unreadable.problem)"))
            }
        }
        return told
    }

    /// A page over a slow line, however long others were waited for.
    private static let leastForPage = Duration.seconds(15)

    /// All pages of one office.
    private func histories(
        of office: String, _ client: SiteClient, until: ContinuousClock.Instant
    ) throws -> [CarriedHistory] {
        var histories: [CarriedHistory] = []
        var after = Data()
        repeat {
            let command = WireIntakeCommand.OneOf_Command.showKnown(
                .with {
                    $0.offices = site.offices
                    $0.since = since.microseconds
                    $0.after = after
                })
            let page = try page(
                ServiceRequest("intake", office: office, body: try IntakeDialect.written(command)), client,
                .patient(max(Self.leastForPage, until - .now)))
            histories += try page.cases.map { try CarriedHistory($0) }
            after = page.next
        } while !after.isEmpty
        return histories
    }

    private func page(
        _ request: ServiceRequest, _ client: SiteClient, _ patience: Patience
    ) throws -> WireKnownCases {
        let answer = Answer()
        client.send(request, patience: patience) { answer.come($0) }
        guard case .known(let page)? = try IntakeDialect.read(try answer.wait().get()) else {
            throw RequestFailure.unreadable(request.name)
        }
        return page
    }

    private func end(_ broker: ChildProcess) {
        broker.send(SIGTERM)
        if broker.waitForExit(within: .seconds(5)) == nil { broker.send(SIGKILL) }
    }
}

/// An answer that a thread of the client brings to the one that waits for it.
private final class Answer: @unchecked Sendable {
    private let condition = NSCondition()
    private var result: Result<[UInt8], RequestFailure>?

    func come(_ result: Result<[UInt8], RequestFailure>) {
        condition.withLock {
            self.result = result
            condition.broadcast()
        }
    }

    func wait() -> Result<[UInt8], RequestFailure> {
        condition.withLock {
            while true {
                if let result { return result }
                condition.wait()
            }
        }
    }
}
