import Civil

/// What is done to a pair of sites in one round.
enum Fault: Equatable, CustomStringConvertible {
    enum Site: String, CaseIterable {
        case klari, dukcapil
    }

    enum Program: String, CaseIterable {
        case broker = "loket-broker"
        case intake = "loket-intake"
        case recording = "loket-recording"
        case printing = "loket-printing"
        case notification = "loket-notification"
        case store = "postgres"

        /// Those that stand between a request and its commit.
        static let services: [Program] = [.intake, .recording, .printing, .notification]
    }

    /// How a line fails.
    enum Trouble: String, CaseIterable {
        case cut, blackHole, slow, resets
    }

    /// kill -9.
    case kill(Program, Site)
    /// SIGSTOP, longer than anybody waits for a sign of life, then SIGCONT.
    case freeze(Program, Site, seconds: Double)
    case line(Trouble, seconds: Double)
    /// Every session of PostgreSQL is ended, so many times.
    case endSessions(Site, times: Int)
    /// No byte is left on the site's disk.
    case fullDisk(Site, seconds: Double)
    /// The service dies by itself when it next passes there.
    case failPoint(Place, Program, Site)
    /// The wall clock of a whole site, PostgreSQL and all, jumps so many hours, and back after a while; nil: it stays.
    case clock(Site, hours: Int, seconds: Double?)

    /// The places in a debug build where a service can be made to die.
    enum Place: String, CaseIterable {
        /// The batch has its locks, and nothing is written.
        case midBatch = "mid-batch"
        case beforeCommit = "before-commit"
        /// Committed, and nobody has an answer.
        case afterCommit = "after-commit"
        /// The printer or the gateway has done it, and nothing is noted.
        case afterDevice = "after-device"
        /// The receiver has answered, and the sender has not noted it.
        case beforeAcknowledge = "before-acknowledge"
    }

    /// The word under which rounds are counted.
    var kind: String {
        switch self {
        case .kill(let program, _): "kill -9 \(program.rawValue)"
        case .freeze(let program, _, _): "SIGSTOP \(program.rawValue)"
        case .line(let trouble, _): "line: \(trouble.rawValue)"
        case .endSessions: "pg_terminate_backend of all"
        case .fullDisk: "disk full"
        case .failPoint(let place, _, _): "fail-point \(place.rawValue)"
        case .clock(_, let hours, _): hours > 0 ? "wall clock an hour on" : "wall clock an hour back"
        }
    }

    var description: String {
        switch self {
        case .kill(_, let site), .endSessions(let site, _): "\(kind) at \(site.rawValue)"
        case .freeze(_, let site, let seconds), .fullDisk(let site, let seconds):
            "\(kind) at \(site.rawValue) for \(Self.short(seconds))"
        case .line(_, let seconds): "\(kind) for \(Self.short(seconds))"
        case .failPoint(_, let program, let site): "\(kind) of \(program.rawValue) at \(site.rawValue)"
        case .clock(let site, _, let seconds):
            "\(kind) at \(site.rawValue)" + (seconds.map { " for \(Self.short($0))" } ?? ", and stays")
        }
    }

    private static func short(_ seconds: Double) -> String { "\((seconds * 10).rounded() / 10) s" }

    /// One of them by the dice; every kind comes about as often.
    ///
    /// - Parameter clocks: how many hours ahead each site's clock is; none where clocks can't be moved.
    static func drawn(_ random: inout SplitMix64, canFillDisk: Bool, clocks: [Site: Int]) -> Fault {
        let site: Site = Int.random(in: 0..<3, using: &random) < 2 ? .klari : .dukcapil
        switch Int.random(in: 0..<14, using: &random) {
        case 0, 1, 2: return .kill(pick(Program.allCases, &random), site)
        case 3, 4:
            let program = pick(Program.allCases.filter { $0 != .store }, &random)
            // A line is given up after fifteen seconds without a sign of life, a worker after two.
            return .freeze(program, site, seconds: .random(in: program == .broker ? 2.5...18 : 2.5...8, using: &random))
        case 5, 6, 7:
            let trouble = pick(Trouble.allCases, &random)
            return .line(trouble, seconds: .random(in: trouble == .blackHole ? 2...18 : 2...6, using: &random))
        case 8: return .endSessions(site, times: .random(in: 1...3, using: &random))
        case 9, 10:
            guard canDieInside else { return .kill(pick(Program.services, &random), site) }
            let place = pick(Place.allCases, &random)
            let programs = place == .afterDevice ? [Program.printing, .notification] : Program.services
            // Nobody is told at Dukcapil, and nothing is filed there.
            let program = pick(programs, &random)
            return .failPoint(place, program, program == .printing ? site : .klari)
        case 11, 12:
            let step = Bool.random(using: &random) ? 1 : -1
            let stays = Int.random(in: 0..<3, using: &random) == 0
            let seconds = Double.random(in: 2...8, using: &random)
            guard let ahead = clocks[site] else { return .endSessions(site, times: 2) }
            // Never more than an hour off.
            return .clock(site, hours: ahead == step ? -step : step, seconds: stays ? nil : seconds)
        default:
            let seconds = Double.random(in: 2...6, using: &random)
            return canFillDisk ? .fullDisk(.klari, seconds: seconds) : .endSessions(.klari, times: 3)
        }
    }

    /// Only a debug build has the places where a service can be made to die.
    private static var canDieInside: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }

    private static func pick<Element>(_ all: [Element], _ random: inout SplitMix64) -> Element {
        all[Int.random(in: 0..<all.count, using: &random)]
    }
}
