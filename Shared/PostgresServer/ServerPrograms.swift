import Foundation

/// PostgreSQL's own programs on this machine.
struct ServerPrograms {
    let folder: String
    var initdb: String { folder + "/initdb" }
    var postgres: String { folder + "/postgres" }

    /// Finds the newest server, or, for a cluster that exists, the one of its major version.
    ///
    /// Looked for in `LOKET_POSTGRES_BIN` (and there only, when it is set), where Debian, Red Hat, Homebrew and
    /// PostgreSQL's own packages put it, and in `PATH`.
    static func find(forDataOf version: Int?) throws(PostgresServerError) -> ServerPrograms {
        let found = candidates().compactMap { folder in
            isServer(folder) ? majorVersion(folder).map { (folder: folder, version: $0) } : nil
        }
        guard let newest = found.max(by: { $0.version < $1.version }) else { throw .notInstalled }
        guard let version else { return ServerPrograms(folder: newest.folder) }
        guard let same = found.first(where: { $0.version == version }) else {
            throw .otherVersion(data: version, installed: Set(found.map(\.version)).sorted())
        }
        return ServerPrograms(folder: same.folder)
    }

    private static func candidates() -> [String] {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["LOKET_POSTGRES_BIN"], !named.isEmpty { return [named] }
        let roots = [("/usr/lib/postgresql", "/bin"), ("/usr", "/bin"), ("/opt/homebrew/opt", "/bin")]
        let versioned = roots.flatMap { root, bin in
            ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? [])
                .filter { root.hasSuffix("postgresql") || $0.hasPrefix("pgsql-") || $0.hasPrefix("postgresql@") }
                .map { "\(root)/\($0)\(bin)" }
        }
        // What stands in PATH is mostly a link to one of those.
        return versioned.isEmpty ? (environment["PATH"] ?? "").split(separator: ":").map(String.init) : versioned
    }

    private static func isServer(_ folder: String) -> Bool {
        ["initdb", "postgres"].allSatisfy { FileManager.default.isExecutableFile(atPath: "\(folder)/\($0)") }
    }

    /// The major version, asked of the program itself: `postgres (PostgreSQL) 15.13 (Debian …)`.
    private static func majorVersion(_ folder: String) -> Int? {
        let answer = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: folder + "/postgres")
        process.arguments = ["--version"]
        process.standardOutput = answer
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let line = String(decoding: answer.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return line.split(separator: " ").lazy.compactMap { $0.split(separator: ".").first.flatMap { Int($0) } }.first
    }
}

extension EmbeddedPostgres {
    /// The path of one of PostgreSQL's programs, of the newest server on this machine, for example `pg_dump`.
    public static func program(_ name: String) throws(PostgresServerError) -> String {
        try ServerPrograms.find(forDataOf: nil).folder + "/" + name
    }
}
