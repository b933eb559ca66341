import Foundation

/// One file of the project, as its tests for house style read it.
struct SourceFile {
    /// From the package's folder, for example `Shared/Civil/NIK.swift`.
    let path: String
    let text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var isGenerated: Bool { path.hasSuffix(".pb.swift") }
    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The module it belongs to: the folder under `Shared`, `Services` or `Tests`.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// The modules that it imports, whatever stands before or after the word `import`.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let at = words.firstIndex(of: "import"),
                words[..<at].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { return nil }
            let named = words[(at + 1)...].first { !Self.kinds.contains($0) }
            return named?.split(separator: ".").first.map(String.init)
        }
    }

    private static let accessLevels = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
}

/// The package's folder and what is in it.
enum Package {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file of ours.
    static func sources() throws -> [SourceFile] {
        try ["Shared", "Services", "Tests"].flatMap { top in
            let walker = FileManager.default.enumerator(atPath: folder.appendingPathComponent(top).path)
            return try (walker?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.map { name in
                let path = "\(top)/\(name)"
                return SourceFile(
                    path: path, text: try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8))
            }
        }
    }

    /// The folders of modules that there are.
    static func moduleFolders() throws -> [String] {
        try ["Shared", "Services"].flatMap { top in
            try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(top).path)
                .filter { !$0.hasPrefix(".") }
        }
    }

    /// What Package.swift declares: the libraries, and the folder of each executable by its module's name.
    static func targets() throws -> (libraries: [String], executables: [String: String]) {
        let manifest = try String(contentsOf: folder.appendingPathComponent("Package.swift"), encoding: .utf8)
        let libraries = manifest.matches(of: /(?:system|shared|desk)\(\s*"([A-Za-z]+)"/).map { String($0.output.1) }
        var executables: [String: String] = [:]
        for found in manifest.matches(of: /service\(\s*"([a-z-]+)",\s*folder:\s*"([A-Za-z]+)"/) {
            let module = String(found.output.1).replacingOccurrences(of: "-", with: "_")
            executables[module] = String(found.output.2)
        }
        return (libraries, executables)
    }

    static func topLevel() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }
}
