import Foundation
import Postgres
import Schema

/// What is fixed for good when a site is made: its offices, and whether it is a demo site.
struct SiteRecord: Equatable {
    let offices: [String]
    let isDemo: Bool
    /// False after a restore, until a person opens it.
    var isCounterOpen = true

    static let database = "loket"
}

/// What was asked for on the command line about the site to make, or to bring up.
struct SiteRequest {
    /// `nil` where the site's own offices, or the sample's for a new site, are meant.
    var offices: [String]?
    /// The offices of other sites that it has a line to; `nil` keeps those that it had.
    var reached: [String]?
    /// Who is reached where nobody was named.
    var neighbours: SiteNeighbours?
    var isDemo = false
    /// The demo clock's first moment, in microseconds since 1970.
    var clock: Int64?
    /// A catalogue to take instead of the sample's; `nil` keeps the one that the site has.
    var catalogue: String?

    /// The office of a new site where none is named: the first of its catalogue.
    var firstOffice = ""
}

/// The database of an embedded site, in the hands of its owner.
struct SiteStore {
    /// The superuser's connection string for a database.
    let conninfo: (_ database: String) -> String

    /// Makes the database and its schema where they are missing, and the site on the first time.
    ///
    /// Each step is a transaction; cut short anywhere, the next call goes on from there.
    func prepare(_ request: SiteRequest) throws -> SiteRecord {
        try createDatabase()
        let connection = try Connection(conninfo(SiteRecord.database), applicationName: "loket-up", planning: .free)
        defer { connection.close() }
        try Migrator(connection).migrate()
        return try connection.transaction {
            if let site = try existing(connection) {
                try check(request, against: site)
                try reach(request, from: site, connection)
                return site
            }
            let site = SiteRecord(offices: request.offices ?? [request.firstOffice], isDemo: request.isDemo)
            let clock: Bind =
                request.isDemo ? .timestamp(microsecondsSince1970: request.clock ?? Self.sampleMorning) : .null
            try connection.query(Self.insert, .texts(site.offices), .bool(site.isDemo), clock)
            try reach(request, from: site, connection)
            return site
        }
    }

    private func createDatabase() throws {
        let connection = try Connection(conninfo("postgres"), applicationName: "loket-up", planning: .free)
        defer { connection.close() }
        if try connection.query(Self.databaseExists, .text(SiteRecord.database))[0].bool(0) { return }
        try connection.script("CREATE DATABASE \(SiteRecord.database) TEMPLATE template0")
    }

    private func existing(_ connection: Connection) throws -> SiteRecord? {
        try connection.query(Self.select).first.map {
            SiteRecord(offices: $0.texts(0), isDemo: $0.bool(1), isCounterOpen: $0.bool(2))
        }
    }

    private func check(_ request: SiteRequest, against site: SiteRecord) throws {
        if request.isDemo && !site.isDemo {
            throw SiteProblem("This site was not made as a demo site and never becomes one: choose another --data.")
        }
        if let offices = request.offices, Set(offices) != Set(site.offices) {
            throw SiteProblem(
                "This site serves \(site.offices.joined(separator: ", ")): leave --office out, or choose another --data."
            )
        }
    }

    private func reach(_ request: SiteRequest, from site: SiteRecord, _ connection: Connection) throws {
        guard let offices = request.reached ?? request.neighbours?.offices(of: site.offices) else { return }
        if let own = offices.first(where: site.offices.contains) {
            throw SiteProblem("--reach \(own) is an office of this site: name those of other sites only.")
        }
        try connection.query(Self.updateReachable, .texts(offices))
    }

    /// Monday 23 November 2026, 07.00 in Klari: half an hour before the sample day's doors open.
    private static let sampleMorning: Int64 = 1_795_392_000_000_000

    private static let databaseExists = Statement(
        "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name: "up.database_exists")

    private static let select = Statement(
        "SELECT offices, demo, casework.counter_is_open() FROM casework.site", name: "up.site")

    private static let updateReachable = Statement(
        "UPDATE casework.site SET reachable = $1::text[]", name: "up.reach")

    private static let insert = Statement(
        "INSERT INTO casework.site (offices, demo, held_clock) VALUES ($1::text[], $2::bool, $3::timestamptz)",
        name: "up.make_site")
}
