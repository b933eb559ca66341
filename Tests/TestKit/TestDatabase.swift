import Foundation
import Postgres

/// A database of one test in a cluster, dropped with this object.
public final class TestDatabase: Sendable {
    public let name: String
    public let cluster: TestCluster

    /// An empty database.
    public init(empty cluster: TestCluster) throws {
        self.cluster = cluster
        name = "t_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        try cluster.administer("CREATE DATABASE \(name) TEMPLATE template0")
    }

    /// The superuser's connection string.
    public var conninfo: String { cluster.conninfo(database: name) }

    /// The connection string of another role.
    public func conninfo(role: String) -> String { cluster.conninfo(database: name, user: role) }

    /// A new connection of the superuser.
    public func connect(planning: Planning = .indexed) throws -> Connection {
        try Connection(conninfo, applicationName: "test", planning: planning)
    }

    deinit {
        // If the cluster is down, its folder goes when this process ends.
        try? cluster.administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }
}
