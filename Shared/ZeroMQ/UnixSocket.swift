import Glibc

/// What has to be known about an `ipc://` path before libzmq is given it.
public enum UnixSocket {
    /// The most bytes of a path that the system takes.
    public static let longestPath = 107

    /// The file path of an `ipc://` endpoint, nil for any other.
    public static func path(of endpoint: String) -> String? {
        endpoint.hasPrefix("ipc://") ? String(endpoint.dropFirst(6)) : nil
    }

    public static func checkLength(of endpoint: String) throws(ZeroMQError) {
        if let path = path(of: endpoint), path.utf8.count > longestPath {
            throw ZeroMQError(kind: .pathTooLong, operation: "opening", endpoint: endpoint)
        }
    }

    /// Whether a living process listens on this path. A file that a dead one left behind is none.
    public static func isAnswered(at path: String) -> Bool {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard probe >= 0 else { return false }
        defer { close(probe) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count <= longestPath else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }
}
