import Foundation

/// A broker's socket on this machine that this account may not use, which to its client looks as if nobody answered.
struct ShutSocket {
    private static let scheme = "ipc://"

    /// The site's folder.
    let folder: String
    /// The account that the site belongs to; nil where not even that can be seen.
    let owner: String?

    /// The first of these brokers whose socket is shut to us; nil where none is.
    static func first(of brokers: [String]) -> ShutSocket? {
        brokers.lazy.filter { $0.hasPrefix(scheme) }.compactMap { ShutSocket($0.dropFirst(scheme.count)) }.first
    }

    private init?(_ path: Substring) {
        guard access(String(path), W_OK) != 0, errno == EACCES else { return nil }
        folder = URL(fileURLWithPath: String(path)).deletingLastPathComponent().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder)
        owner = attributes?[.ownerAccountName] as? String
    }

    var inWords: String {
        "the site in \(folder) belongs to another account\(owner.map { " (\($0))" } ?? ""): ask its owner, or run as "
            + "that account"
    }
}
