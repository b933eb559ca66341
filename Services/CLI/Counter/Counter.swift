import ArgumentParser
import Civil
import Contracts
import Foundation
import Majordomo
import ServiceClient

/// One command of a person at the counter: the line to the site, what is known of its offices, and the screen.
struct Counter {
    let client: SiteClient
    let directory: SiteDirectory
    let options: SiteOptions
    let patience: Patience
    let screen: Screen

    /// Opens the line, does the work and closes it; what went wrong is told in one sentence and an exit code.
    static func open(
        _ options: SiteOptions, desk: String = "", purpose: String = "", patience seconds: Int = 10,
        _ work: (Counter) async throws -> Void
    ) async throws {
        let screen = Screen(isJSON: options.json)
        do {
            let client = try line(options, desk: desk, purpose: purpose)
            defer { client.stop() }
            let patience = Patience.prompt(.seconds(options.patience ?? seconds))
            let site = try await Self.site(of: client, options, patience)
            try await work(
                Counter(
                    client: client, directory: SiteDirectory(site), options: options, patience: patience,
                    screen: screen))
        } catch let failure as RequestFailure {
            throw screen.complain(Complaint(failure))
        } catch let complaint as Complaint {
            throw screen.complain(complaint)
        }
    }

    /// The line alone, for what only the broker is asked.
    static func line(_ options: SiteOptions, desk: String = "", purpose: String = "") throws -> SiteClient {
        do {
            return try SiteClient(
                brokers: options.brokers, identity: try options.identity(),
                asker: Asker(operatorName: options.operatorAsked, desk: desk, purpose: purpose))
        } catch let problem as KeyProblem {
            throw Complaint(.usage, problem.description)
        } catch {
            throw Complaint(.usage, "\(options.brokers.joined(separator: ",")) can't be used as a broker: \(error)")
        }
    }

    /// What the broker serves, or why it can't be asked.
    static func services(of client: SiteClient, _ options: SiteOptions) async throws -> WireBrokerStatus {
        do {
            // One that is dead is given up after two seconds, for the next.
            return try await client.brokerStatus(within: .seconds(3 * options.brokers.count - 1))
        } catch {
            if let shut = ShutSocket.first(of: options.brokers) { throw Complaint(.unavailable, shut.inWords) }
            let isFar = options.brokers.contains { $0.hasPrefix("tcp://") }
            throw Complaint(
                .unavailable,
                "no broker answers at \(options.brokers.joined(separator: ",")): "
                    + (isFar
                        ? "see whether it is up and allows this machine's key (loket key list there)"
                        : "bring the site up with loket up, or name its broker with --broker"))
        }
    }

    private static func site(
        of client: SiteClient, _ options: SiteOptions, _ patience: Patience
    ) async throws -> WireSiteView {
        let offices = try await offices(of: client, options)
        guard let office = offices.first(where: { $0 == options.officeAsked }) ?? offices.first else {
            throw Complaint(
                .unavailable, "the broker answers, but no loket-intake serves there: look at loket services")
        }
        guard
            case .site(let site) = try await client.ask(
                IntakeDialect.self, office, .showSite(.init()), patience: patience)
        else { throw RequestFailure.unreadable("intake@\(office)") }
        return site
    }

    /// Those that an intake serves. A broker that was just started is given the moment in which its workers come back.
    private static func offices(of client: SiteClient, _ options: SiteOptions) async throws -> [String] {
        while true {
            let status = try await services(of: client, options)
            let names = status.services.filter { $0.workers > 0 }.map(\.name)
            let offices = names.filter { $0.hasPrefix("intake@") }.map { String($0.dropFirst("intake@".count)) }
            if !offices.isEmpty || status.uptimeMilliseconds > 2_000 { return offices }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The office that this command is for.
    func office() throws -> String { try directory.office(asked: options.officeAsked) }

    func office(ofNumber number: String) throws -> String {
        try directory.office(ofNumber: number, asked: options.officeAsked)
    }

    func office(ofRun number: String) throws -> String {
        try directory.office(ofRun: number, asked: options.officeAsked)
    }

    /// Asks a service; whoever can't read the answer says so.
    func ask<D: ServiceDialect>(
        _ dialect: D.Type, _ office: String, _ command: D.Command, id: UUID? = nil
    ) async throws -> D.Reply {
        try await client.ask(dialect, office, command, id: id ?? .freshRequest(), patience: patience)
    }

    func unreadable(_ service: String, _ office: String) -> RequestFailure { .unreadable("\(service)@\(office)") }

    /// The days that people write and that days are sent as.
    func day(_ written: String?) throws -> Int32 {
        guard let written else { return 0 }
        do throws(Rejection) {
            return try Day(iso: written, field: "--day").ordinal
        } catch {
            throw Complaint(.usage, "\(error.problem): \(error.fix)")
        }
    }
}
