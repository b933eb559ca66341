import Civil
import Foundation
import Postgres

/// What a million cases leave in a store, and whether intake is as fast on ten million entries as on none.
struct StoreBench {
    let cases: Int
    let entries: Int
    /// The most that the engine gets for its share of the cases; the rest is written by SQL.
    let minutes: Int
    let seconds: Int
    let rounds: Int

    func run(progress: (String) -> Void) throws -> StoreReport {
        let executables = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .path
        let yaml = try IntakeBench.catalogueText()
        let catalogue = try Catalogue(yaml: yaml)
        let store = try StoreServer()
        defer { store.stop() }
        let grown = try StoreSite("grown", in: store, executables: executables, catalogue: yaml)
        defer { grown.stop() }
        let growth = StoreGrowth(site: grown)

        progress("cases through intake, recording and printing, for \(minutes) minutes at most")
        for service in ["intake", "recording", "printing"] { try grown.start(service) }
        let load = StoreLoad(
            grown.client, try SamplePayloads(catalogue: catalogue), cases: cases, within: .seconds(minutes * 60))
        let began = ContinuousClock.now
        var payloads = load.run(outstanding: 256)
        let span = (ContinuousClock.now - began) / .seconds(1)
        try drain(grown)
        grown.stop(["recording", "printing", "intake"])
        progress("\(load.cases) cases filed and \(load.recorded) recorded in \(Int(span)) s")
        var report = StoreReport(
            machine: IntakeBench.machine(), cases: load.cases, recorded: load.recorded, seconds: span,
            refused: load.refused)
        report.asWritten = try growth.tables()
        try growth.vacuum()
        report.vacuumed = try growth.tables()

        let written = try grown.count("SELECT count(*) FROM casework.journal")
        let times = max((entries - 1) / max(1, written), (cases - 1) / max(1, load.cases))
        if times > 0 { try growth.multiply(times, progress: progress) }
        progress("vacuum")
        try growth.vacuum()
        report.grownCases = try grown.count("SELECT count(*) FROM casework.subject WHERE kind = 3")
        report.grownEntries = try grown.count("SELECT count(*) FROM casework.journal")
        report.grown = try growth.tables()

        let empty = try StoreSite("fresh", in: store, executables: executables, catalogue: yaml)
        defer { empty.stop() }
        var others = try SamplePayloads(catalogue: catalogue)
        for site in [grown, empty] { try site.start("intake", lease: 3600) }
        func measure(_ site: StoreSite, _ payloads: inout SamplePayloads, seconds: Int) throws -> Figure {
            let load = BrokerLoad(client: site.client, payloads: payloads.make(min(60_000, 20_000 * seconds)))
            let figure = load.run(site.name, outstanding: 256, seconds: seconds)
            guard load.failures.isEmpty else { throw LoadFailed(failures: load.failures) }
            return figure
        }
        progress("warming up")
        _ = try measure(empty, &others, seconds: 3)
        _ = try measure(grown, &payloads, seconds: 3)
        for round in 1...rounds {
            progress("round \(round) of \(rounds)")
            // Whoever goes first changes, so that what the one leaves to the other falls on both.
            let first = round.isMultiple(of: 2)
            let early = first ? nil : try measure(empty, &others, seconds: seconds)
            let full = try measure(grown, &payloads, seconds: seconds)
            report.rounds.append((empty: try early ?? measure(empty, &others, seconds: seconds), full: full))
        }
        return report
    }

    /// Until every message has been taken and acknowledged.
    private func drain(_ site: StoreSite) throws {
        let until = ContinuousClock.now + .seconds(120)
        let pace = DispatchSemaphore(value: 0)
        while try site.count("SELECT count(*) FROM casework.outbox") > 0 {
            guard ContinuousClock.now < until else {
                throw CountsDiffer(what: "messages are in the outbox two minutes after the last case")
            }
            _ = pace.wait(timeout: .now() + 0.2)
        }
    }
}
