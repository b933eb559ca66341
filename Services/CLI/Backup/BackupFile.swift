import Crypto
import Foundation

/// A backup as a file: a tar of the manifest and the parts that it names.
struct BackupFile {
    let path: String
    private let tar = OutsideProgram("tar")

    init(_ path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    // MARK: Writing

    /// A new backup under way: what is in its folder becomes the file, at once and whole, or nothing does.
    struct Draft {
        let file: BackupFile
        /// Where the parts are put; beside the file, so that its last step is a rename.
        let folder: String
        private let tarball: String

        init(of file: BackupFile) throws {
            self.file = file
            let place = (file.path as NSString).deletingLastPathComponent
            let name = (file.path as NSString).lastPathComponent
            folder = "\(place)/.\(name).parts-\(getpid())"
            tarball = "\(place)/.\(name).new-\(getpid())"
            var status = stat()
            if stat(file.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
                throw SiteProblem("\(file.path) is no file: name a file to write with --to.")
            }
            guard mkdir(folder, 0o700) == 0 else {
                throw SiteProblem(
                    "No backup can be written into \(place) (\(String(cString: strerror(errno)).lowercased())): name a "
                        + "file in a folder that is there and may be written.")
            }
        }

        /// What a part is, from the file in the folder.
        func part(_ name: String) throws -> BackupManifest.Part { try BackupFile.part(name, in: folder) }

        func finish(_ manifest: BackupManifest) throws {
            try manifest.written().write(to: URL(fileURLWithPath: "\(folder)/\(BackupManifest.fileName)"))
            // The manifest comes first, so that it is read without the rest.
            let names = [BackupManifest.fileName] + manifest.parts.map(\.name)
            try OutsideProgram("tar").run(["--create", "--file", tarball, "--directory", folder, "--"] + names)
            try Self.force(tarball) { chmod(tarball, 0o600) == 0 }
            guard rename(tarball, file.path) == 0 else { throw Self.systemProblem(file.path) }
            try Self.force((file.path as NSString).deletingLastPathComponent) { true }
        }

        /// Removes what is not the backup itself; what can't be removed is hidden and named after it.
        func clear() {
            unlink(tarball)
            try? FileManager.default.removeItem(atPath: folder)
        }

        /// Brings a file, or a folder's list of names, to the disk.
        private static func force(_ path: String, _ prepare: () -> Bool) throws {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw systemProblem(path) }
            defer { close(descriptor) }
            guard prepare(), fsync(descriptor) == 0 else { throw systemProblem(path) }
        }

        private static func systemProblem(_ path: String) -> SiteProblem {
            SiteProblem("\(path) can't be written: \(String(cString: strerror(errno)).lowercased()).")
        }
    }

    // MARK: Reading

    /// The manifest alone.
    func manifest(unpackingInto folder: String) throws -> BackupManifest {
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw SiteProblem("\(path) can't be read: name a backup that is there and may be opened.")
        }
        do {
            try tar.run(["--extract", "--file", path, "--directory", folder, "--", BackupManifest.fileName])
        } catch let failure as OutsideProgram.Failure {
            throw SiteProblem("\(path) is no backup of Loket, or a damaged one: \(failure.reason).")
        }
        return try BackupManifest(
            reading: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(BackupManifest.fileName)")))
    }

    /// Unpacks every part and holds it against the manifest.
    func unpack(_ manifest: BackupManifest, into folder: String) throws {
        do {
            try tar.run(["--extract", "--file", path, "--directory", folder, "--"] + manifest.parts.map(\.name))
        } catch let failure as OutsideProgram.Failure {
            if failure.isDiskFull { throw SiteProblem("The disk that holds \(folder) is full: free some space.") }
            throw SiteProblem("\(path) is damaged: \(failure.reason).")
        }
        for part in manifest.parts {
            let found = try Self.part(part.name, in: folder)
            guard found == part else {
                throw SiteProblem(
                    "\(path) is damaged: its \(part.name) is not what was put into it. Use another backup.")
            }
        }
    }

    private static func part(_ name: String, in folder: String) throws -> BackupManifest.Part {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(folder)/\(name)"))
        defer { try? file.close() }
        var hash = SHA256()
        var bytes: Int64 = 0
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            hash.update(data: piece)
            bytes += Int64(piece.count)
        }
        let digits = Array("0123456789abcdef")
        let sha256 = String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        return BackupManifest.Part(name: name, bytes: bytes, sha256: sha256)
    }
}
