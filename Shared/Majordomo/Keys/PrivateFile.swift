import Glibc

/// Why keys can't be had, in one sentence that says what to do. No secret ever stands in it.
public struct KeyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

/// A small file that only its owner may read, replaced as a whole or not at all.
public struct PrivateFile: Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    public var isThere: Bool { access(path, F_OK) == 0 }

    /// The whole text.
    ///
    /// - Throws: where it isn't there, is no file or is longer than 1 MiB, and where another account may read or write it.
    public func text() throws(KeyProblem) -> String { try text(isPrivate: true) }

    /// The text of a file that others may read as well, without blanks around it.
    func publicText() throws(KeyProblem) -> String {
        String(try text(isPrivate: false).trimmingPrefix(while: \.isWhitespace).prefix { !$0.isWhitespace })
    }

    private func text(isPrivate: Bool) throws(KeyProblem) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20 else {
            throw KeyProblem("\(path) is not a file of keys: name one that Loket has made")
        }
        guard !isPrivate || status.st_mode & 0o077 == 0 else {
            throw KeyProblem("other accounts may use \(path): close it to them with chmod 600 '\(path)'")
        }
        guard !isPrivate || status.st_uid == geteuid() || geteuid() == 0 else {
            throw KeyProblem("\(path) belongs to another account: run this as its owner, or give it to this account")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let read = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw unreadable }
            if read == 0 { break }
            count += read
        }
        return String(decoding: bytes[..<count], as: UTF8.self)
    }

    /// Puts this text in its place. Written by root, it belongs to whom the folder belongs to.
    public func replace(with text: String) throws(KeyProblem) {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        let fresh = "\(path).new"
        unlink(fresh)
        let descriptor = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable }
        var status = stat()
        let isOurs =
            geteuid() != 0 || stat(folder, &status) == 0 && fchown(descriptor, status.st_uid, status.st_gid) == 0
        let bytes = Array(text.utf8)
        let isWritten = isOurs && write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        guard close(descriptor) == 0, isWritten, rename(fresh, path) == 0 else {
            let why = unwritable
            unlink(fresh)
            throw why
        }
        let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if opened >= 0 {
            fsync(opened)
            close(opened)
        }
    }

    /// What changes when the file is written or replaced; nil where there is none.
    var version: FileVersion? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return FileVersion(
            inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec, mode: status.st_mode, owner: status.st_uid)
    }

    private var unreadable: KeyProblem {
        KeyProblem("\(path) can't be read (\(String(cString: strerror(errno)))): see whether it is there and yours")
    }

    private var unwritable: KeyProblem {
        KeyProblem("\(path) can't be written (\(String(cString: strerror(errno)))): see whether its folder is yours")
    }
}

/// Tells one state of a file from another.
struct FileVersion: Equatable {
    let inode: UInt64
    let size: Int64
    let seconds: Int
    let nanoseconds: Int
    let mode: UInt32
    let owner: UInt32
}
