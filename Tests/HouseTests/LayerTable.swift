/// Which module stands on which: the same table as ARCHITECTURE.md's, from the ground up.
///
/// A target imports only what stands in a row above its own, so two modules of one row never know each
/// other, and neither do two services. A C library has one Swift module that touches it.
enum LayerTable {
    static let rows: [[String]] = [
        ["CZeroMQ", "CPostgres", "CSpawn", "CCairo", "CPango", "CQREncode"],
        ["ZeroMQ", "Postgres", "Processes", "Civil", "Contracts", "Documents"],
        ["Records", "Majordomo", "Schema", "PostgresServer"],
        ["Casework"],
        ["ServiceRuntime", "ServiceClient", "Audit"],
        ["Broker", "Intake", "Recording", "Printing", "Notification", "CLI"],
    ]

    /// The one module that may import each C library.
    static let wrappers = [
        "CZeroMQ": "ZeroMQ", "CPostgres": "Postgres", "CSpawn": "Processes",
        "CCairo": "Documents", "CPango": "Documents", "CQREncode": "Documents",
    ]

    /// The folder of each executable that is one module, by the name under which that is imported.
    static let executables = ["loket": "CLI", "loket_broker": "Broker"]

    /// The modules of each row as ARCHITECTURE.md shows them.
    static func shown(in text: String) -> [Set<String>] {
        text.split(separator: "\n").filter { $0.starts(with: /\| \d+ \| `(?:Shared|Services)\//) }.map { line in
            Set(line.matches(of: /`(?:Shared|Services)\/([A-Za-z]+)`/).map { String($0.output.1) })
        }
    }

    static func row(of module: String) -> Int? {
        rows.firstIndex { $0.contains(module) }
    }

    /// What is wrong with this import, in one sentence; `nil` when nothing is.
    static func objection(to imported: String, in module: String) -> String? {
        guard let theirs = row(of: executables[imported] ?? imported) else { return nil }  // a library from outside
        // What starts a service imports its module.
        if imported == module { return nil }
        guard let ours = row(of: module) else { return "\(module) has no row in the layer table" }
        if let wrapper = wrappers[imported], wrapper != module {
            return "\(module) imports \(imported), which only \(wrapper) may touch: use \(wrapper)"
        }
        if theirs >= ours {
            return
                "\(module) (row \(ours)) imports \(imported) (row \(theirs)): only what stands above it may be imported"
        }
        return nil
    }
}
