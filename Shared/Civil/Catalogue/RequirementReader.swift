/// Reads lists of papers that a file must hold.
struct RequirementReader {
    let documents: DocumentShelf
    /// The grounds of the product that asks for them.
    let grounds: [Choice]

    func read(_ entries: [YAMLEntry]) -> [Requirement] {
        var seen: Set<String> = []
        return entries.compactMap { item -> Requirement? in
            let isMapping = item.node.mapping != nil
            if isMapping, !item.allows(["document", "when", "or"]) { return nil }
            let word = isMapping ? item.text("document", example: "kk") : item.words
            guard let word, let document = document(word, item) else { return nil }
            guard seen.insert(document.id).inserted else {
                item.report("'\(document.id)' is required twice", fix: "put both cases under one 'when'")
                return nil
            }
            let when = item.wordList("when").compactMap { place, ground -> String? in
                if grounds.contains(where: { $0.id == ground }) { return ground }
                place.report(
                    "'\(ground)' is no ground of this product",
                    fix: grounds.isEmpty
                        ? "add it under 'grounds'" : Spelling.hint(for: ground, among: grounds.map(\.id)))
                return nil
            }
            let alternatives = item.wordList("or").compactMap { place, word in self.document(word, place)?.id }
            return Requirement(
                id: document.id, name: document.name, source: document.source, grounds: when,
                alternatives: alternatives)
        }
    }

    private func document(_ word: String, _ entry: YAMLEntry) -> Paper? {
        if let document = documents.papers[word] { return document }
        entry.report(
            "no document \(Rejection.quoted(word)) stands under 'documents'",
            fix: Spelling.hint(for: word, among: documents.papers.keys))
        return nil
    }
}
