/// Reads `local` of an office: what it added and removed, since when, on whose decision.
struct LocalDecisionReader {
    let products: [Product]
    let documents: DocumentShelf

    func read(_ office: YAMLEntry) -> [LocalDecision] {
        var inForce: [String: [Requirement]] = Dictionary(
            products.map { ($0.id, $0.requirements) }, uniquingKeysWith: { first, _ in first })
        var last: [String: Day] = [:]
        return office.list("local").compactMap { entry in
            guard entry.allows(["product", "since", "decision", "why", "remove", "add"]) else { return nil }
            let product = entry.text("product", example: "sktm").flatMap { word -> Product? in
                if let known = products.first(where: { $0.id == word }) { return known }
                entry.entry("product")?.report(
                    "there is no product \(Rejection.quoted(word))",
                    fix: Spelling.hint(for: word, among: products.map(\.id)))
                return nil
            }
            let since = entry.value("since", example: "2026-11-20", day)
            let decision = entry.text("decision", example: "Keputusan Camat Nomor 12 Tahun 2026")
            let why = entry.text("why", example: "hasil forum konsultasi publik")
            guard let product, let since, let decision, let why else { return nil }
            if let before = last[product.id], since < before {
                entry.entry("since")?.report(
                    "\(since) is before the decision above it, of \(before)",
                    fix: "keep them in the order of their days")
            }
            last[product.id] = since
            let known = inForce[product.id] ?? []
            let removed = removed(entry, from: known, product)
            let reader = RequirementReader(documents: documents, grounds: product.grounds)
            let bare = reader.read(entry.list("add"))
            for requirement in bare where known.contains(where: { $0.id == requirement.id && !removed.contains($0.id) })
            {
                entry.entry("add")?.report(
                    "'\(requirement.id)' is required already", fix: "remove it in the same decision, or leave it out")
            }
            if removed.isEmpty, bare.isEmpty {
                entry.report("the decision changes nothing", fix: "add 'remove: [surat-rt-rw]' or 'add: [surat-desa]'")
            }
            let read = LocalDecision(
                product: product.id, since: since, decision: decision, why: why, removed: removed,
                added: bare.map { $0.asked(since: since, by: decision) })
            inForce[product.id] = read.applied(to: known)
            return read
        }
    }

    private func removed(_ entry: YAMLEntry, from known: [Requirement], _ product: Product) -> [String] {
        entry.wordList("remove").compactMap { place, word in
            if known.contains(where: { $0.id == word }) { return word }
            place.report(
                "\(product.id) doesn't ask for \(Rejection.quoted(word))",
                fix: Spelling.hint(for: word, among: known.map(\.id)))
            return nil
        }
    }
}
