/// Reads the `products` of a catalogue file.
struct ProductReader {
    let documents: DocumentShelf

    private static let keys = [
        "id", "name", "produced_by", "lane", "medium", "nik", "grounds", "requirements", "route", "promise",
        "urgent_needs", "refused",
    ]

    func read(_ entries: [YAMLEntry]) -> [Product] {
        var seen: Set<String> = []
        return entries.compactMap { entry in
            guard entry.allows(Self.keys) else { return nil }
            let id = entry.identifier(example: "kk-baru", unique: &seen)
            let name = entry.text("name", example: "Kartu Keluarga baru")
            let producer: Producer? = entry.choice("produced_by")
            if entry.entry("refused") != nil { return refused(entry, id, name, producer) }
            let grounds = choices(entry, "grounds")
            let requirements = requirements(entry, grounds)
            let route = route(entry)
            let needs = choices(entry, "urgent_needs")
            let lane = entry.text("lane", example: "kk-akta")
            let medium: Medium? = entry.choice("medium")
            let promise = entry.value("promise", example: "24 hours", Promise.init)
            guard let id, let name, let producer, let lane, let medium, let promise else { return nil }
            return Product(
                id: id, name: name, producedBy: producer, laneGroup: lane, medium: medium,
                needsNIK: needsNIK(entry), grounds: grounds, requirements: requirements, route: route,
                promise: promise, urgentNeeds: needs, refusal: nil)
        }
    }

    /// A product that is listed so that its refusal can say why.
    private func refused(_ entry: YAMLEntry, _ id: String?, _ name: String?, _ producer: Producer?) -> Product? {
        for key in ["requirements", "route", "promise", "urgent_needs", "grounds"] {
            entry.entry(key)?.report("a refused product has no \(key)", fix: "take it out")
        }
        guard let refusal = entry.entry("refused").flatMap(refusal), let id, let name, let producer else { return nil }
        return Product(
            id: id, name: name, producedBy: producer, laneGroup: "", medium: .hvs, needsNIK: false, grounds: [],
            requirements: [], route: [], promise: .minutes(1), urgentNeeds: [], refusal: refusal)
    }

    private func needsNIK(_ entry: YAMLEntry) -> Bool {
        entry.optionalValue("nik", example: "required") { word -> Bool? in
            word == "required" ? true : word == "optional" ? false : nil
        } ?? true
    }

    private func choices(_ entry: YAMLEntry, _ key: String) -> [Choice] {
        entry.pairs(key).compactMap { id, value in
            guard isIdentifier(id) else {
                value.report("\(Rejection.quoted(id)) is no id", fix: "use small letters and dashes, like childbirth")
                return nil
            }
            return value.words.map { Choice(id: id, name: $0) }
        }
    }

    private func requirements(_ entry: YAMLEntry, _ grounds: [Choice]) -> [Requirement] {
        var seen: Set<String> = []
        return entry.requiredList("requirements", example: "kk").compactMap { item -> Requirement? in
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

    private func document(_ word: String, _ entry: YAMLEntry) -> DocumentShelf.Document? {
        if let document = documents.documents[word] { return document }
        entry.report(
            "no document \(Rejection.quoted(word)) stands under 'documents'",
            fix: Spelling.hint(for: word, among: documents.documents.keys))
        return nil
    }

    private func route(_ entry: YAMLEntry) -> [RouteStep] {
        let steps = entry.requiredList("route", example: "check").compactMap { item -> (YAMLEntry, RouteStep)? in
            guard item.node.mapping != nil else { return step(word: item).map { (item, $0) } }
            guard item.allows(["step", "service", "office", "records"]), let kind: RouteStep.Kind = item.choice("step"),
                let service: RouteStep.Service = item.choice(
                    "service", default: RouteStep.usualService(for: kind)),
                let place: RouteStep.Place = item.choice("office", default: .own),
                let recording: RouteStep.Recording = item.choice("records", default: .data)
            else { return nil }
            if kind != .record, item.entry("records") != nil {
                item.report("only the step 'record' says what it records", fix: "take 'records' out")
            }
            return (item, RouteStep(kind, service: service, place: place, recording: recording))
        }
        checkOrder(of: steps)
        return steps.map(\.1)
    }

    private func step(word entry: YAMLEntry) -> RouteStep? {
        guard let word = entry.words else { return nil }
        guard let kind = RouteStep.Kind(rawValue: word) else {
            entry.report(
                "\(Rejection.quoted(word)) is no step",
                fix: Spelling.hint(for: word, among: RouteStep.Kind.allCases.map(\.rawValue)))
            return nil
        }
        return RouteStep(kind, service: RouteStep.usualService(for: kind))
    }

    /// Steps stand in the order in which `RouteStep.Kind` lists them, none of them twice, and end with `collect`.
    private func checkOrder(of steps: [(entry: YAMLEntry, step: RouteStep)]) {
        let order = RouteStep.Kind.allCases
        var last = -1
        for (entry, step) in steps {
            guard let position = order.firstIndex(of: step.kind) else { continue }
            if position <= last {
                entry.report(
                    "'\(step.kind.rawValue)' can't come here",
                    fix: "keep the order \(order.map(\.rawValue).joined(separator: ", "))")
            }
            last = max(last, position)
        }
        if let (entry, step) = steps.last, step.kind != .collect {
            entry.report("the route doesn't end with 'collect'", fix: "add '- collect'")
        }
    }
}

/// A `refused` or `not_served` entry.
func refusal(_ entry: YAMLEntry) -> Refusal? {
    guard entry.allows(["law", "reason", "instead", "product"]),
        let law = entry.text("law", example: "Permendagri 104/2019 Pasal 19(6)"),
        let reason = entry.text("reason", example: "the document can be verified by its QR code"),
        let instead = entry.text("instead", example: "show the QR code")
    else { return nil }
    return Refusal(law: law, reason: reason, instead: instead)
}
