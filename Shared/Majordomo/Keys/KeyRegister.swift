import ZeroMQ

/// As whom a key may connect.
public struct KeyHolder: Hashable, Sendable {
    public enum Role: Hashable, Sendable {
        /// A machine of this very site: what it asks, the site asks.
        case member
        /// Another site, which may speak for these offices and no others.
        case site(offices: [String])
    }

    /// One to 40 small letters, digits and hyphens: the principal of another site's requests.
    public let name: String
    public let key: PublicKey
    public let role: Role

    public init(name: String, key: PublicKey, role: Role) {
        self.name = name
        self.key = key
        self.role = role
    }

    /// The principal that its requests carry; nil for the site's own, so that a relay's resend from another machine of
    /// the site is known as a resend.
    public var user: String? { role == .member ? nil : name }

    /// Small letters, digits and hyphens, and neither `site` nor `district`, which say more than a name.
    public static func isName(_ text: String) -> Bool {
        (1...40).contains(text.utf8.count) && text != "site" && text != Principals.district
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    /// Digits and dots, as region codes have.
    public static func isOffice(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count)
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") }
    }
}

/// Which keys may connect to a site's broker, and as whom: the file `keys.txt`.
///
/// One line each, its words apart by blanks: the key, the name, then `member`, or `site` and the offices with commas
/// between them. A line that begins with `#` and a blank is a remark. A line with a mistake lets nobody in, and the
/// others hold all the same: a slip of the pen at one neighbour's line must not cut off the others.
public struct KeyRegister: Hashable, Sendable {
    /// In the file's order.
    public private(set) var holders: [KeyHolder]
    private var byKey: [PublicKey: KeyHolder]

    public init() {
        holders = []
        byKey = [:]
    }

    /// Reads the file's text, whatever stands in it.
    public static func read(_ text: String) -> (register: KeyRegister, mistakes: [KeyMistake]) {
        var register = KeyRegister()
        var mistakes: [KeyMistake] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            if words.isEmpty || words[0] == "#" { continue }
            do throws(KeyMistake.Cause) {
                try register.add(try KeyHolder(words))
            } catch {
                mistakes.append(KeyMistake(line: index + 1, cause: error))
            }
        }
        return (register, mistakes)
    }

    public subscript(key: PublicKey) -> KeyHolder? { byKey[key] }

    public subscript(name name: String) -> KeyHolder? { holders.first { $0.name == name } }

    /// - Throws: where the name or the key is there already.
    public mutating func add(_ holder: KeyHolder) throws(KeyMistake.Cause) {
        if let other = byKey[holder.key] { throw .keyTwice(of: other.name) }
        if self[name: holder.name] != nil { throw .nameTwice(holder.name) }
        holders.append(holder)
        byKey[holder.key] = holder
    }
}

/// What is wrong with a line of `keys.txt`, and what to write instead.
public struct KeyMistake: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Cause: Error, Hashable, Sendable {
        case noKey
        case noName(String)
        case noRole(String)
        case officesMissing
        case noOffice(String)
        case tooMuch(String)
        case keyTwice(of: String)
        case nameTwice(String)
    }

    public let line: Int
    public let cause: Cause

    public var description: String { "line \(line): \(cause)" }
}

extension KeyMistake.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noKey:
            "it doesn't begin with a key: write the 40 characters that loket key show prints at the other side, or # and "
                + "a blank before a remark"
        case .noName(let text):
            (text.isEmpty ? "the name is missing" : "\"\(text)\" is no name")
                + ": write 1 to 40 small letters, digits and hyphens, and neither site nor district"
        case .noRole(let text):
            (text.isEmpty ? "the role is missing" : "\"\(text)\" is no role")
                + ": write member, or site and the offices that it may speak for"
        case .officesMissing: "a site's offices are missing: write their codes with commas between them, as 32.15.05"
        case .noOffice(let text): "\"\(text)\" is no office's code: write it as 32.15.05"
        case .tooMuch(let text): "\"\(text)\" is one word too many: leave it out, or write offices with commas only"
        case .keyTwice(let name): "this key is there already, as \(name): leave one of the two out"
        case .nameTwice(let name): "the name \(name) is there already: give this key another"
        }
    }
}

extension KeyHolder {
    fileprivate init(_ words: [String]) throws(KeyMistake.Cause) {
        guard let key = PublicKey(words[0]) else { throw .noKey }
        let name = words.count > 1 ? words[1] : ""
        guard KeyHolder.isName(name) else { throw .noName(name) }
        let rest = words.dropFirst(3)
        switch words.count > 2 ? words[2] : "" {
        case "member":
            if let more = rest.first { throw .tooMuch(more) }
            self.init(name: name, key: key, role: .member)
        case "site":
            guard let written = rest.first else { throw .officesMissing }
            if let more = rest.dropFirst().first { throw .tooMuch(more) }
            let offices = written.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            for office in offices where !KeyHolder.isOffice(office) { throw .noOffice(office) }
            self.init(name: name, key: key, role: .site(offices: offices))
        case let other: throw .noRole(other)
        }
    }
}
