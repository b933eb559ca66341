/// The name that requests are sent to: `intake@32.15.05`, or any printable name of another MDP peer.
///
/// The part behind the last `@` is the office. Names that begin with `*` stand for every service of an office
/// and belong to the line between two sites.
public struct ServiceName: Hashable, Sendable {
    /// Names that only the broker itself answers.
    static let builtInPrefixes = ["mmi.", "lok."].map { Array($0.utf8) }
    static let longest = 255

    public let bytes: [UInt8]

    /// Nil for what no service may be called: empty, longer than 255 bytes, or not printable ASCII.
    public init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= ServiceName.longest else { return nil }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return nil }
        self.bytes = bytes
    }

    public init?(_ text: String) {
        self.init(Array(text.utf8))
    }

    /// The office's code, nil for a name that belongs to none.
    public var office: ArraySlice<UInt8>? {
        guard let at = bytes.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        return bytes[(at + 1)...]
    }

    /// Whether the broker answers this name itself, so that no worker may register it.
    public var isBuiltIn: Bool {
        ServiceName.builtInPrefixes.contains { bytes.starts(with: $0) }
    }

    /// Whether the name stands for every service of an office.
    public var isWildcard: Bool {
        bytes[0] == UInt8(ascii: "*")
    }
}

extension ServiceName: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// A name that no service may have.
public struct InvalidServiceName: Error, CustomStringConvertible {
    public let name: String

    public var description: String {
        "\"\(name)\" can't be served: a name is 1 to 255 printable ASCII characters, and mmi. and lok. are the broker's"
    }
}
