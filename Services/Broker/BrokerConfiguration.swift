import Foundation
import Logging
import Majordomo
import ZeroMQ

/// Everything that can be set about a broker, all of it through the environment.
struct BrokerConfiguration {
    /// `LOKET_BROKER`: where to listen, several endpoints separated by commas. Defaults to `ipc://` and
    /// `broker.ipc` in the data folder: `LOKET_DATA`, else `/var/lib/loket` for root, else `loket` in the
    /// user's data home.
    var endpoints: [String]
    /// `LOKET_LOG`: trace, debug, info, notice, warning, error or critical. Defaults to info.
    var logLevel: Logger.Level
    /// `LOKET_OFFICES`: the site's own offices, region codes separated by commas. Required with a line; without them
    /// the broker vouches for nobody. Defaults to none.
    var offices: [String]
    /// `LOKET_LINE`: the district's brokers in order of preference, separated by commas, as `tcp://10.8.0.1:5670`.
    /// Defaults to none: the site has no line.
    var uplink: UplinkSettings?
    /// `LOKET_KEYS_FOLDER`: where the broker's own key and `keys.txt` are, for endpoints that other machines reach.
    /// Defaults to the data folder.
    var keyFolder: KeyFolder
    var settings: BrokerSettings

    /// Whether there is an endpoint that other machines reach.
    var needsKeys: Bool { endpoints.contains(where: Endpoint.needsKeys) }

    init(environment: [String: String], isRoot: Bool = geteuid() == 0) throws(BadConfiguration) {
        let home = DataFolder(environment: environment, isRoot: isRoot)
        endpoints = (environment["LOKET_BROKER"] ?? home.defaultEndpoint)
            .split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !endpoints.isEmpty else {
            throw BadConfiguration(key: "LOKET_BROKER", problem: "is empty", fix: "name an endpoint or leave it unset")
        }
        for endpoint in endpoints { try BrokerConfiguration.check(endpoint) }
        keyFolder = KeyFolder(environment["LOKET_KEYS_FOLDER"].flatMap { $0.isEmpty ? nil : $0 } ?? home.path)
        if let far = endpoints.first(where: Endpoint.needsKeys), !keyFolder.hasPair {
            throw BadConfiguration(
                key: "LOKET_BROKER",
                problem: "names \(far), which other machines reach, and \(keyFolder.path) has no key",
                fix: "make one with loket key make --data \(keyFolder.path), or listen on ipc:// only")
        }
        let level = environment["LOKET_LOG"] ?? "info"
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw BadConfiguration(
                key: "LOKET_LOG", problem: "is \"\(level)\"",
                fix: "write one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.logLevel = logLevel
        offices = BrokerConfiguration.list(environment["LOKET_OFFICES"])
        settings = BrokerSettings()
        settings.offices = offices
        uplink = try BrokerConfiguration.uplink(environment, offices: offices, keys: keyFolder)
        for key in NumberKey.all {
            guard let text = environment[key.name] else { continue }
            guard let number = Int(text), key.range.contains(number) else {
                throw BadConfiguration(
                    key: key.name, problem: "is \"\(text)\"",
                    fix: "write a whole number of \(key.unit) from \(key.range.lowerBound) to \(key.range.upperBound)")
            }
            key.set(&settings, number)
        }
    }

    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private static func uplink(
        _ environment: [String: String], offices: [String], keys: KeyFolder
    ) throws(BadConfiguration) -> UplinkSettings? {
        let endpoints = list(environment["LOKET_LINE"])
        guard !endpoints.isEmpty else { return nil }
        guard !offices.isEmpty else {
            throw BadConfiguration(
                key: "LOKET_OFFICES", problem: "is not set, and LOKET_LINE is",
                fix: "name the offices of this site: only what is for them comes down the line")
        }
        if let wrong = endpoints.first(where: { !$0.hasPrefix("tcp://") }) {
            throw BadConfiguration(
                key: "LOKET_LINE", problem: "names \"\(wrong)\"",
                fix: "write tcp://ADDRESS:PORT of the district's broker")
        }
        let broker: PublicKey
        do throws(KeyProblem) {
            broker = try Identity.publicKey(environment["LOKET_LINE_KEY"] ?? "", named: "it")
        } catch {
            throw BadConfiguration(
                key: "LOKET_LINE_KEY", problem: "is not the key of the district's broker", fix: error.description)
        }
        do throws(KeyProblem) {
            return UplinkSettings(
                endpoints: endpoints, identity: Identity(pair: try keys.pair(), broker: broker), offices: offices)
        } catch {
            throw BadConfiguration(
                key: "LOKET_LINE", problem: "needs this site's own key: \(error)", fix: "run loket key make")
        }
    }

    private static func check(_ endpoint: String) throws(BadConfiguration) {
        if endpoint.hasPrefix("ipc:///") { return }
        if endpoint.wholeMatch(of: /tcp:\/\/[^\s:\/]+:(\*|[0-9]{1,5})/) != nil { return }
        throw BadConfiguration(
            key: "LOKET_BROKER", problem: "names \"\(endpoint)\"",
            fix: "write ipc:///path/to/socket or tcp://ADDRESS:PORT")
    }
}

/// A key that holds a number.
struct NumberKey: Sendable {
    let name: String
    let meaning: String
    let unit: String
    let range: ClosedRange<Int>
    /// The default, as a number of units.
    let standard: Int
    let set: @Sendable (inout BrokerSettings, Int) -> Void

    static let all: [NumberKey] = [
        NumberKey(
            name: "LOKET_BROKER_QUEUE", meaning: "requests that may wait for one name before it is busy",
            unit: "requests", range: 1...1_000_000, standard: 1_024
        ) { $0.queueBound = $1 },
        NumberKey(
            name: "LOKET_BROKER_QUEUE_BYTES", meaning: "what may wait for all names together",
            unit: "bytes", range: 65_536...4_294_967_296, standard: 67_108_864
        ) { $0.queuedBytesBound = $1 },
        NumberKey(
            name: "LOKET_BROKER_CREDIT", meaning: "the most credit that one worker gets",
            unit: "requests", range: 1...16_000, standard: 4_096
        ) { $0.creditBound = $1 },
        NumberKey(
            name: "LOKET_BROKER_WORKERS", meaning: "the most workers registered at a time",
            unit: "workers", range: 1...65_536, standard: 4_096
        ) { $0.workerBound = $1 },
        NumberKey(
            name: "LOKET_BROKER_MESSAGE_BYTES", meaning: "the most bytes of a whole message",
            unit: "bytes", range: 65_536...268_435_456, standard: 1_052_672
        ) { $0.limits.bytes = $1 },
        NumberKey(
            name: "LOKET_BROKER_HEARTBEAT_MS", meaning: "how often a silent peer says that it lives",
            unit: "milliseconds", range: 50...60_000, standard: 500
        ) { $0.timings.heartbeat = .milliseconds($1) },
        NumberKey(
            name: "LOKET_BROKER_LIVENESS", meaning: "heartbeats missed before a worker is gone",
            unit: "heartbeats", range: 2...20, standard: 4
        ) { $0.timings.liveness = $1 },
        NumberKey(
            name: "LOKET_BROKER_SETTLING_MS",
            meaning: "how long after the start a name without workers may wait for them",
            unit: "milliseconds", range: 0...60_000, standard: 1_000
        ) { $0.settling = .milliseconds($1) },
        NumberKey(
            name: "LOKET_BROKER_MDP_EXPIRY_S", meaning: "how long an MDPC01 request may wait for a worker",
            unit: "seconds", range: 1...3_600, standard: 30
        ) { $0.mdpExpiry = .seconds($1) },
        NumberKey(
            name: "LOKET_BROKER_MDP_SILENCE_S", meaning: "how long an MDPW01 worker may be silent",
            unit: "seconds", range: 1...3_600, standard: 10
        ) { $0.mdpSilence = .seconds($1) },
    ]
}

/// Where a site keeps what it has.
struct DataFolder {
    let path: String

    init(environment: [String: String], isRoot: Bool) {
        if let path = environment["LOKET_DATA"] {
            self.path = path
        } else if isRoot {
            path = "/var/lib/loket"
        } else {
            let home = environment["HOME"] ?? "/tmp"
            path = (environment["XDG_DATA_HOME"] ?? home + "/.local/share") + "/loket"
        }
    }

    var defaultEndpoint: String { "ipc://\(path)/broker.ipc" }
}

/// A key whose value can't be used, and what to write instead.
struct BadConfiguration: Error, Equatable, CustomStringConvertible {
    let key: String
    let problem: String
    let fix: String

    var description: String { "\(key) \(problem): \(fix)" }
}
