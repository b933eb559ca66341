/// A paper that a file can hold.
public struct Paper: Hashable, Sendable {
    /// `kk`, `f-1.02`, `surat-kehilangan`.
    public let id: String
    /// As citizens read it.
    public let name: String
    /// Where the citizen gets it.
    public let source: String
}

/// The papers that a catalogue knows, each described once and referred to by its id.
struct DocumentShelf {
    private(set) var papers: [String: Paper] = [:]
    /// From an id or any spelling of an old code to the id.
    private(set) var ids: [String: String] = [:]

    init(_ entries: [YAMLEntry]) {
        var seen: Set<String> = []
        for entry in entries {
            guard entry.allows(["id", "name", "source", "aliases"]),
                let id = entry.identifier(example: "f-1.02", unique: &seen)
            else { continue }
            let name = entry.text("name", example: "Kartu Keluarga")
            let source = entry.text("source", example: "loket, gratis")
            papers[id] = Paper(id: id, name: name ?? id, source: source ?? "")
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
