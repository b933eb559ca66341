import Yams

/// The text of one catalogue file and the name by which its mistakes are told.
public struct CatalogueText: Hashable, Sendable {
    /// As an office knows it; empty where there is but one.
    public let file: String
    public let text: String

    public init(file: String, text: String) {
        self.file = file
        self.text = text
    }

    /// The file that this one goes on from, as it is written under `base`; nil where there is none, or where its text
    /// stands before this one's in the same file.
    public var base: String? {
        let roots = documents(MistakeList())
        return roots.count == 1 ? roots[0].node.mapping?["base"]?.string : nil
    }

    /// A file behind the one that it goes on from, if it does.
    ///
    /// - Parameter read: gives the text of the file at a path; what it throws is thrown.
    public static func gathered<Failure: Error>(
        at path: String, read: (String) throws(Failure) -> String
    ) throws(Failure) -> [CatalogueText] {
        func named(_ path: String) throws(Failure) -> CatalogueText {
            CatalogueText(file: path.split(separator: "/").last.map(String.init) ?? path, text: try read(path))
        }
        let own = try named(path)
        guard let base = own.base else { return [own] }
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        return [try named(base.hasPrefix("/") ? base : folder + base), own]
    }

    /// One text of several, which reads the same.
    public static func joined(_ texts: [CatalogueText]) -> String {
        texts.map { $0.text.hasSuffix("\n") ? $0.text : $0.text + "\n" }.joined(separator: "---\n")
    }

    /// The YAML documents in it; what isn't YAML goes to the mistakes.
    func documents(_ mistakes: MistakeList) -> [YAMLEntry] {
        let file = mistakes.of(file)
        do {
            var documents = try Yams.compose_all(yaml: text)
            var entries: [YAMLEntry] = []
            while let node = documents.next() { entries.append(YAMLEntry(node: node, path: "", mistakes: file)) }
            // The library doesn't throw what ends a text early.
            if let error = documents.error { throw error }
            return entries
        } catch {
            file.add(mistake(of: error))
            return []
        }
    }

    /// What the YAML library says about text that isn't YAML.
    private func mistake(of error: any Error) -> CatalogueMistakes.Mistake {
        let fix = "look at this line and the one before: indentation, quotes, colons"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .init(file: file, line: mark.line, path: "file", problem: "isn't YAML: \(problem)", fix: fix)
        case .duplicatedKeysInMapping(let keys, let context):
            return .init(
                file: file, line: context.mark.line, path: "file",
                problem: "a key stands twice: \(keys.map { "\($0)" }.sorted().joined(separator: ", "))",
                fix: "keep one of them")
        default:
            return .init(file: file, line: 0, path: "file", problem: "isn't YAML in UTF-8", fix: fix)
        }
    }
}
