/// The papers that a catalogue knows, each described once and referred to by its id.
struct DocumentShelf {
    struct Document {
        let id: String
        let name: String
        let source: String
    }

    private(set) var documents: [String: Document] = [:]
    /// From an id or any spelling of an old code to the id.
    private(set) var ids: [String: String] = [:]

    var names: [String: String] { documents.mapValues(\.name) }

    init(_ entries: [YAMLEntry]) {
        var seen: Set<String> = []
        for entry in entries {
            guard entry.allows(["id", "name", "source", "aliases"]),
                let id = entry.identifier(example: "f-1.02", unique: &seen)
            else { continue }
            let name = entry.text("name", example: "Kartu Keluarga")
            let source = entry.text("source", example: "loket, gratis")
            documents[id] = Document(id: id, name: name ?? id, source: source ?? "")
            add(id, for: id, entry)
            for (item, alias) in entry.wordList("aliases") { add(alias, for: id, item) }
        }
    }

    private mutating func add(_ spelling: String, for id: String, _ entry: YAMLEntry) {
        for key in Set([spelling, Catalogue.formCode(spelling)]) {
            if let other = ids[key], other != id {
                entry.report("'\(spelling)' is also a name of '\(other)'", fix: "keep it for one of the two")
            }
            ids[key] = id
        }
    }
}
