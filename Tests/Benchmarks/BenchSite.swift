import Foundation
import Logging
import Majordomo
import Postgres
import PostgresServer
import Processes
import Schema

/// A PostgreSQL with fsync on, and on it a site of twelve offices with its broker and one intake.
final class BenchSite {
    let server: EmbeddedPostgres
    let client: ClientPort
    private let folder: String
    private var children: [ChildProcess] = []

    init(executables: String, catalogue: String) throws {
        let folder = "/tmp/loket-bench-\(getpid())"
        self.folder = folder
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
        try FileManager.default.createDirectory(
            atPath: folder + "/run", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        server = try EmbeddedPostgres(.init(folder: folder + "/pg"))
        try server.start()
        let endpoint = "ipc://\(folder)/run/broker.ipc"
        client = try ClientPort(endpoints: [endpoint], logger: Logger(label: "bench"))
        try makeDatabase("loket")
        try makeDatabase("peers")
        try catalogue.write(toFile: folder + "/run/catalogue.yaml", atomically: true, encoding: .utf8)
        let environment = [
            "LOKET_BROKER": endpoint, "LOKET_DATABASE": server.conninfo(database: "loket", user: "loket_intake"),
            "LOKET_CATALOGUE": folder + "/run/catalogue.yaml",
            "LOKET_OFFICES": SamplePayloads.offices.joined(separator: ","),
            "LOKET_LOG": "warning",
            // Nobody takes the cases over here, and the peers never look at their outbox a second time.
            "LOKET_LEASE": "3600",
        ]
        let inherited = ProcessInfo.processInfo.environment
        for name in ["loket-broker", "loket-intake"] {
            let launch = Launch(
                "\(executables)/\(name)", environment: environment.merging(inherited) { own, _ in own },
                output: .discarded)
            children.append(try ChildProcess.start(launch))
        }
    }

    func stop() {
        client.stop()
        for child in children.reversed() {
            child.send(SIGTERM)
            if child.waitForExit(within: .seconds(15)) == nil { child.send(SIGKILL) }
        }
        server.stop()
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            FileHandle.standardError.write(Data("\(folder) stays: \(error)\n".utf8))
        }
    }

    func count(_ sql: String) throws -> Int {
        let connection = try Connection(server.conninfo(database: "loket"), applicationName: "bench", planning: .free)
        defer { connection.close() }
        return Int(try connection.query(Statement("SELECT (\(sql))::int8", name: "count"))[0].int64(0))
    }

    private func makeDatabase(_ name: String) throws {
        let postgres = try Connection(server.conninfo(), applicationName: "bench")
        try postgres.script("CREATE DATABASE \(name)")
        postgres.close()
        let connection = try Connection(server.conninfo(database: name), applicationName: "bench")
        defer { connection.close() }
        _ = try Migrator(connection).migrate()
        try connection.query(
            Statement("INSERT INTO casework.site (offices, demo) VALUES ($1::text[], false)", name: "site"),
            .texts(SamplePayloads.offices))
        try connection.script("SELECT casework.make_partitions(now() - interval '1 month', 14)")
    }
}
