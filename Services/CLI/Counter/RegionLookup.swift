import Civil
import Contracts
import Foundation
import ServiceClient

/// What the site's list of regions says of a code, where there is a site and it has one. Whatever is not there is no
/// reason for anything.
struct RegionLookup {
    /// The list that was asked: `wilayah 2026-02-13, 91,599 rows`; nil where none was.
    private(set) var list: String?
    private(set) var standing: RegionStanding?
    /// The place with all that it lies in.
    private(set) var place: String?
    /// Why no list was asked.
    private(set) var why = "no site is up here"

    private static let patience = Patience.prompt(.seconds(2))

    init(of code: RegionCode, _ options: SiteOptions) async {
        guard options.brokers.contains(where: Self.mayBeUp) else { return }
        do {
            let client = try Counter.line(options)
            defer { client.stop() }
            let status = try await Counter.services(of: client, options)
            let offices = status.services.filter { $0.workers > 0 && $0.name.hasPrefix("intake@") }.map {
                String($0.name.dropFirst("intake@".count))
            }
            guard let office = offices.first(where: { $0 == options.officeAsked }) ?? offices.first else { return }
            guard
                case .regions(let found) = try await client.ask(
                    IntakeDialect.self, office, .showRegion(.with { $0.code = code.text }), patience: Self.patience)
            else {
                why = "the site is of another version"
                return
            }
            take(found)
        } catch {
            why = "the site doesn't answer"
        }
    }

    private mutating func take(_ found: WireRegionsFound) {
        guard found.hasEdition else {
            why = "the site has no list: loket region import FILE"
            return
        }
        list = RegionEdition(found.edition).inWords
        standing = RegionStanding(rawValue: found.standing)
        place = found.regions.first.map { RegionPlace($0).inWords }
    }

    /// A socket in a folder is there or not; what is elsewhere must be asked.
    private static func mayBeUp(_ broker: String) -> Bool {
        let scheme = "ipc://"
        return !broker.hasPrefix(scheme)
            || FileManager.default.fileExists(atPath: String(broker.dropFirst(scheme.count)))
    }
}
