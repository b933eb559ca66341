import CZeroMQ

/// The half of a key pair that everybody may see: what a machine or a site is known by.
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
    /// How many characters a key has: 32 bytes in Z85, whose alphabet has no quote, comma, semicolon or blank.
    public static let length = 40

    public let text: String

    /// Nil unless these are the 40 characters of a key.
    public init?(_ text: String) {
        guard text.utf8.count == PublicKey.length, Z85.isReadable(text) else { return nil }
        self.text = text
    }

    /// Nil unless there are exactly 32 bytes.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 32, let text = Z85.text(of: bytes) else { return nil }
        self.text = text
    }

    public var description: String { text }
}

/// A public key and the secret that proves it. However it is printed, the secret doesn't show.
public struct KeyPair: Sendable {
    public let publicKey: PublicKey
    /// For the file that keeps it, which nobody else may read, and for nothing else.
    public let secretText: String

    /// Draws a new pair.
    ///
    /// Its public key begins with a letter or a digit, so that no command takes it for an option, a comment or a path.
    ///
    /// - Throws: where libzmq was built without CURVE.
    public init() throws(ZeroMQError) {
        while true {
            var publicText = [CChar](repeating: 0, count: PublicKey.length + 1)
            var secret = publicText
            if zmq_curve_keypair(&publicText, &secret) != 0 { throw ZeroMQError("drawing a key pair") }
            guard let key = PublicKey(Z85.string(publicText)), key.text.first?.isPlain == true else { continue }
            publicKey = key
            secretText = Z85.string(secret)
            return
        }
    }

    /// The pair of this secret; nil unless it is the 40 characters of one.
    public init?(secret text: String) {
        guard text.utf8.count == PublicKey.length, Z85.isReadable(text) else { return nil }
        var publicText = [CChar](repeating: 0, count: PublicKey.length + 1)
        guard zmq_curve_public(&publicText, text) == 0, let key = PublicKey(Z85.string(publicText)) else { return nil }
        publicKey = key
        secretText = text
    }
}

extension KeyPair: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "the pair of \(publicKey)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey]) }
}

private enum Z85 {
    static func isReadable(_ text: String) -> Bool {
        var bytes = [UInt8](repeating: 0, count: text.utf8.count)
        return zmq_z85_decode(&bytes, text) != nil
    }

    static func text(of bytes: [UInt8]) -> String? {
        var text = [CChar](repeating: 0, count: bytes.count / 4 * 5 + 1)
        return zmq_z85_encode(&text, bytes, bytes.count) == nil ? nil : string(text)
    }

    static func string(_ text: [CChar]) -> String {
        String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension Character {
    fileprivate var isPlain: Bool { isASCII && (isLetter || isNumber) }
}
