import Yams

extension Catalogue {
    /// Reads a catalogue file. It is taken whole or not at all: the error names every mistake with its line.
    ///
    /// ```yaml
    /// base: catalogue.yaml
    /// version: "2026.2"
    /// effective: 2026-11-01
    /// decision: Keputusan Camat Klari Nomor 138/Kep.12/2026
    /// holidays:   [{day: 2026-12-25, kind: national, name: Hari Raya Natal}]
    /// documents:  [{id: kk, name: Kartu Keluarga, source: dibawa pemohon, aliases: []}]
    /// offices:    [{code: 32.15.05, short: KLR, …}]
    /// products:   [{id: kk-perubahan, …}]
    /// ```
    ///
    /// `ops/sample/catalogue.yaml` shows every key. A key that isn't known is a mistake, never skipped. Where the text
    /// has several YAML documents, the last is the catalogue and those before it are its base, as a site keeps it.
    public init(yaml text: String) throws(CatalogueMistakes) {
        try self.init([CatalogueText(file: "", text: text)])
    }

    /// Reads a catalogue that goes on from others: their holidays, papers and products come first, their offices don't.
    public init(_ texts: [CatalogueText]) throws(CatalogueMistakes) {
        let mistakes = MistakeList()
        let roots = texts.flatMap { $0.documents(mistakes) }
        guard let last = roots.last else {
            guard mistakes.found.isEmpty else { throw CatalogueMistakes(mistakes.found) }
            throw CatalogueMistakes([.init(line: 0, path: "file", problem: "is empty", fix: "write a catalogue")])
        }
        let catalogue = CatalogueReader(file: last, base: Array(roots.dropLast())).read()
        guard let catalogue, mistakes.found.isEmpty else { throw CatalogueMistakes(mistakes.found) }
        self = catalogue
    }
}

/// Reads the top of a catalogue file and what all its parts refer to.
struct CatalogueReader {
    static let keys = [
        "version", "effective", "decision", "base", "holidays", "documents", "offices", "products",
    ]

    let file: YAMLEntry
    let base: [YAMLEntry]

    func read() -> Catalogue? {
        guard (base + [file]).map({ $0.allows(Self.keys) }).allSatisfy({ $0 }) else { return nil }
        if base.isEmpty, let named = file.entry("base") {
            named.report(
                "the base \(Rejection.quoted(named.node.string ?? "?")) isn't here",
                fix: "keep it beside this file, or put its text before this one with a line '---' between")
        }
        for entry in base {
            entry.entry("base")?.report(
                "a base has a base of its own", fix: "put the text of both into one file, with a line '---' between")
        }
        let version = file.text("version", example: "\"2026.1\"")
        let effective = file.value("effective", example: "2026-11-01", day)
        let decision = file.text("decision", example: "Keputusan Camat Nomor 138/12/2026")
        let holidays = holidays(of: base + [file])
        let documents = DocumentShelf(entries("documents", example: "{id: kk, name: Kartu Keluarga}"))
        let products = ProductReader(documents: documents).read(
            entries("products", example: "{id: kk-baru, name: Kartu Keluarga baru}"))
        let offices = OfficeReader(products: products, documents: documents).read(
            file.requiredList("offices", example: "{code: 32.15.05, short: KLR}"))
        guard let version, let effective, let decision else { return nil }
        return Catalogue(
            version: version, effectiveFrom: effective, decision: decision, holidays: holidays, offices: offices,
            products: products, documentIDs: documents.ids, papers: documents.papers)
    }

    /// The base's entries and then the file's own, which it needs only where it has no base.
    private func entries(_ key: String, example: String) -> [YAMLEntry] {
        base.flatMap { $0.list(key) }
            + (base.isEmpty ? file.requiredList(key, example: example) : file.list(key))
    }

    /// A day of the base that the file names again is the file's.
    private func holidays(of entries: [YAMLEntry]) -> [Holiday] {
        entries.reduce(into: []) { all, entry in
            let own = Civil.holidays(of: entry)
            all.removeAll { known in own.contains { $0.day == known.day } }
            all += own
        }
    }
}

func day(_ text: String) -> Day? { try? Day(iso: text) }

/// The `holidays` of the file or of an office.
func holidays(of entry: YAMLEntry) -> [Holiday] {
    entry.list("holidays").compactMap { item in
        guard item.allows(["day", "kind", "name"]),
            let day = item.value("day", example: "2026-12-25", day),
            let kind: Holiday.Kind = item.choice("kind"),
            let name = item.text("name", example: "Hari Raya Natal")
        else { return nil }
        return Holiday(day: day, kind: kind, name: name)
    }
}

/// Lower-case words joined by dashes; forms have a point in their code.
func isIdentifier(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 40
        && text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
}

extension YAMLEntry {
    /// The `id` of an entry, which nothing before it may have.
    func identifier(_ key: String = "id", example: String, unique seen: inout Set<String>) -> String? {
        guard let id = text(key, example: example) else { return nil }
        guard isIdentifier(id) else {
            entry(key)?.report(
                "\(Rejection.quoted(id)) is no id", fix: "use small letters, digits and dashes, like \(example)")
            return nil
        }
        guard seen.insert(id).inserted else {
            entry(key)?.report("'\(id)' stands twice", fix: "give each its own \(key)")
            return nil
        }
        return id
    }
}
