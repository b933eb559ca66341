import Casework
import Civil
import Foundation

/// What stands first in a backup: whose it is, which moment it shows, and the hash of every other part.
struct BackupManifest: Codable, Equatable {
    struct Part: Codable, Equatable {
        let name: String
        let bytes: Int64
        let sha256: String
    }

    static let fileName = "manifest.json"
    static let database = "database.dump"
    static let catalogue = "catalogue.yaml"
    /// Files of a site's folder that are kept where they are there.
    static let optional = ["key", "keys.txt", AttachmentKey.fileName]
    /// The only one so far; another would be read by another program.
    static let format = 1

    let format: Int
    let offices: [String]
    let demo: Bool
    let incarnation: Int
    /// By the machine's clock, in ISO 8601.
    let takenAt: String
    /// By the site's own clock, which stands still at a demo site.
    let siteTime: String
    let journalEntries: Int64
    /// The last migration of its database.
    let schema: Int
    /// The major version of the PostgreSQL that it was taken from.
    let postgres: Int
    let parts: [Part]

    init(reading bytes: Data) throws(SiteProblem) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let manifest = try? decoder.decode(BackupManifest.self, from: bytes) else {
            throw SiteProblem("Its \(Self.fileName) can't be read: this is no backup of Loket, or a damaged one.")
        }
        self = manifest
    }

    init(
        offices: [String], demo: Bool, incarnation: Int, takenAt: Moment, siteTime: Moment, journalEntries: Int64,
        schema: Int, postgres: Int, parts: [Part]
    ) {
        format = Self.format
        self.offices = offices
        self.demo = demo
        self.incarnation = incarnation
        self.takenAt = takenAt.description
        self.siteTime = siteTime.description
        self.journalEntries = journalEntries
        self.schema = schema
        self.postgres = postgres
        self.parts = parts
    }

    func written() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// - Parameter schema: the last migration that this program knows.
    func check(knownSchema schema: Int) throws {
        guard format == Self.format else {
            throw SiteProblem("It has format \(format), and this program reads \(Self.format): use a newer one.")
        }
        guard self.schema <= schema else {
            throw SiteProblem(
                "Its database is at migration \(self.schema) and this program knows \(schema): use the release that took "
                    + "it, or a newer one.")
        }
        _ = try (moment(takenAt), moment(siteTime))
        let needed = [Self.database, Self.catalogue]
        for name in needed where parts.allSatisfy({ $0.name != name }) {
            throw SiteProblem("\(name) is not in it: this is no whole backup.")
        }
        let allowed = Set(needed + Self.optional)
        for part in parts where !allowed.contains(part.name) {
            throw SiteProblem("\(part.name) has no place in a backup: it was not made by loket backup.")
        }
    }

    func moment(_ text: String) throws(SiteProblem) -> Moment {
        do throws(Rejection) {
            return try Moment(iso8601: text)
        } catch {
            throw SiteProblem("Its \(Self.fileName) has a time that can't be read: \(error.problem).")
        }
    }
}
