import Foundation

/// The lives of a site that were begun from one backup, kept beside it: `klari.backup.lives`.
///
/// Nothing in a backup says that another site was made of it before. This note does, for as long as both lie together: a
/// life that began is never begun again, whatever became of it.
struct SiteLives {
    let path: String

    init(of backup: String) {
        path = backup + ".lives"
    }

    /// The largest that was begun; nil where none is noted.
    var latest: Int? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
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
