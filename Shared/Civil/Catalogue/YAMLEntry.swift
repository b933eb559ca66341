import Yams

/// Where the mistakes of a catalogue gather while its files are read.
final class MistakeList {
    private(set) var found: [CatalogueMistakes.Mistake] = []

    func of(_ file: String) -> FileMistakes { FileMistakes(all: self, file: file) }

    fileprivate func add(_ mistake: CatalogueMistakes.Mistake) { found.append(mistake) }
}

/// Adds to the mistakes what is wrong in one of the files.
struct FileMistakes {
    fileprivate let all: MistakeList
    fileprivate let file: String

    func add(_ mistake: CatalogueMistakes.Mistake) { all.add(mistake) }

    func add(line: Int, path: String, _ problem: String, fix: String) {
        add(.init(file: file, line: line, path: path, problem: problem, fix: fix))
    }
}

/// A node of a YAML file with its place in it. What isn't as it should be goes to the list of mistakes and reads
/// as nil, so that reading goes on and finds the rest.
struct YAMLEntry {
    let node: Node
    let path: String
    let mistakes: FileMistakes

    var line: Int { node.mark?.line ?? 0 }

    func report(_ problem: String, fix: String) {
        mistakes.add(line: line, path: path.isEmpty ? "file" : path, problem, fix: fix)
    }

    /// Names every key that this mapping doesn't know. False if it isn't a mapping at all.
    func allows(_ keys: [String]) -> Bool {
        guard let mapping = node.mapping else {
            report("must be a mapping", fix: "write keys such as '\(keys.first ?? "id")': value")
            return false
        }
        for (key, value) in mapping {
            let name = key.string ?? "?"
            if !keys.contains(name) {
                mistakes.add(
                    line: key.mark?.line ?? value.mark?.line ?? line, path: join(name), "unknown key",
                    fix: Spelling.hint(for: name, among: keys))
            }
        }
        return true
    }

    func join(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func entry(_ key: String) -> YAMLEntry? {
        guard let value = node.mapping?[key] else { return nil }
        return YAMLEntry(node: value, path: join(key), mistakes: mistakes)
    }

    private func required(_ key: String, example: String) -> YAMLEntry? {
        if let entry = entry(key) { return entry }
        if node.mapping != nil {
            mistakes.add(line: line, path: join(key), "is missing", fix: "add it, such as '\(key): \(example)'")
        }
        return nil
    }

    /// The words of a scalar, whatever YAML would take them for: `07.30` stays a time and no number.
    var words: String? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            report("must be words", fix: "write a single value")
            return nil
        }
        return text
    }

    func text(_ key: String, example: String) -> String? { required(key, example: example)?.words }

    func optionalText(_ key: String) -> String? { entry(key)?.words }

    /// The value that `read` makes of the words, or a mistake with an example.
    func value<Value>(_ key: String, example: String, _ read: (String) -> Value?) -> Value? {
        required(key, example: example).flatMap { $0.value(example: example, read) }
    }

    func optionalValue<Value>(_ key: String, example: String, _ read: (String) -> Value?) -> Value? {
        entry(key).flatMap { $0.value(example: example, read) }
    }

    func value<Value>(example: String, _ read: (String) -> Value?) -> Value? {
        guard let words else { return nil }
        if let value = read(words) { return value }
        report("\(Rejection.quoted(words)) can't be read", fix: "write it like \(example)")
        return nil
    }

    /// One of a list of words.
    func choice<Value: RawRepresentable & CaseIterable>(_ key: String, default standard: Value? = nil) -> Value?
    where Value.RawValue == String {
        let all = Value.allCases.map(\.rawValue)
        guard let entry = standard == nil ? required(key, example: all[0]) : entry(key) else { return standard }
        guard let words = entry.words else { return nil }
        if let value = Value(rawValue: words) { return value }
        entry.report("\(Rejection.quoted(words)) is none of the choices", fix: Spelling.hint(for: words, among: all))
        return nil
    }

    /// Some of a list of words, in the list's own order; all of `standard` where nothing is said.
    func choices<Value: RawRepresentable & CaseIterable & Equatable>(
        _ key: String, default standard: [Value]
    ) -> [Value] where Value.RawValue == String {
        guard let entry = entry(key) else { return standard }
        let all = Value.allCases.map(\.rawValue)
        let words = wordList(key)
        if words.isEmpty { entry.report("is empty", fix: "name at least one of \(all.joined(separator: ", "))") }
        let chosen = words.compactMap { place, word -> Value? in
            if let value = Value(rawValue: word) { return value }
            place.report("\(Rejection.quoted(word)) is none of the choices", fix: Spelling.hint(for: word, among: all))
            return nil
        }
        return Value.allCases.filter(chosen.contains)
    }

    /// A word or a list of words, at least one.
    func requiredWords(_ key: String, example: String) -> [String] {
        guard required(key, example: example) != nil else { return [] }
        let words = wordList(key).map(\.word)
        if words.isEmpty, entry(key)?.node.sequence != nil {
            entry(key)?.report("is empty", fix: "write at least one, such as '\(example)'")
        }
        return words
    }

    func flag(_ key: String, default standard: Bool) -> Bool {
        guard let entry = entry(key) else { return standard }
        return entry.value(example: "true") { $0 == "true" ? true : $0 == "false" ? false : nil } ?? standard
    }

    /// The entries of a sequence; none if the key is absent.
    func list(_ key: String) -> [YAMLEntry] {
        guard let entry = entry(key) else { return [] }
        guard let sequence = entry.node.sequence else {
            entry.report("must be a list", fix: "start each entry on a line of its own with '- '")
            return []
        }
        return sequence.enumerated().map { index, node in
            YAMLEntry(node: node, path: "\(entry.path)[\(index)]", mistakes: mistakes)
        }
    }

    /// The entries of a sequence that must have at least one.
    func requiredList(_ key: String, example: String) -> [YAMLEntry] {
        guard required(key, example: example) != nil else { return [] }
        let entries = list(key)
        if entries.isEmpty, let entry = entry(key), entry.node.sequence != nil {
            entry.report("is empty", fix: "add at least one, such as '- \(example)'")
        }
        return entries
    }

    /// A single word or a list of words.
    func wordList(_ key: String) -> [(entry: YAMLEntry, word: String)] {
        guard let entry = entry(key) else { return [] }
        if entry.node.scalar != nil { return entry.words.map { [(entry, $0)] } ?? [] }
        return list(key).compactMap { item in item.words.map { (item, $0) } }
    }

    /// The pairs of a mapping with words for keys.
    func pairs(_ key: String) -> [(key: String, value: YAMLEntry)] {
        guard let entry = entry(key) else { return [] }
        guard let mapping = entry.node.mapping else {
            entry.report("must be a mapping", fix: "write 'id: name' on lines of their own")
            return []
        }
        return mapping.compactMap { name, value in
            guard let word = name.string, !word.isEmpty else {
                entry.report("has a key that isn't a word", fix: "write 'id: name'")
                return nil
            }
            return (word, YAMLEntry(node: value, path: "\(entry.path).\(word)", mistakes: mistakes))
        }
    }
}
