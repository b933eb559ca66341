import CZeroMQ
import Glibc

/// Why libzmq refused something, in one sentence that says what to do about it.
///
/// Nothing that travelled in a message ever stands in it.
public struct ZeroMQError: Error, Equatable, CustomStringConvertible {
    public enum Kind: Sendable, Equatable {
        /// Another process (or another socket of this one) holds the address.
        case addressInUse
        /// The address can't be had on this machine, or the folder of the socket can't be written.
        case addressNotAvailable
        /// The endpoint isn't one that libzmq can use.
        case invalidEndpoint
        /// A unix socket's path is longer than the 107 bytes that the system allows.
        case pathTooLong
        /// The endpoint is one that other machines reach, and there are no keys for it.
        case needsKeys
        /// The process has no file descriptors or no memory left for another socket.
        case exhausted
        /// The context or the socket was closed by its owner.
        case closed
        /// Anything else; the text of libzmq stands in the description.
        case other
    }

    public let kind: Kind
    public let operation: String
    public let endpoint: String?
    public let code: Int32

    public init(kind: Kind, operation: String, endpoint: String? = nil, code: Int32 = 0) {
        self.kind = kind
        self.operation = operation
        self.endpoint = endpoint
        self.code = code
    }

    init(_ operation: String, endpoint: String? = nil, code: Int32 = zmq_errno()) {
        let kind: Kind =
            switch code {
            case EADDRINUSE: .addressInUse
            case EADDRNOTAVAIL, EACCES, ENOENT, EROFS, ENODEV: .addressNotAvailable
            case EINVAL, EPROTONOSUPPORT, noCompatibleProtocol: endpoint == nil ? .other : .invalidEndpoint
            case ENAMETOOLONG: .pathTooLong
            case EMFILE, ENFILE, ENOMEM: .exhausted
            case contextTerminated, ENOTSOCK: .closed
            default: .other
            }
        self.init(kind: kind, operation: operation, endpoint: endpoint, code: code)
    }

    public var description: String {
        let place = endpoint ?? "the socket"
        switch kind {
        case .addressInUse:
            return "\(place) is in use: stop the process that holds it, or choose another endpoint"
        case .addressNotAvailable:
            return "\(place) can't be had here (\(text)): check that its address or folder exists and may be written"
        case .invalidEndpoint:
            return "\(place) is no endpoint: write ipc:///path/to/socket or tcp://127.0.0.1:5555"
        case .pathTooLong:
            return "\(place) is too long: a unix socket's path has at most 107 bytes, so choose a shorter folder"
        case .needsKeys:
            return "\(place) is reached by other machines, so both sides need keys: make them with loket key make, or "
                + "choose an endpoint of this machine (ipc:///path/to/socket)"
        case .exhausted:
            return "\(operation) failed (\(text)): raise the limit on open files, or free memory"
        case .closed:
            return "\(operation) failed: the socket was already closed"
        case .other:
            return "\(operation) failed on \(place): \(text)"
        }
    }

    private var text: String { String(cString: zmq_strerror(code)) }
}

/// libzmq's own numbers ENOCOMPATPROTO and ETERM; their macros are expressions that Swift can't import.
private let noCompatibleProtocol: Int32 = 156_384_712 + 52
private let contextTerminated: Int32 = 156_384_712 + 53
