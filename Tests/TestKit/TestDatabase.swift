import Foundation
import Postgres

/// A database of one test, dropped with this object: hold on to it for as long as it is used.
public final class TestDatabase: Sendable {
    public let name = "t_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
    public let cluster: TestCluster

    /// A copy of the migrated template, in about a tenth of a second.
    public init(in cluster: TestCluster = .shared) throws {
        self.cluster = cluster
        try cluster.create(name, from: cluster.migratedTemplate())
    }

    /// A database with nothing in it.
    public init(emptyIn cluster: TestCluster) throws {
        self.cluster = cluster
        try cluster.create(name, from: "template0")
    }

    /// A copy of another test's database as it is now. Nobody may be connected to it meanwhile.
    public init(copying original: TestDatabase) throws {
        cluster = original.cluster
        try cluster.create(name, from: original.name)
    }

    /// The superuser's connection string.
    public var conninfo: String { cluster.conninfo(database: name) }

    /// The connection string of a service's role, for example `loket_intake`.
    public func conninfo(role: String) -> String { cluster.conninfo(database: name, user: role) }

    /// A new session of the superuser.
    public func connect(planning: Planning = .indexed) throws -> Connection {
        try Connection(conninfo, applicationName: "test", planning: planning)
    }

    deinit {
        // A cluster that is down goes with all its databases.
        try? cluster.drop(name)
    }
}
