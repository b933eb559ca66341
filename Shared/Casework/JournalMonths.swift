import Postgres
import Processes

/// The journal's partitions: last month's, this one's and those of the year ahead, by the site's clock.
public enum JournalMonths {
    static let make = Statement(
        "SELECT casework.make_partitions(casework.site_now() - interval '1 month', 14) FROM casework.site",
        name: "make_partitions")

    /// Makes those that are missing. Where others keep the journal's locks, as a backup does, it gives up after some
    /// seconds: until `Upkeep` makes them, what belongs there lies in the default partition.
    public static func make(on connection: any Session) throws(PostgresError) {
        let until = ContinuousClock.now + .seconds(5)
        let condition = TimedCondition()
        while true {
            do throws(PostgresError) {
                try connection.query(make)
                return
            } catch {
                guard error.isLockBusy, !connection.isInTransaction else { throw error }
                if ContinuousClock.now > until { return }
            }
            // Nobody signals: whoever waited for our lock gets on meanwhile.
            condition.withLock { _ = condition.wait(for: .milliseconds(100)) }
        }
    }
}

extension PostgresError {
    /// A lock wasn't free for as long as lock_timeout says.
    var isLockBusy: Bool { sqlstate == "55P03" }
}
