import Foundation
import Postgres

/// Reads a query's rows page by page on a thread of its own, a little ahead of whoever takes them.
///
/// All streams of an audit read the same snapshot. At most three pages are in memory.
final class SiteStream<Reading: RowReading>: @unchecked Sendable {
    private static var page: Int { 4_096 }
    private static var pagesAhead: Int { 2 }

    private let condition = NSCondition()
    private var pages: [[Reading.Element]] = []
    private var isBegun = false
    private var isEnded = false
    private var isStopping = false
    private var failure: (any Error)?

    /// Touched by the taker only.
    private var current: [Reading.Element] = []
    private var index = 0

    /// - Parameter snapshot: the name that `pg_export_snapshot` gave; it can't be a bind.
    init(database: String, snapshot: String, query: String, _ reading: Reading) {
        let thread = Thread { [self] in
            do {
                try read(database, snapshot, query, reading)
                end(nil)
            } catch {
                end(error)
            }
        }
        thread.name = "audit"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Returns when the stream holds on to the snapshot by itself.
    func waitUntilBegun() throws {
        try condition.withLock {
            while !isBegun, !isEnded { condition.wait() }
            if let failure { throw failure }
        }
    }

    /// The next row; nil at the end.
    func next() throws -> Reading.Element? {
        if index == current.count {
            current = try nextPage()
            index = 0
            if current.isEmpty { return nil }
        }
        defer { index += 1 }
        return current[index]
    }

    /// Gives up what hasn't been read.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
        }
    }

    private func nextPage() throws -> [Reading.Element] {
        try condition.withLock {
            while pages.isEmpty, !isEnded { condition.wait() }
            if let failure { throw failure }
            guard !pages.isEmpty else { return [] }
            condition.broadcast()
            return pages.removeFirst()
        }
    }

    private func read(_ database: String, _ snapshot: String, _ query: String, _ reading: Reading) throws {
        var reading = reading
        let connection = try Connection(database, applicationName: "loket-audit", planning: .free)
        defer { connection.close() }
        // Through the index, as rows are wanted in its order and a sort of the whole journal would fill a disk.
        try connection.script(
            """
            \(AuditRows.begin);
            SET TRANSACTION SNAPSHOT '\(snapshot)';
            SET LOCAL idle_in_transaction_session_timeout = 0;
            SET LOCAL cursor_tuple_fraction = 0.001;
            SET LOCAL jit = off;
            DECLARE audit_rows NO SCROLL CURSOR FOR \(query);
            """)
        condition.withLock {
            isBegun = true
            condition.broadcast()
        }
        let fetch = Statement("FETCH FORWARD \(Self.page) FROM audit_rows", name: "audit.fetch")
        while true {
            let rows = try connection.query(fetch)
            guard !rows.isEmpty else { return }
            var page: [Reading.Element] = []
            page.reserveCapacity(rows.count)
            for row in rows { page.append(reading.read(row)) }
            guard put(page) else { return }
        }
    }

    /// False when nobody wants more.
    private func put(_ page: [Reading.Element]) -> Bool {
        condition.withLock {
            while pages.count >= Self.pagesAhead, !isStopping { condition.wait() }
            pages.append(page)
            condition.broadcast()
            return !isStopping
        }
    }

    private func end(_ error: (any Error)?) {
        condition.withLock {
            failure = error
            isEnded = true
            condition.broadcast()
        }
    }
}
