import Foundation
import Majordomo
import ZeroMQ

/// What a site opens to other machines, beside the sockets that only its own account can use.
struct SiteDoors: Equatable {
    struct Address: Equatable {
        let host: String
        let port: Int
    }

    /// Where the broker listens for whoever has a key that is allowed.
    let broker: [String]
    /// Where PostgreSQL listens for the services of other machines, with passwords and TLS.
    let database: Address?

    var areShut: Bool { broker.isEmpty && database == nil }

    /// - Parameters:
    ///   - broker: `--listen`, or LOKET_LISTEN: endpoints with commas between them.
    ///   - database: `--listen-database`, or LOKET_LISTEN_DATABASE: an address and a port.
    init(
        broker: String?, database: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(SiteProblem) {
        let setting = { (given: String?, key: String) in
            given ?? environment[key].flatMap { $0.isEmpty ? nil : $0 }
        }
        self.broker = try SiteDoors.endpoints(setting(broker, "LOKET_LISTEN"))
        self.database = try SiteDoors.address(setting(database, "LOKET_LISTEN_DATABASE"))
    }

    private static func endpoints(_ text: String?) throws(SiteProblem) -> [String] {
        let endpoints = text?.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } ?? []
        for endpoint in endpoints {
            guard endpoint.wholeMatch(of: /tcp:\/\/[^\s:\/]+:[0-9]{1,5}/) != nil else {
                throw SiteProblem("--listen \(endpoint) is no endpoint: write it like tcp://0.0.0.0:5670.")
            }
            guard Endpoint.needsKeys(endpoint) else {
                throw SiteProblem(
                    "--listen \(endpoint) is reached by this machine only, and without a key: write the address that "
                        + "other machines reach, or tcp://0.0.0.0:PORT for all of them.")
            }
        }
        return endpoints
    }

    private static func address(_ text: String?) throws(SiteProblem) -> Address? {
        guard let text else { return nil }
        guard let match = text.wholeMatch(of: /([^\s:\/,]+):([0-9]{1,5})/), let port = Int(match.2),
            (1...65_535).contains(port)
        else { throw SiteProblem("--listen-database \(text) is no address: write it like 0.0.0.0:5432.") }
        return Address(host: String(match.1), port: port)
    }

    /// The key by which other machines know the broker, drawn now where the site has none.
    func brokerKey(of folder: KeyFolder) throws(SiteProblem) -> PublicKey? {
        guard !broker.isEmpty else { return nil }
        do throws(KeyProblem) {
            return try folder.makePair().pair.publicKey
        } catch {
            throw SiteProblem("\(error).")
        }
    }
}
