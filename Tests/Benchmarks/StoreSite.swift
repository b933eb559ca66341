import Foundation
import Logging
import Majordomo
import Postgres
import PostgresServer
import Processes
import Schema

/// One PostgreSQL with fsync on for several sites, each with a database, a broker and services of its own.
final class StoreServer {
    let server: EmbeddedPostgres
    let folder: String

    init() throws {
        folder = "/var/tmp/loket-bench-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
        server = try EmbeddedPostgres(.init(folder: folder + "/pg"))
        try server.start()
    }

    func stop() {
        server.stop()
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            FileHandle.standardError.write(Data("\(folder) stays: \(error)\n".utf8))
        }
    }
}

/// A site of twelve offices in a database of its own.
final class StoreSite {
    let name: String
    private let store: StoreServer
    private let executables: String
    private let folder: String
    private var children: [(name: String, process: ChildProcess)] = []
    private(set) var client: ClientPort

    init(_ name: String, in store: StoreServer, executables: String, catalogue: String) throws {
        self.name = name
        self.store = store
        self.executables = executables
        folder = "\(store.folder)/\(name)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try catalogue.write(toFile: folder + "/catalogue.yaml", atomically: true, encoding: .utf8)
        client = try ClientPort(endpoints: ["ipc://\(folder)/broker.ipc"], logger: Logger(label: "bench"))
        let postgres = try Connection(store.server.conninfo(), applicationName: "bench")
        try postgres.script("CREATE DATABASE \(name)")
        postgres.close()
        let connection = try connect()
        defer { connection.close() }
        _ = try Migrator(connection).migrate()
        try connection.query(
            Statement("INSERT INTO casework.site (offices, demo) VALUES ($1::text[], false)", name: "site"),
            .texts(SamplePayloads.offices))
        // Room for a year behind us, too.
        try connection.script("SELECT casework.make_partitions(now() - interval '13 months', 14)")
        try connection.script("SELECT casework.make_partitions(now() - interval '1 month', 14)")
        try start("broker")
    }

    /// - Parameter lease: longer than the run where nobody takes over what is filed.
    func start(_ service: String, lease: Int = 30) throws {
        let own = [
            "LOKET_BROKER": "ipc://\(folder)/broker.ipc",
            "LOKET_DATABASE": store.server.conninfo(database: name, user: "loket_\(service)"),
            "LOKET_CATALOGUE": folder + "/catalogue.yaml",
            "LOKET_OFFICES": SamplePayloads.offices.joined(separator: ","),
            "LOKET_DATA": folder, "LOKET_LOG": "error", "LOKET_LEASE": "\(lease)",
        ]
        let launch = Launch(
            "\(executables)/loket-\(service)",
            environment: own.merging(ProcessInfo.processInfo.environment) { own, _ in own }, output: .discarded)
        children.append((service, try ChildProcess.start(launch)))
    }

    /// Ends services, or all of them.
    func stop(_ services: Set<String>? = nil) {
        for child in children.reversed() where services?.contains(child.name) ?? true {
            child.process.send(SIGTERM)
            if child.process.waitForExit(within: .seconds(30)) == nil { child.process.send(SIGKILL) }
        }
        children.removeAll { services?.contains($0.name) ?? true }
        if services == nil { client.stop() }
    }

    func connect() throws -> Connection {
        try Connection(store.server.conninfo(database: name), applicationName: "bench", planning: .free)
    }

    func count(_ sql: String) throws -> Int {
        let connection = try connect()
        defer { connection.close() }
        return Int(try connection.query(Statement("SELECT (\(sql))::int8", name: "count"))[0].int64(0))
    }
}
