import Foundation
import Postgres
import Processes

/// Something whose time on the site's clock has come.
package struct DueRow: Sendable {
    var subject: UUID
    var kind: Int16
    var at: Int64
    var office: String
    var body: [UInt8]

    package var key: DueHoldings.Key { DueHoldings.Key(subject: subject, kind: kind, at: at) }

    /// From the columns of `dueNow`.
    package init(_ row: Row) {
        subject = row.uuid(0)
        kind = Int16(row.int64(1))
        at = row.timestamp(2)
        office = row.text(3)
        body = row.bytes(4)
    }
}

/// Looks for due rows whose time on the site's clock has come and fires each.
final class DueClock: @unchecked Sendable {
    /// Rows that are fired at one look, beside those that are held.
    private static let atOnce = 256

    private let service: String
    private let settings: EngineSettings
    private let rounds = Rounds()
    private let lock = NSLock()
    // Under the lock.
    private var holdings = DueHoldings()

    init(service: String, settings: EngineSettings) {
        self.service = service
        self.settings = settings
    }

    /// - Parameter fire: carries a row's command out and says whether it was; what wasn't rests for a while.
    func start(fire: @escaping @Sendable (DueRow, _ ended: @escaping @Sendable (_ isDone: Bool) -> Void) -> Void) {
        rounds.start("due") { [self] in watch(fire) }
    }

    func stop() { rounds.stop() }

    private func watch(_ fire: (DueRow, _ ended: @escaping @Sendable (_ isDone: Bool) -> Void) -> Void) {
        var connection: Connection?
        while rounds.rest(settings.dueEvery) {
            do throws(PostgresError) {
                let open =
                    if let connection { connection } else {
                        try Connection(settings.database, applicationName: "loket-\(service)-due")
                    }
                connection = open
                let limit = Self.atOnce + lock.withLock { holdings.count }
                let rows = try open.query(CaseworkRows.dueNow, .text(service), .int64(Int64(limit)))
                var seen: Set<DueHoldings.Key> = []
                for row in rows {
                    let due = DueRow(row)
                    let key = due.key
                    seen.insert(key)
                    guard lock.withLock({ holdings.begin(key, now: .now) }) else { continue }
                    fire(due) { [self] isDone in
                        lock.withLock { holdings.end(key, isDone: isDone, now: .now) }
                    }
                }
                lock.withLock { holdings.forget(allBut: seen, now: .now) }
            } catch {
                settings.logger.debug("due rows can't be read now", metadata: ["why": "\(error)"])
                if connection?.isUsable != true || error.isStale { connection = nil }
            }
        }
        connection?.close()
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
