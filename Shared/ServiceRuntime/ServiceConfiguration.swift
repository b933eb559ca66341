import Civil
import Foundation
import Logging
import Majordomo

/// Everything that can be set about a service, all of it through the environment.
public struct ServiceConfiguration: Sendable {
    /// `LOKET_BROKER`: the site's brokers in order of preference, separated by commas. Required.
    public var brokers: [String]
    /// `LOKET_BROKER_KEY`: the public key of a broker on another machine (`tcp://…`), or the absolute path of a file that
    /// holds it; and `LOKET_KEY`: the file of this machine's own key, which is allowed there. It defaults to `key` in
    /// `LOKET_DATA`. Required for brokers beyond this machine.
    public var identity: Identity?
    /// `LOKET_DATABASE`: libpq's connection string, with the service's own role. Required.
    public var database: String
    /// `LOKET_OFFICES`: the offices that this instance serves, region codes separated by commas.
    /// Defaults to every office of the catalogue.
    public var offices: [String]
    /// `LOKET_CATALOGUE`: path of the catalogue's YAML file. Required.
    public var catalogue: Catalogue
    /// `LOKET_DATA`: the site's folder, for what devices write. Required where a device needs it.
    public var dataFolder: String?
    /// `LOKET_INSTANCE`: the name of this instance in leases and logs. Defaults to service and process id.
    public var instance: String
    /// `LOKET_LOG`: trace, debug, info, notice, warning, error or critical. Defaults to info.
    public var logLevel: Logger.Level
    /// `LOKET_CREDIT`: the most requests that may be unanswered at a time, 1–4096. Defaults to 512.
    public var credit: Int
    /// `LOKET_COMMITTERS`: connections that commit side by side, 1–16. Defaults to 2.
    public var committers: Int
    /// `LOKET_LEASE`: how long a message on its way belongs to the instance that sends it, in seconds, 1–3600. After an
    /// instance died, its messages wait so long for another. Defaults to 30.
    public var lease: Duration
    /// Everything else, for the service's own keys.
    public var environment: [String: String]

    public init(service: String, environment: [String: String]) throws {
        self.environment = environment
        brokers = try Self.required("LOKET_BROKER", environment, "name the broker's endpoint").split(separator: ",")
            .map(String.init)
        do throws(KeyProblem) {
            identity = try Identity.find(for: brokers, in: environment, dataFolder: environment["LOKET_DATA"])
        } catch {
            throw BadConfiguration(key: "LOKET_BROKER", problem: "can't be used", fix: error.description)
        }
        database = try Self.required("LOKET_DATABASE", environment, "give libpq's connection string")
        let path = try Self.required("LOKET_CATALOGUE", environment, "give the path of the catalogue's YAML file")
        catalogue = try Self.readCatalogue(path)
        let written = environment["LOKET_OFFICES"].map { $0.split(separator: ",").map(String.init) }
        offices = written ?? catalogue.offices.map(\.code.text)
        for office in offices {
            do throws(Rejection) {
                _ = try catalogue.office(written: office)
            } catch {
                throw BadConfiguration(key: "LOKET_OFFICES", problem: error.problem, fix: error.fix)
            }
        }
        dataFolder = environment["LOKET_DATA"]
        instance = environment["LOKET_INSTANCE"] ?? "\(service)-\(getpid())"
        let level = environment["LOKET_LOG"] ?? "info"
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw BadConfiguration(
                key: "LOKET_LOG", problem: "is \"\(level)\"",
                fix: "write one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.logLevel = logLevel
        credit = try Self.number("LOKET_CREDIT", environment, in: 1...4096, standard: 512)
        committers = try Self.number("LOKET_COMMITTERS", environment, in: 1...16, standard: 2)
        lease = .seconds(try Self.number("LOKET_LEASE", environment, in: 1...3600, standard: 30))
    }

    /// A whole number of a service's own key.
    public static func number(
        _ key: String, _ environment: [String: String], in range: ClosedRange<Int>, standard: Int
    ) throws(BadConfiguration) -> Int {
        guard let text = environment[key] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw BadConfiguration(
                key: key, problem: "is \"\(text)\"",
                fix: "write a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func required(
        _ key: String, _ environment: [String: String], _ fix: String
    ) throws(BadConfiguration) -> String {
        guard let text = environment[key], !text.isEmpty else {
            throw BadConfiguration(key: key, problem: "is not set", fix: fix)
        }
        return text
    }

    private static func readCatalogue(_ path: String) throws -> Catalogue {
        let texts: [CatalogueText]
        do {
            texts = try CatalogueText.gathered(at: path) { try String(contentsOfFile: $0, encoding: .utf8) }
        } catch {
            throw BadConfiguration(
                key: "LOKET_CATALOGUE", problem: "names \(path), which can't be read, or its base can't",
                fix: "give the path of the catalogue's YAML file, and keep the file that it names as base beside it")
        }
        do throws(CatalogueMistakes) {
            return try Catalogue(texts)
        } catch {
            throw BadConfiguration(key: "LOKET_CATALOGUE", problem: "holds mistakes\n\(error)", fix: "mend them all")
        }
    }
}

/// A key whose value can't be used, and what to write instead.
public struct BadConfiguration: Error, Equatable, CustomStringConvertible {
    public let key: String
    public let problem: String
    public let fix: String

    public init(key: String, problem: String, fix: String) {
        self.key = key
        self.problem = problem
        self.fix = fix
    }

    public var description: String { "\(key) \(problem): \(fix)" }
}
