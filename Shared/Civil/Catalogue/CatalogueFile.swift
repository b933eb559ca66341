import Yams

extension Catalogue {
    /// Reads a catalogue file. It is taken whole or not at all: the error names every mistake with its line.
    ///
    /// ```yaml
    /// version: "2026.2"
    /// effective: 2026-11-01
    /// decision: Keputusan Camat Klari Nomor 138/Kep.12/2026
    /// holidays:   [{day: 2026-12-25, kind: national, name: Hari Raya Natal}]
    /// documents:  [{id: kk, name: Kartu Keluarga, source: dibawa pemohon, aliases: []}]
    /// offices:    [{code: 32.15.05, short: KLR, …}]
    /// products:   [{id: kk-perubahan, …}]
    /// ```
    ///
    /// `ops/sample/catalogue.yaml` shows every key. A key that isn't known is a mistake, never skipped.
    public init(yaml text: String) throws(CatalogueMistakes) {
        let mistakes = MistakeList()
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw CatalogueMistakes([Self.mistake(of: error)])
        }
        guard let root else {
            throw CatalogueMistakes([.init(line: 0, path: "file", problem: "is empty", fix: "write a catalogue")])
        }
        let file = YAMLEntry(node: root, path: "", mistakes: mistakes)
        let catalogue = CatalogueReader(file: file).read()
        guard let catalogue, mistakes.found.isEmpty else { throw CatalogueMistakes(mistakes.found) }
        self = catalogue
    }

    /// What the YAML library says about text that isn't YAML.
    private static func mistake(of error: any Error) -> CatalogueMistakes.Mistake {
        let fix = "look at this line and the one before: indentation, quotes, colons"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .init(line: mark.line, path: "file", problem: "isn't YAML: \(problem)", fix: fix)
        case .duplicatedKeysInMapping(let keys, let context):
            return .init(
                line: context.mark.line, path: "file",
                problem: "a key stands twice: \(keys.map { "\($0)" }.sorted().joined(separator: ", "))",
                fix: "keep one of them")
        default:
            return .init(line: 0, path: "file", problem: "isn't YAML in UTF-8", fix: fix)
        }
    }
}

/// Reads the top of a catalogue file and what all its parts refer to.
struct CatalogueReader {
    let file: YAMLEntry

    func read() -> Catalogue? {
        guard
            file.allows(["version", "effective", "decision", "holidays", "documents", "offices", "products"])
        else { return nil }
        let version = file.text("version", example: "\"2026.1\"")
        let effective = file.value("effective", example: "2026-11-01", day)
        let decision = file.text("decision", example: "Keputusan Camat Nomor 138/12/2026")
        let holidays = holidays(of: file)
        let documents = DocumentShelf(file.requiredList("documents", example: "{id: kk, name: Kartu Keluarga}"))
        let products = ProductReader(documents: documents).read(
            file.requiredList("products", example: "{id: kk-baru, name: Kartu Keluarga baru}"))
        let offices = OfficeReader(products: products).read(
            file.requiredList("offices", example: "{code: 32.15.05, short: KLR}"))
        guard let version, let effective, let decision else { return nil }
        return Catalogue(
            version: version, effectiveFrom: effective, decision: decision, holidays: holidays, offices: offices,
            products: products, documentIDs: documents.ids, documentNames: documents.names)
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
