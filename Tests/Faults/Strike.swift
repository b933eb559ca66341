import Foundation
import Postgres
import TestKit

/// Deals a fault to the sites and mends it: when it returns, nothing hinders them any more.
struct Strike {
    let sites: FaultSites

    /// False where the fault met nobody: a fail-point that nobody passed.
    func deal(_ fault: Fault) throws -> Bool {
        switch fault {
        case .kill(let program, let site):
            let victim = try sites[site].waitForProcess(program)
            kill(victim, SIGKILL)
            _ = try sites[site].waitForProcess(program, other: victim)
        case .freeze(let program, let site, let seconds):
            let victim = try sites[site].waitForProcess(program)
            kill(victim, SIGSTOP)
            Pace.hold(seconds)
            kill(victim, SIGCONT)
        case .line(let trouble, let seconds): disturb(trouble, seconds)
        case .endSessions(let site, let times):
            for _ in 0..<times {
                let connection = try sites[site].connect()
                defer { connection.close() }
                _ = try connection.query(Self.endAll)
                Pace.hold(0.5)
            }
        case .fullDisk(_, let seconds):
            try sites.disk?.fill()
            Pace.hold(seconds)
            sites.disk?.empty()
        case .failPoint(let place, let program, let site): return try arm(place, program, sites[site])
        case .clock(let site, let hours, let seconds):
            sites[site].clock?.jump(byHours: hours)
            guard let seconds else { break }
            Pace.hold(seconds)
            sites[site].clock?.jump(byHours: -hours)
        }
        return true
    }

    private func disturb(_ trouble: Fault.Trouble, _ seconds: Double) {
        switch trouble {
        case .cut: sites.line.set { $0.isCut = true }
        case .blackHole: sites.line.set { $0.isBlackHole = true }
        case .slow:
            sites.line.set {
                $0.rate = 64_000
                $0.delay = 0.3
            }
        case .resets:
            let times = Int(seconds * 2)
            for _ in 0..<times {
                sites.line.reset()
                Pace.hold(seconds / Double(times))
            }
            return
        }
        Pace.hold(seconds)
        sites.line.set { $0 = SlowLine.Condition() }
    }

    private func arm(_ place: Fault.Place, _ program: Fault.Program, _ site: FaultSites.Site) throws -> Bool {
        let victim = try site.waitForProcess(program)
        let service = program.rawValue.replacing("loket-", with: "")
        let path = "\(site.failPoints)/\(service).\(place.rawValue)"
        guard FileManager.default.createFile(atPath: path, contents: nil) else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        let deadline = ContinuousClock.now + .seconds(20)
        while FileManager.default.fileExists(atPath: path) {
            guard ContinuousClock.now < deadline else {
                // Taken back, unless somebody passes at this very moment.
                if unlink(path) == 0 { return false }
                break
            }
            Pace.hold(0.005)
        }
        _ = try site.waitForProcess(program, other: victim)
        return true
    }

    private static let endAll = Statement(
        """
        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = 'loket' AND pid <> pg_backend_pid()
        """, name: "end_all")
}
