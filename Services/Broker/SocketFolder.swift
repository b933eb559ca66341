import Foundation

/// The folder of a unix socket, which only the site's own user may enter: whoever can connect is the site.
enum SocketFolder {
    /// Makes the folder where it's missing, with mode 0700.
    ///
    /// - Returns: a warning when the folder was there and others may enter it.
    static func prepare(for path: String) throws -> String? {
        let folder = (path as NSString).deletingLastPathComponent
        let files = FileManager.default
        if !files.fileExists(atPath: folder) {
            try files.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            return nil
        }
        let mode = try files.attributesOfItem(atPath: folder)[.posixPermissions] as? Int ?? 0
        // PostgreSQL's group may pass through to the database below; it can't open the socket.
        guard mode & 0o067 != 0 else { return nil }
        return "other users may enter \(folder): give it mode 0700, or the socket's own mode is all that keeps them out"
    }
}
