import Foundation

/// The executables of this package, as built beside the tests.
public enum Executables {
    public struct NotBuilt: Error, CustomStringConvertible {
        public let description: String
    }

    /// The path of an executable by its product's name, for example `loket-broker`.
    public static func path(of name: String) throws -> String {
        let path = folder.appendingPathComponent(name).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw NotBuilt(description: "\(name) isn't built in \(folder.path): run `swift build` first")
        }
        return path
    }

    /// The folder of this test process's own executable.
    private static let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
}
