/// How often each kind of fault met each state of the protocol.
final class Coverage {
    enum Fault: String, CaseIterable, Sendable {
        case lost = "lost"
        case doubled = "doubled"
        case delayed = "late, overtaken"
        case broken = "connection broken"
        case cutOneWay = "cut one way"
        case cutBothWays = "cut both ways"
        case crash = "killed"
        case freeze = "stands still"
        case slowCommit = "slow commit"
        case serverRestart = "PostgreSQL restarted"
        case crashMidBatch = "killed in mid-batch"
        case crashBeforeCommit = "killed before COMMIT"
        case crashAfterCommit = "killed after COMMIT"
        case lostBeforeCommit = "COMMIT lost"
        case lostAfterCommit = "COMMIT's answer lost"
        case deadlock = "deadlock"
        case deviceAnswerLost = "device's answer lost"
        case deviceFailed = "device failed"
        case brokerRestart = "broker killed"
        case brokerFreeze = "broker stands still"
        case gone = "gone for good"
        case restored = "restored from a backup"
    }

    private(set) var counts: [Fault: [String: Int]] = [:]

    func note(_ fault: Fault, _ state: String) { counts[fault, default: [:]][state, default: 0] += 1 }

    func note(_ fault: Fault, _ states: some Sequence<String>) { for state in states { note(fault, state) } }

    func add(_ other: Coverage) {
        for (fault, states) in other.counts {
            for (state, count) in states { counts[fault, default: [:]][state, default: 0] += count }
        }
    }

    var total: Int { counts.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
}

/// What a process has in hand when something befalls it.
enum ProcessState: String, CaseIterable {
    case waiting = "requests wait for a batch"
    case committing = "a batch is under way"
    case sending = "messages are under way"
    case claiming = "an effect is being claimed"
    case asking = "the device is about to be asked"
    case working = "the device works"
    case reporting = "an outcome is being reported"
    case idle = "idle"
}

/// What a broker has in hand.
enum BrokerState: String, CaseIterable {
    case waiting = "requests wait"
    case atWork = "requests are with workers"
    case upTheLine = "requests are up the line"
    case idle = "idle"
}

/// What a client has in hand.
enum ClientState: String, CaseIterable {
    case asking = "a request is out"
    case idle = "idle"
}

/// One table of what each fault has met.
struct CoverageTable: Sendable {
    let title: String
    let states: [String]
    let faults: [Coverage.Fault]
    /// What can't be.
    var impossible: @Sendable (Coverage.Fault, String) -> Bool = { _, _ in false }

    static let all = [
        CoverageTable(
            title: "messages", states: MessageWord.allCases.map(\.rawValue),
            faults: [.lost, .doubled, .delayed, .broken, .cutOneWay, .cutBothWays],
            // Only the line between the sites is ever cut.
            impossible: { fault, state in
                [.cutOneWay, .cutBothWays].contains(fault) && !state.hasPrefix("line: ")
            }),
        CoverageTable(
            title: "processes", states: ProcessState.allCases.map(\.rawValue),
            faults: [.crash, .freeze, .serverRestart, .restored, .slowCommit],
            impossible: { fault, state in
                fault == .slowCommit && state == ProcessState.idle.rawValue
            }),
        CoverageTable(
            title: "batches", states: ["intake", "recording", "printing", "notification"],
            faults: [
                .crashMidBatch, .crashBeforeCommit, .crashAfterCommit, .lostBeforeCommit, .lostAfterCommit, .deadlock,
                .deviceAnswerLost, .deviceFailed,
            ],
            impossible: { fault, state in
                [.deviceAnswerLost, .deviceFailed].contains(fault) && ["intake", "recording"].contains(state)
            }),
        CoverageTable(
            title: "brokers", states: BrokerState.allCases.map(\.rawValue), faults: [.brokerRestart, .brokerFreeze]),
        CoverageTable(title: "clients", states: ClientState.allCases.map(\.rawValue), faults: [.gone]),
    ]

    func rows(of coverage: Coverage) -> [String] {
        ["| \(title) | " + faults.map(\.rawValue).joined(separator: " | ") + " |"]
            + ["|---|" + faults.map { _ in "---:|" }.joined()]
            + states.map { state in
                let cells = faults.map { fault in
                    impossible(fault, state) ? "" : String(coverage.counts[fault]?[state] ?? 0)
                }
                return "| \(state) | " + cells.joined(separator: " | ") + " |"
            }
    }

    /// What no fault has met yet, in words.
    func missing(from coverage: Coverage) -> [String] {
        faults.flatMap { fault in
            states.filter { !impossible(fault, $0) && coverage.counts[fault]?[$0] == nil }.map {
                "\(fault.rawValue): \($0)"
            }
        }
    }
}
