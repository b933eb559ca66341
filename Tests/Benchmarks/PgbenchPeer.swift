import Foundation
import Postgres
import PostgresServer
import Processes

/// pgbench making the same rows with a transaction for each case.
struct PgbenchPeer {
    let server: EmbeddedPostgres
    let program: String
    let shape: RowShape

    /// Lanes to draw tickets from: three at each of twelve offices, as intake has.
    static let lanes = 36

    func prepare(_ connection: Connection) throws {
        try connection.script(
            """
            INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state)
            SELECT ('00010001-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 1, '32.15.05', 'intake', 1,
                decode(repeat('ab', 32), 'hex'), decode(repeat('ab', \(shape.laneState)), 'hex')
            FROM generate_series(1, \(Self.lanes)) n
            """)
    }

    private var script: String {
        func bytes(_ count: Int) -> String { "decode(repeat('ab', \(count)), 'hex')" }
        // A version 7 id of now, drawn by the server.
        let id =
            "overlay(gen_random_uuid()::text placing left(casework.uuid_at(clock_timestamp())::text, 15) from 1 for 15)::uuid"
        let hash = bytes(32)
        return """
            \\set lane random(1, \(Self.lanes))
            BEGIN;
            INSERT INTO casework.receipt (principal, id, body_hash, reply) VALUES ('site', gen_random_uuid(), \(hash), \(bytes(shape.receipt)));
            UPDATE casework.subject SET version = version + 1, head = \(hash), state = \(bytes(shape.laneState)) WHERE subject_id = ('00010001-0000-7000-8000-' || lpad(:lane::text, 12, '0'))::uuid;
            INSERT INTO casework.natural_key (key, subject_id) VALUES (gen_random_uuid(), \(id));
            INSERT INTO casework.journal VALUES
                (\(id), 1, 1, 1, now(), now(), 'operator-bench', \(bytes(shape.laneEntry)), \(hash), \(hash)),
                (\(id), 1, 1, 2, now(), now(), 'operator-bench', \(bytes(shape.visitEntry)), \(hash), \(hash)),
                (\(id), 1, 1, 3, now(), now(), 'operator-bench', \(bytes(shape.filedEntry)), \(hash), \(hash)),
                (\(id), 2, 1, 3, now(), now(), 'operator-bench', \(bytes(shape.handedEntry)), \(hash), \(hash));
            INSERT INTO casework.subject (subject_id, kind, office, holder, version, head, state, queue, position) VALUES
                (\(id), 2, '32.15.05', 'intake', 1, \(hash), \(bytes(shape.visitState)), gen_random_uuid(), \(bytes(13))),
                (\(id), 3, '32.15.05', 'recording', 2, \(hash), \(bytes(shape.caseState)), gen_random_uuid(), \(bytes(30)));
            INSERT INTO casework.outbox (message_id, sender, destination, subject_id, version, body, lease_until) VALUES (gen_random_uuid(), 'intake', 'recording@32.15.05', \(id), 2, \(bytes(shape.message)), clock_timestamp() + interval '30 seconds');
            COMMIT;
            """
    }

    func run(clients: Int, seconds: Int) throws -> Figure {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("loket-pgbench-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { print("\(folder.path) stays: \(error)") }
        }
        let file = folder.appendingPathComponent("case.sql")
        try script.write(to: file, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.currentDirectoryURL = folder
        process.arguments = [
            "-n", "-M", "prepared", "-f", file.path, "-c", "\(clients)", "-j", clients > 1 ? "2" : "1", "-T",
            "\(seconds)", "--log", "--log-prefix", folder.appendingPathComponent("log").path,
            server.conninfo(database: "peers"),
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw PeerFailed(what: text) }
        var latencies: [Double] = []
        for log in try FileManager.default.contentsOfDirectory(atPath: folder.path) where log.hasPrefix("log") {
            let lines = try String(contentsOf: folder.appendingPathComponent(log), encoding: .utf8)
            for line in lines.split(separator: "\n") {
                let fields = line.split(separator: " ")
                if fields.count > 2, let microseconds = Double(fields[2]) { latencies.append(microseconds / 1_000) }
            }
        }
        let sorted = Latencies(latencies)
        return Figure(
            name: "pgbench, a transaction for each case, \(clients) client\(clients > 1 ? "s" : "")",
            casesPerSecond: Double(latencies.count) / Double(seconds), p50: sorted[50], p99: sorted[99])
    }
}

struct PeerFailed: Error, CustomStringConvertible {
    let what: String
    var description: String { "pgbench failed: \(what)" }
}
