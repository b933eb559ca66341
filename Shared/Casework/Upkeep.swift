import Foundation
import Logging
import Postgres
import Processes

/// Looks after the store while the site works, so that one that is never restarted goes on as one that is.
///
/// Every instance does, on a thread of its own and a connection that it keeps for a look only. None waits for another,
/// and nobody waits for them: what can't be had at once is had at a later look.
final class Upkeep: Sendable {
    /// Receipts that one statement forgets, and the rest after it.
    private static let handful = 500
    private static let rest = Duration.milliseconds(200)

    private let service: String
    private let settings: EngineSettings
    private let rounds = Rounds()
    private let overdue: OverdueMessages

    init(service: String, settings: EngineSettings) {
        self.service = service
        self.settings = settings
        overdue = OverdueMessages(service: service, settings: settings)
    }

    func start() { rounds.start("upkeep") { [self] in work() } }
    func stop() { rounds.stop() }

    private func work() {
        var isTroubled = false
        while rounds.rest(settings.upkeepEvery) {
            do throws(PostgresError) {
                try look()
                isTroubled = false
            } catch {
                let isNews = !isTroubled && !error.isLockBusy && !error.isRetriable
                settings.logger.log(
                    level: isNews ? .error : .debug, "the store can't be looked after now",
                    metadata: ["why": "\(error)"])
                isTroubled = isTroubled || isNews
            }
        }
    }

    func look() throws(PostgresError) {
        let connection = try Connection(settings.database, applicationName: "loket-\(service)-upkeep")
        defer { connection.close() }
        do throws(PostgresError) {
            try connection.query(JournalMonths.make)
        } catch {
            // Somebody reads all of the journal; that is no reason not to do the rest.
            guard error.isLockBusy else { throw error }
        }
        try forgetReceipts(on: connection)
        try overdue.look(connection)
    }

    private func forgetReceipts(on connection: Connection) throws(PostgresError) {
        let age = settings.receiptRetention + settings.receiptMargin
        try connection.query(
            ReceiptRows.moveSince, .text(age.interval), .text((settings.upkeepEvery * 3).interval))
        repeat {
            let gone = try connection.query(ReceiptRows.forget, .int64(Int64(Self.handful)))[0].int64(0)
            if gone < Self.handful { return }
        } while rounds.rest(Self.rest)
    }
}
