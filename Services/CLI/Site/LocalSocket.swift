import Foundation

/// A stream of lines between two programs of this machine, over a socket that lies in a folder.
final class LocalSocket: @unchecked Sendable {
    private let descriptor: Int32
    private var read: [UInt8] = []

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    static func listening(at path: String) -> LocalSocket? {
        opened(path) { bind($0, $1, $2) == 0 && chmod(path, 0o600) == 0 && listen($0, 8) == 0 }
    }

    /// Nil where nobody listens there: `errno` says why.
    static func connected(to path: String) -> LocalSocket? {
        opened(path) { connect($0, $1, $2) == 0 }
    }

    private static func opened(
        _ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> LocalSocket? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = Array(path.utf8CString)
        guard name.count <= MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return nil
        }
        withUnsafeMutableBytes(of: &address.sun_path) { room in
            name.withUnsafeBytes { room.copyMemory(from: $0) }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        let isUsable = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if isUsable { return LocalSocket(descriptor) }
        let reason = errno
        close(descriptor)
        errno = reason
        return nil
    }

    /// Waits for the next guest; nil when it was shut.
    func accept() -> LocalSocket? {
        while true {
            let guest = Foundation.accept(descriptor, nil, nil)
            if guest >= 0 {
                _ = fcntl(guest, F_SETFD, FD_CLOEXEC)
                return LocalSocket(guest)
            }
            if errno != EINTR && errno != ECONNABORTED { return nil }
        }
    }

    func shut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Whether the other side runs under our account, or root's.
    var belongsToUs: Bool {
        // The kernel's struct ucred: process, user, group.
        var who: (Int32, uid_t, gid_t) = (0, .max, .max)
        var size = socklen_t(MemoryLayout.size(ofValue: who))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 else { return false }
        return who.1 == geteuid() || who.1 == 0
    }

    /// The next line without its end; nil where the other side has gone, says nothing for so long, or too much.
    func line(within seconds: Int? = nil) -> String? {
        var limit = timeval(tv_sec: seconds ?? 0, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var piece = [UInt8](repeating: 0, count: 4_096)
        while true {
            if let end = read.firstIndex(of: UInt8(ascii: "\n")) {
                defer { read.removeSubrange(...end) }
                return String(decoding: read[..<end], as: UTF8.self)
            }
            let count = recv(descriptor, &piece, piece.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0, read.count < 65_536 else { return nil }
            read += piece[..<count]
        }
    }

    /// Whoever doesn't read misses it, and holds nobody up.
    func say(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
}
