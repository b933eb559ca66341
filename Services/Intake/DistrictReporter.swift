import Casework
import Civil
import Contracts
import Foundation
import Logging
import Postgres
import Processes
import Records

/// Tells the district now and then how the offices of this site stand, as long as there is somebody to tell.
///
/// A report that is lost is not sent again: the next one says more.
final class DistrictReporter: Sendable {
    /// For each second that the reports took to count, so many seconds go by before the next: an office with ten
    /// thousand cases a day has better things to do.
    private static let restForWork = 20.0

    private let intake: IntakeService
    private let offices: [Office]
    private let database: String
    private let every: Duration
    private let carrier: any Carrier
    private let logger: Logger
    private let rounds = Rounds()

    /// Nil where every district of these offices is of this site itself.
    init?(
        _ intake: IntakeService, offices: [String], database: String, every: Duration, carrier: any Carrier,
        logger: Logger
    ) {
        let reporting = intake.catalogue.offices.filter {
            offices.contains($0.code.text) && !offices.contains($0.district.text)
        }
        guard !reporting.isEmpty else { return nil }
        self.intake = intake
        self.offices = reporting
        self.database = database
        self.every = every
        self.carrier = carrier
        self.logger = logger
        rounds.start("district-report", stackSize: 4 << 20) { [self] in work() }
    }

    func stop() { rounds.stop() }

    private func work() {
        var connection: Connection?
        var rest = every
        while rounds.rest(rest) {
            let began = ContinuousClock.now
            do {
                let open =
                    if let connection, connection.isUsable { connection } else {
                        try Connection(database, applicationName: "loket-intake-report")
                    }
                connection = open
                for office in offices { send(try OfficeReport(intake, office).taken(from: Archive(open)), of: office) }
                rest = max(every, (ContinuousClock.now - began) * Self.restForWork)
            } catch {
                // Whoever serves says so loudly; a report can wait.
                logger.debug("no report to the district this time", metadata: ["why": "\(error)"])
                connection?.close()
                connection = nil
                rest = every
            }
        }
        connection?.close()
    }

    private func send(_ report: WireOfficeReport, of office: Office) {
        let id = UUID()
        let request = WireRequest.with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = office.district.text
            $0.actor.service = intake.service
            $0.body = Data(written(WireIntakeCommand.with { $0.noteOffice.report = report }))
        }
        let name = "\(intake.service)@\(office.district)"
        carrier.send(service: name, id: id, body: written(request), deadline: .seconds(20)) { [logger] outcome in
            if case .ok = outcome { return }
            logger.debug("the district has no report of now", metadata: ["why": "\(outcome)"])
        }
    }
}
