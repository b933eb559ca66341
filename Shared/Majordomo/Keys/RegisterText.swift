import ZeroMQ

/// Changes to the text of `keys.txt` that leave every other line, remarks and mistakes too, as somebody wrote it.
extension KeyRegister {
    static let heading = """
        # Which keys may connect to this site's broker, and as whom; loket key --help says more.

        """

    /// The text with one line more.
    ///
    /// - Throws: where the name or the key is there already.
    public static func text(_ text: String, adding holder: KeyHolder) throws(KeyProblem) -> String {
        var (register, _) = read(text)
        do throws(KeyMistake.Cause) {
            try register.add(holder)
        } catch {
            switch error {
            case .keyTwice(let name):
                throw KeyProblem(
                    "this key is allowed already, as \(name): revoke that first with loket key revoke \(name)")
            default:
                throw KeyProblem(
                    "the name \(holder.name) is taken by another key: choose another, or revoke that first with loket key "
                        + "revoke \(holder.name)")
            }
        }
        let before = text.isEmpty ? heading : text
        return before + (before.hasSuffix("\n") ? "" : "\n") + holder.line + "\n"
    }

    /// The text without what stands there of this name or key, lines with mistakes too, and what was left out.
    ///
    /// - Throws: where there is nothing of it.
    public static func text(
        _ text: String, removing nameOrKey: String
    ) throws(KeyProblem) -> (text: String, lines: [String]) {
        let (register, _) = read(text)
        let holder = register[name: nameOrKey] ?? PublicKey(nameOrKey).flatMap { register[$0] }
        let (key, name) = (holder?.key.text ?? nameOrKey, holder?.name ?? nameOrKey)
        var (kept, removed): ([Substring], [String]) = ([], [])
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            let isMeant = words.first != "#" && (words.first == key[...] || words.dropFirst().first == name[...])
            if isMeant { removed.append(String(line)) } else { kept.append(line) }
        }
        guard !removed.isEmpty else {
            throw KeyProblem("no key is allowed under \(nameOrKey): loket key list shows those that are")
        }
        return (kept.joined(separator: "\n"), removed)
    }
}

extension KeyHolder {
    var line: String {
        switch role {
        case .member: "\(key)  \(name)  member"
        case .site(let offices): "\(key)  \(name)  site \(offices.joined(separator: ","))"
        }
    }
}
