/// The four protocols that share the broker's socket, by the six bytes of frame 1.
enum Dialect: Sendable {
    case mdpClient, mdpWorker, lokClient, lokWorker

    static let mdpClientHeader = Array("MDPC01".utf8)
    static let mdpWorkerHeader = Array("MDPW01".utf8)
    static let lokClientHeader = Array("LOKC01".utf8)
    static let lokWorkerHeader = Array("LOKW01".utf8)
    static let lokClientFamily = Array("LOKC".utf8)

    init?(_ header: [UInt8]) {
        switch header {
        case Dialect.mdpClientHeader: self = .mdpClient
        case Dialect.mdpWorkerHeader: self = .mdpWorker
        case Dialect.lokClientHeader: self = .lokClient
        case Dialect.lokWorkerHeader: self = .lokWorker
        default: return nil
        }
    }
}

/// The five commands of Majordomo, the same in all its dialects.
enum Command: UInt8, Sendable {
    case ready = 1
    case request, reply, heartbeat, disconnect

    /// Nil unless the frame is exactly one byte that names a command.
    init?(_ frame: [UInt8]) {
        guard frame.count == 1 else { return nil }
        self.init(rawValue: frame[0])
    }

    /// The command's frame; these arrays are shared, so sending one allocates nothing.
    var frame: [UInt8] { Command.frames[Int(rawValue)] }

    private static let frames: [[UInt8]] = (0...5).map { [$0] }
}

/// What a LOKC01 reply says about its request. All but `ok` mean that no worker ever saw it.
public enum Status: UInt8, Sendable, Equatable {
    /// The worker's reply stands in the body, a stored rejection too.
    case ok = 1
    /// The queue of that name is full.
    case busy
    /// Nobody serves that name now.
    case unavailable
    /// The deadline passed while the request was still queued.
    case expired
    /// The broker can't read the message, or it is too big.
    case refused
    /// To another site's broker alone: the worker that had it is gone, so it may be done or not, and its client's next copy
    /// is wanted.
    case forgotten
}

/// The 128 bits that name a request for ever.
public struct RequestID: Hashable, Sendable {
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Nil unless there are exactly 16 bytes.
    public init?(_ bytes: [UInt8]) {
        guard let (high, low) = bytes.twoBigEndianWords else { return nil }
        self.init(high: high, low: low)
    }

    public var bytes: [UInt8] { Array(bigEndian: high, low) }
}

/// The broker's name for one dispatched request: which broker since its last start, and which request.
public struct Handle: Hashable, Sendable {
    public let incarnation: UInt64
    public let sequence: UInt64

    public init(incarnation: UInt64, sequence: UInt64) {
        self.incarnation = incarnation
        self.sequence = sequence
    }

    /// Nil unless there are exactly 16 bytes.
    public init?(_ bytes: [UInt8]) {
        guard let (incarnation, sequence) = bytes.twoBigEndianWords else { return nil }
        self.init(incarnation: incarnation, sequence: sequence)
    }

    public var bytes: [UInt8] { Array(bigEndian: incarnation, sequence) }
}

extension [UInt8] {
    init(bigEndian first: UInt64, _ second: UInt64) {
        self = [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            raw.storeBytes(of: first.bigEndian, as: UInt64.self)
            raw.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
            count = 16
        }
    }

    init(bigEndian value: UInt32) {
        self = Swift.withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    init(bigEndian value: UInt64) {
        self = Swift.withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    var twoBigEndianWords: (UInt64, UInt64)? {
        guard count == 16 else { return nil }
        return withUnsafeBytes {
            (
                UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    var bigEndianUInt32: UInt32? {
        guard count == 4 else { return nil }
        return withUnsafeBytes { UInt32(bigEndian: $0.loadUnaligned(as: UInt32.self)) }
    }

    var bigEndianUInt64: UInt64? {
        guard count == 8 else { return nil }
        return withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) }
    }
}
