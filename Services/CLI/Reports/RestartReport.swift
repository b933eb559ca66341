import Foundation

/// What a restart has done so far, from its news.
struct RestartReport: Report {
    struct Replaced: Encodable {
        let program: String
        let oldProcess: Int32?
        let newProcess: Int32?
        let seconds: Double
    }

    struct Failed: Encodable {
        let program: String
        let why: String
    }

    private(set) var restarted: [Replaced] = []
    private(set) var failed: Failed?
    private(set) var seconds = 0.0
    private var old: Int32?
    private var new: Int32?
    private let began = ContinuousClock.now
    private var stepBegan = ContinuousClock.now

    private enum CodingKeys: CodingKey {
        case restarted, failed, seconds
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(restarted, forKey: .restarted)
        try container.encode(failed, forKey: .failed)
        try container.encode(seconds, forKey: .seconds)
    }

    mutating func take(_ news: RestartNews, now: ContinuousClock.Instant = .now) {
        switch news.step {
        case .starting: (old, new, stepBegan) = (nil, nil, now)
        case .makingRoom: (old, new, stepBegan) = (news.process, nil, now)
        case .serving:
            new = news.process
            old = old ?? news.beside
            // Nobody stands beside it: then it is done.
            if news.beside == nil { done(news.program, now) }
        case .ended:
            // A broker's place is taken after that; a process that died before it was asked to has its successor there.
            if news.program == "broker" { return }
            old = news.process
            done(news.program, now)
        case .failed: failed = Failed(program: news.program, why: news.why)
        case .finished, .refused: break
        }
        seconds = Self.rounded(now - began)
    }

    private mutating func done(_ program: String, _ now: ContinuousClock.Instant) {
        restarted.append(
            Replaced(program: program, oldProcess: old, newProcess: new, seconds: Self.rounded(now - stepBegan)))
    }

    private static func rounded(_ time: Duration) -> Double { (time / .seconds(1) * 100).rounded() / 100 }

    /// A line for people while it goes on.
    func progress(of news: RestartNews) -> String? {
        let name = news.program.padding(toLength: 13, withPad: " ", startingAt: 0)
        let process = news.process.map { "process \($0)" } ?? "the new process"
        switch news.step {
        case .starting: return "\(name)a second process is started"
        case .serving:
            guard let beside = news.beside else { return "\(name)\(process) serves" }
            return "\(name)\(process) serves; process \(beside) finishes what it has"
        case .makingRoom: return "\(name)\(process) ends and makes room; whoever asks meanwhile asks again by itself"
        case .ended: return "\(name)\(process) has ended"
        case .finished, .failed, .refused: return nil
        }
    }

    var failure: String {
        let done = restarted.isEmpty ? "Nothing was replaced" : "Replaced \(names) and no more"
        guard let failed else { return "\(done)." }
        let log = failed.program.isEmpty ? "" : " See log/\(failed.program).log in the site's folder."
        return "\(done): \(failed.program): \(failed.why). What ran before runs on.\(log)"
    }

    private var names: String { restarted.map(\.program).joined(separator: ", ") }

    func lines(on screen: Screen) -> [String] {
        [restarted.isEmpty ? failure : "Replaced \(names) in \(seconds) s. PostgreSQL went on."]
    }
}
