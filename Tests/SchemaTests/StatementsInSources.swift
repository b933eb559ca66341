import Foundation

/// A statement as it stands in a source file.
struct FoundStatement: Sendable {
    /// From the package's folder.
    let path: String
    let name: String
    let sql: String

    /// What the sources say, so that a new statement is among them without anybody's doing.
    ///
    /// - Parameter others: where not to look, as the beginnings of paths.
    static func all(besides others: [String]) throws -> [FoundStatement] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try ["Shared", "Services"].flatMap { top in
            let walker = FileManager.default.enumerator(atPath: folder.appendingPathComponent(top).path)
            let paths = (walker?.compactMap { $0 as? String } ?? []).sorted().map { "\(top)/\($0)" }.filter {
                $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift")
            }.filter { path in !others.contains(where: path.hasPrefix) }
            return try paths.flatMap { path in
                try all(
                    in: String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8), path: path)
            }
        }
    }

    static func all(in text: String, path: String) throws -> [FoundStatement] {
        let pattern =
            /\bStatement\(\s*(?:"""\n(?<long>.*?)"""|"(?<short>(?:[^"\\]|\\.)*)")\s*,\s*name:\s*"(?<name>[^"]+)"/
            .dotMatchesNewlines()
        let found = try text.matches(of: pattern).map { match in
            let literal = match.output.long ?? match.output.short ?? ""
            return FoundStatement(
                path: path, name: String(match.output.name), sql: try value(of: literal, in: text, path))
        }
        // Whatever this can't read is to be written so that it can.
        let count = text.matches(of: /\bStatement\(/).count
        guard found.count == count else {
            throw Unreadable(
                description: "\(path): \(count - found.count) of \(count) statements are no plain literals")
        }
        return found
    }

    /// With what it names of the same file, and without escapes.
    private static func value(of literal: Substring, in text: String, _ path: String) throws -> String {
        var sql = String(literal)
        while let match = sql.firstMatch(of: /\\\((\w+)\)/) {
            let name = String(match.output.1)
            let definition = try Regex("let \(name) = \"\"\"\n(.*?)\"\"\"").dotMatchesNewlines()
            guard let value = text.firstMatch(of: definition)?.output[1].substring else {
                throw Unreadable(description: "\(path): \(name) isn't found there")
            }
            sql.replaceSubrange(match.range, with: value)
        }
        return sql.replacing("\\\\", with: "\\").replacing("\\\"", with: "\"")
    }

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }
}
