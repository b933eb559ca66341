import Foundation
import Postgres

/// PostgreSQL in memory: the tables, a clock, and a number that changes when the server starts anew.
final class Store {
    var tables: Tables
    /// The server's clock, in microseconds since 1970.
    let clock: () -> Int64
    /// Sessions of an earlier start are gone.
    private(set) var start = 0
    private(set) var isUp = true
    /// Every step that was committed, with what it answered; kept for a comparison with the real server.
    var record: (([(step: Step, rows: Rows)]) -> Void)?

    init(site: Tables.Site, clock: @escaping () -> Int64) {
        tables = Tables(site: site)
        self.clock = clock
    }

    func goDown() {
        isUp = false
        start += 1
    }

    func comeUp() { isUp = true }
}

/// A session with the store in memory. Whoever uses it does so in one moment, so that no two transactions meet; what may
/// happen to it between BEGIN and the answer to COMMIT is its fate.
final class StoreSession: Session {
    enum Fate: CaseIterable {
        case none
        /// The server refuses the first statement that locks: a deadlock.
        case deadlock
        /// The session breaks before COMMIT reached the server, or after it did: nobody can tell which.
        case lostBeforeCommit, lostAfterCommit
        /// The process dies: with its locks and nothing written, before COMMIT, after it.
        case diesMidBatch, diesBeforeCommit, diesAfterCommit
    }

    private let store: Store
    private let start: Int
    private var fate: Fate
    private(set) var isInTransaction = false
    private var isAborted = false
    private var isOpen = true
    private var steps: [(step: Step, rows: Rows)] = []
    /// What became true of its fate.
    private(set) var met: Fate = .none

    init(_ store: Store, fate: Fate = .none) throws(PostgresError) {
        self.store = store
        self.fate = fate
        start = store.start
        guard store.isUp else {
            throw PostgresError(kind: .notReachable, outcome: .nothingCommitted, message: "nobody listens")
        }
    }

    var isUsable: Bool { isOpen && store.isUp && store.start == start }
    var hasDied: Bool { [.diesMidBatch, .diesBeforeCommit, .diesAfterCommit].contains(met) }

    func close() {
        rollBack()
        isOpen = false
    }

    func pipeline(_ steps: [Step]) throws(PostgresError) -> [Rows] {
        guard isUsable else { throw lose(.nothingCommitted) }
        let isAlone = !isInTransaction && steps.first?.statement.name != "begin"
        if isAlone { begin() }
        var answers: [Rows] = []
        for (index, step) in steps.enumerated() {
            answers.append(try run(step, at: index))
        }
        if isAlone { try commit() }
        return answers
    }

    private func run(_ step: Step, at index: Int) throws(PostgresError) -> Rows {
        let name = step.statement.name
        if isAborted, name != "rollback" { throw refusal("25P02", name, index) }
        switch name {
        case "begin": begin()
        case "commit": try commit()
        case "rollback": rollBack()
        default:
            if fate == .deadlock, name == "lock_subjects" {
                met = .deadlock
                fate = .none
                isAborted = true
                throw refusal("40P01", name, index)
            }
            if fate == .diesMidBatch, name == "write_journal" {
                met = .diesMidBatch
                throw lose(.nothingCommitted)
            }
            do throws(Refusal) {
                let rows = Rows(
                    made: try store.tables.answer(step, StoreClock(now: store.clock())), statement: name)
                steps.append((step, rows))
                return rows
            } catch {
                isAborted = true
                throw refusal(error.sqlstate, name, index)
            }
        }
        return Rows(made: [], statement: name)
    }

    private func begin() {
        isInTransaction = true
        steps = []
        store.tables.begin()
    }

    private func commit() throws(PostgresError) {
        switch fate {
        case .lostBeforeCommit, .diesBeforeCommit:
            met = fate
            throw lose(.unknown)
        case .lostAfterCommit, .diesAfterCommit:
            met = fate
            keep()
            throw lose(.unknown)
        default: keep()
        }
    }

    private func keep() {
        isInTransaction = false
        store.tables.commit()
        store.record?(steps)
    }

    private func rollBack() {
        isAborted = false
        guard isInTransaction else { return }
        isInTransaction = false
        store.tables.rollBack()
    }

    private func lose(_ outcome: PostgresError.Outcome) -> PostgresError {
        rollBack()
        isOpen = false
        return PostgresError(kind: .connectionLost, outcome: outcome, message: "the session broke")
    }

    private func refusal(_ sqlstate: String, _ statement: String, _ step: Int) -> PostgresError {
        PostgresError(
            kind: .statement, outcome: .nothingCommitted, message: "refused", sqlstate: sqlstate, step: step,
            statement: statement)
    }
}

/// Why the server refuses a statement.
struct Refusal: Error {
    let sqlstate: String

    static let duplicate = Refusal(sqlstate: "23505")
    /// `casework.expect`.
    static let notAsRead = Refusal(sqlstate: "40001")
}

/// The server's clock, read once for a statement.
struct StoreClock {
    let now: Int64
}
