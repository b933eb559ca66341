import Foundation
import Logging
import Majordomo
import Postgres
import TestKit

/// A district's morning on one machine: what each site takes of it, and how soon Dukcapil knows of a case.
struct DistrictBench {
    let sites: Int
    /// At each kecamatan, one a second: a case is filed and recorded.
    let visits: Int

    func run(progress: (String) -> Void) throws -> DistrictReport {
        let district = try DistrictSites(sites, progress: progress)
        let counters = try district.kecamatan.map { site in
            let client = try ClientPort(endpoints: [site.endpoint], logger: Logger(label: "bench"))
            return (client: client, counter: LineCounter(client, office: site.office))
        }
        let everybody = [district.district] + district.kecamatan
        let idle = everybody.map { ProcessTree(of: $0.program.pid) }
        let arrivals = try Arrivals(district.connectToDistrict())

        progress("\(visits) visits at each of \(sites) kecamatan, one a second")
        var filed: [[(id: UUID, at: ContinuousClock.Instant)]] = counters.map { _ in [] }
        var filing: [[Double]] = counters.map { _ in [] }
        let began = ContinuousClock.now
        let pace = DispatchSemaphore(value: 0)
        for round in 0..<visits {
            for (index, site) in counters.enumerated() {
                let asked = ContinuousClock.now
                let opened = try site.counter.opened("kk-perubahan", documents: Self.familyCard)
                guard let id = UUID(checking: opened.caseID) else { throw CountsDiffer(what: "a case has no id") }
                filed[index].append((id, ContinuousClock.now))
                filing[index].append((ContinuousClock.now - asked) / .milliseconds(1))
                try site.counter.recordData(opened.number)
            }
            let next = began + .seconds(round + 1)
            _ = pace.wait(timeout: .now() + max(0, (next - .now) / .seconds(1)))
        }
        let span = (ContinuousClock.now - began) / .seconds(1)
        progress("waiting until Dukcapil knows of every case")
        let seen = try arrivals.wait(for: sites * visits)
        let busy = everybody.map { ProcessTree(of: $0.program.pid) }
        for site in counters { site.client.stop() }
        try district.stop()

        let costs = zip(everybody, zip(idle, busy)).enumerated().map { index, pair in
            let (site, (idle, busy)) = pair
            let lags =
                index == 0
                ? [] : filed[index - 1].compactMap { one in seen[one.id].map { ($0 - one.at) / .milliseconds(1) } }
            return DistrictReport.Cost(
                office: site.office, processes: busy.processes, idleMegabytes: idle.ownMegabytes,
                megabytes: busy.ownMegabytes, cpuSeconds: busy.cpuSeconds - idle.cpuSeconds,
                filing: Latencies(index == 0 ? [] : filing[index - 1]), lag: Latencies(lags))
        }
        return DistrictReport(visits: visits, span: span, costs: costs)
    }

    private static let familyCard = ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"]
}

/// Looks at Dukcapil's store fifty times a second and notes when each case was first there.
private final class Arrivals: @unchecked Sendable {
    private let connection: Connection
    private let lock = NSCondition()
    private var seen: [UUID: ContinuousClock.Instant] = [:]
    private var failure: (any Error)?
    private var isStopping = false

    init(_ connection: Connection) throws {
        self.connection = connection
        Thread.detachNewThread { [self] in watch() }
    }

    private func watch() {
        let cases = Statement(
            "SELECT subject_id FROM casework.subject WHERE kind = 3 AND version > 0", name: "cases")
        let pace = DispatchSemaphore(value: 0)
        while !lock.withLock({ isStopping }) {
            do {
                let ids = try connection.query(cases).map { $0.uuid(0) }
                let now = ContinuousClock.now
                lock.withLock {
                    for id in ids where seen[id] == nil { seen[id] = now }
                    lock.broadcast()
                }
            } catch {
                lock.withLock {
                    failure = error
                    lock.broadcast()
                }
                return
            }
            _ = pace.wait(timeout: .now() + 0.02)
        }
        connection.close()
    }

    func wait(for count: Int) throws -> [UUID: ContinuousClock.Instant] {
        try lock.withLock {
            let limit = Date(timeIntervalSinceNow: 120)
            while seen.count < count, failure == nil {
                guard lock.wait(until: limit) else {
                    throw CountsDiffer(what: "\(count) cases were filed and Dukcapil knows of \(seen.count)")
                }
            }
            isStopping = true
            if let failure { throw failure }
            return seen
        }
    }
}
