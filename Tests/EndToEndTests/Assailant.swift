import Foundation
import Postgres
import TestKit
import Testing

/// Deals blows to a site, one after the other, and counts what each of them hit.
final class Assailant {
    private let site: DemoSite
    private(set) var blows = 0
    /// Transactions that stood open in PostgreSQL at the very moment when one of their sides was killed.
    private(set) var transactions = 0
    /// Sheets and messages that were begun and not ended at that moment.
    private(set) var jobs = 0

    /// Makes the site's transactions stoppable: each passes a gate of its service before it commits.
    init(_ site: DemoSite) throws {
        self.site = site
        let connection = try site.connect()
        defer { connection.close() }
        try connection.script(
            """
            CREATE SCHEMA test;
            CREATE FUNCTION test.gate() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock_shared(4711, hashtext(current_user));
                RETURN NULL;
            END $$;
            CREATE TRIGGER gate AFTER INSERT ON casework.journal FOR EACH STATEMENT EXECUTE FUNCTION test.gate();
            """)
    }

    /// Waits until the work is caught, kills the victim in it, lets go, and waits for the victim's successor.
    func deal(_ blow: Blow, within limit: Duration) throws {
        switch blow.pin {
        case .lanes: try strike(blow, holding: "SELECT FROM casework.subject WHERE kind = 1 FOR UPDATE", limit)
        case .transaction(let program):
            try strike(blow, holding: "SELECT pg_advisory_xact_lock(4711, hashtext('\(role(program))'))", limit)
        case .sheet: try strike(blow, at: site.printerGate, limit)
        case .message: try strike(blow, at: site.gatewayGate, limit)
        }
        blows += 1
    }

    private func strike(_ blow: Blow, holding lock: String, _ limit: Duration) throws {
        guard let caught = blow.caught else { return }
        let holder = try site.connect()
        defer { holder.close() }
        try holder.script("BEGIN; \(lock)")
        let watcher = try site.connect()
        defer { watcher.close() }
        try eventually("caught: \(blow)", within: limit) { try isCaught(caught, watcher) }
        let victim = try running(blow.victim, limit)
        if try isCaught(caught, watcher), blow.endsTransaction { transactions += 1 }
        kill(victim, SIGKILL)
        try waitForEnd(of: blow.victim, victim, limit)
        if blow.victim != .store { try holder.script("ROLLBACK") }
        try waitForSuccessor(of: blow.victim, victim, limit)
    }

    private func strike(_ blow: Blow, at gate: DeviceGate, _ limit: Duration) throws {
        try gate.shut()
        try gate.waitForJob(within: limit)
        let victim = try running(blow.victim, limit)
        kill(victim, SIGKILL)
        try waitForEnd(of: blow.victim, victim, limit)
        jobs += 1
        try gate.open()
        try waitForSuccessor(of: blow.victim, victim, limit)
    }

    private func running(_ program: DemoSite.Program, _ limit: Duration) throws -> pid_t {
        var process: pid_t?
        try eventually("\(program.rawValue) runs", within: limit) {
            process = try site.process(program)
            return process != nil
        }
        return try #require(process)
    }

    private func waitForEnd(of program: DemoSite.Program, _ victim: pid_t, _ limit: Duration) throws {
        try eventually("\(program.rawValue) is gone", within: limit) { try site.process(program) != victim }
    }

    private func waitForSuccessor(of program: DemoSite.Program, _ victim: pid_t, _ limit: Duration) throws {
        try eventually("\(program.rawValue) is started again", within: limit) {
            try site.process(program).map { $0 != victim } ?? false
        }
    }

    private func role(_ program: DemoSite.Program) -> String { program.rawValue.replacing("-", with: "_") }

    private func isCaught(_ program: DemoSite.Program, _ watcher: Connection) throws -> Bool {
        try watcher.query(Self.waiting, .text(role(program)))[0].int64(0) > 0
    }

    /// Backends of a service that stand in a transaction and wait for a lock.
    private static let waiting = Statement(
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE usename = $1::text AND state = 'active' AND xact_start IS NOT NULL AND wait_event_type = 'Lock'
        """, name: "waiting")
}
