import Contracts
import Foundation
import Majordomo
import Postgres

/// Stops a consumer for some minutes under full load, watches everybody's memory, wakes it and sees the backlog go.
struct PressureBench {
    let minutes: Int
    let offices: Int
    let outstanding: Int
    static let consumer = "printing"
    private static let warmUp = 60

    func run(progress: @escaping (String) -> Void) throws -> PressureReport {
        let site = try PressureSite(offices: offices, progress: progress)
        let store = try site.connect()
        let load = PressureLoad(client: site.client, offices: site.offices)
        var watch = MemoryWatch(site)
        progress("full load, \(outstanding) outstanding, for a minute")
        load.begin(outstanding)
        try watch.watch(seconds: Self.warmUp / 2, "warming up", progress)
        _ = load.turnPage()
        try watch.watch(seconds: Self.warmUp / 2, "before", progress)
        let before = load.turnPage()
        let beforeSeconds = Self.warmUp / 2

        progress("\(Self.consumer) is stopped for \(minutes) minutes")
        site.signal(SIGSTOP, to: Self.consumer)
        try watch.watch(seconds: minutes * 60, "stopped", progress)
        let during = load.turnPage()
        load.finish()
        let waiting = try Self.waiting(store)
        progress("\(waiting) messages wait; \(Self.consumer) is woken")
        let woken = ContinuousClock.now
        site.signal(SIGCONT, to: Self.consumer)
        while try Self.waiting(store) > 0 { try watch.watch(seconds: 1, "draining", progress) }
        let drained = (ContinuousClock.now - woken) / .seconds(1)
        while try Self.count(store, "casework.effect WHERE state IN ('planned', 'started', 'failed')") > 0 {
            try watch.watch(seconds: 1, "printing", progress)
        }
        progress("counting")
        let verified = try verify(site, store, load)
        store.close()
        try site.stop()
        return PressureReport(
            machine: "\(ProcessInfo.processInfo.activeProcessorCount) cores, \(offices) offices, two instances of each "
                + "service, fsync on, \(outstanding) outstanding",
            minutes: minutes, memory: watch.figures, mostQueued: watch.mostQueued, waiting: waiting,
            drainSeconds: drained, before: (before, Double(beforeSeconds)), during: (during, Double(minutes * 60)),
            verified: verified)
    }

    private func verify(_ site: PressureSite, _ store: Connection, _ load: PressureLoad) throws -> String {
        guard load.failures.isEmpty else { throw LoadFailed(failures: load.failures) }
        let cases = try Self.count(store, "casework.subject WHERE kind = 3")
        let there = try Self.count(store, "casework.subject WHERE kind = 3 AND holder = '\(Self.consumer)'")
        // What stood in the printer when its service was stopped may be for a person to look at.
        let prints = try Self.count(
            store, "casework.effect WHERE service = '\(Self.consumer)' AND state IN ('confirmed', 'unknown')")
        let unknown = try Self.count(store, "casework.effect WHERE state = 'unknown'")
        let dead = try Self.count(store, "casework.dead_letter")
        let sheets = try String(contentsOfFile: site.folder + "/printer.log", encoding: .utf8).split(separator: "\n")
            .count { $0.contains("\tprint\t") }
        guard cases == load.filed, there == load.recorded, cases == there, prints == load.urgent, sheets == prints,
            dead == 0, unknown <= 1
        else {
            throw CountsDiffer(
                what:
                    "\(load.filed) filed and \(cases) cases, \(load.recorded) recorded and \(there) at \(Self.consumer), "
                    + "\(load.urgent) urgent, \(prints) prints and \(sheets) sheets, \(unknown) unknown, \(dead) dead letters"
            )
        }
        return "\(cases) filed = \(sheets) printed (\(unknown) unknown) + \(cases - sheets) waiting for their run. "
            + (try site.audit())
    }

    private static func waiting(_ store: Connection) throws -> Int {
        try count(store, "casework.outbox WHERE destination LIKE '\(consumer)@%'")
    }

    private static func count(_ store: Connection, _ what: String) throws -> Int {
        Int(try store.query(Statement("SELECT count(*) FROM \(what)", name: "count \(what.hashValue)"))[0].int64(0))
    }
}

/// Looks each second how much memory of its own each program has, and at the broker's queues.
struct MemoryWatch {
    struct Figure {
        var name: String
        var megabytes: [String: Double] = [:]
    }

    private let site: PressureSite
    private(set) var figures: [Figure]
    private(set) var mostQueued: [String: Int] = [:]
    private var seconds = 0

    init(_ site: PressureSite) {
        self.site = site
        figures = site.programs.map { Figure(name: $0.name) }
    }

    mutating func watch(seconds: Int, _ phase: String, _ progress: (String) -> Void) throws {
        let until = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < until {
            _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 1)
            self.seconds += 1
            for (index, program) in site.programs.enumerated() {
                let now = ProcessTree.anonymousMegabytes(program.pid)
                figures[index].megabytes[phase] = max(figures[index].megabytes[phase] ?? 0, now)
            }
            if let status = try? site.status() {
                let queued = status.services.map { Int($0.queued) }.max() ?? 0
                mostQueued[phase] = max(mostQueued[phase] ?? 0, queued)
            }
            if self.seconds % 30 == 0 {
                let all = figures.map { String(format: "%.0f", $0.megabytes[phase] ?? 0) }.joined(separator: " ")
                progress("\(self.seconds) s, \(phase): MB \(all)")
            }
        }
    }
}

extension PressureSite {
    /// What the broker says of itself.
    func status() throws -> WireBrokerStatus {
        let answer = Handover()
        client.send(service: "lok.status", id: UUID(), body: [], deadline: .seconds(5)) { answer.put($0) }
        guard case .ok(let bytes) = answer.take() else { throw CountsDiffer(what: "the broker doesn't answer") }
        return try WireBrokerStatus(serializedBytes: bytes)
    }
}
