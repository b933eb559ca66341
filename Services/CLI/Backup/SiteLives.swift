import Foundation

/// The lives of a site that were begun from its backups, kept in their folder: `32.15.05.lives`.
///
/// Nothing in a backup says that a site was made of it, or of another one, before. This note does, for as long as they
/// lie together: a life that began is never begun again, whatever became of it.
struct SiteLives {
    let path: String

    init(offices: [String], beside backup: String) {
        let folder = (backup as NSString).deletingLastPathComponent
        path = "\(folder)/\(offices.sorted().joined(separator: "+")).lives"
    }

    /// The largest that was begun; nil where none is noted.
    ///
    /// - Throws: where there is a note that can't be read: a life that it names must not begin again.
    func latest() throws(SiteProblem) -> Int? {
        guard access(path, F_OK) == 0 else { return nil }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw SiteProblem(
                "\(path), which says what lives of the site were begun, can't be read: make it readable, or name with "
                    + "--incarnation one that none had and move the file away.")
        }
        return text.split(separator: "\n").compactMap { line in line.split(separator: " ").first.flatMap { Int($0) } }
            .max()
    }

    /// Notes a life before it begins; false where the backup's place takes no note, as a medium that is written once.
    func note(_ incarnation: Int, folder: String) -> Bool {
        let line = "\(incarnation) \(Date().ISO8601Format()) \(folder)\n"
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(line.utf8)
        return write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    }
}
