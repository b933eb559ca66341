/// Reads the `products` of a catalogue file.
struct ProductReader {
    let documents: DocumentShelf

    private static let keys = [
        "id", "name", "kind", "produced_by", "lane", "medium", "validity", "stock_priority", "channels", "legal_basis",
        "nik", "grounds", "requirements", "route", "promise", "urgent_needs", "refused",
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
            let requirements = RequirementReader(documents: documents, grounds: grounds).read(
                entry.requiredList("requirements", example: "kk"))
            let route = route(entry)
            let needs = choices(entry, "urgent_needs")
            let lane = entry.text("lane", example: "kk-akta")
            let medium: Medium? = entry.choice("medium")
            let promise = entry.value("promise", example: "24 hours", Promise.init)
            let kind: ServiceKind? = entry.choice("kind", default: .administrative)
            let validity = entry.value("validity", example: "until changed", Validity.init)
            let channels = entry.choices("channels", default: Channel.allCases)
            let laws = entry.requiredWords("legal_basis", example: "Perpres 96/2018 Pasal 15")
            let stockPriority = stockPriority(entry, medium)
            check(kind, medium, route, entry)
            guard let id, let name, let kind, let producer, let lane, let medium, let validity, let promise else {
                return nil
            }
            return Product(
                id: id, name: name, kind: kind, producedBy: producer, laneGroup: lane, medium: medium,
                validity: validity, stockPriority: stockPriority, channels: channels, legalBasis: laws,
                needsNIK: needsNIK(entry), grounds: grounds, requirements: requirements, route: route,
                promise: promise, urgentNeeds: needs, refusal: nil)
        }
    }

    /// A product that is listed so that its refusal can say why.
    private func refused(_ entry: YAMLEntry, _ id: String?, _ name: String?, _ producer: Producer?) -> Product? {
        for key in ["requirements", "route", "promise", "urgent_needs", "grounds", "validity", "stock_priority"] {
            entry.entry(key)?.report("a refused product has no \(key)", fix: "take it out")
        }
        guard let refusal = entry.entry("refused").flatMap(refusal), let id, let name, let producer else { return nil }
        return Product(
            id: id, name: name, kind: .administrative, producedBy: producer, laneGroup: "", medium: .hvs,
            validity: .permanent, stockPriority: nil, channels: Channel.allCases, legalBasis: [refusal.law],
            needsNIK: false, grounds: [],
            requirements: [], route: [], promise: .minutes(1), urgentNeeds: [], refusal: refusal)
    }

    /// Cards run out, so each product that takes one says whose turn it is.
    private func stockPriority(_ entry: YAMLEntry, _ medium: Medium?) -> Int? {
        guard medium?.isStock == true else {
            entry.entry("stock_priority")?.report(
                "nothing is taken from stock for this product", fix: "take 'stock_priority' out, or correct 'medium'")
            return nil
        }
        return entry.value("stock_priority", example: "1") { word in
            Int(word).flatMap { (1...9).contains($0) ? $0 : nil }
        }
    }

    /// A paper that nobody prints, or a printing without a paper, is a slip of the pen.
    private func check(_ kind: ServiceKind?, _ medium: Medium?, _ route: [RouteStep], _ entry: YAMLEntry) {
        guard let kind, let medium else { return }
        let prints = route.contains { $0.kind == .print }
        if medium == .none, prints {
            entry.entry("route")?.report(
                "a step prints, and there is no medium", fix: "name the 'medium', or take 'print' out")
        }
        if medium != .none, !route.isEmpty, !prints {
            entry.entry("route")?.report(
                "no step prints the \(medium.rawValue)", fix: "add '- print', or write 'medium: none'")
        }
        if kind == .administrative, medium == .none {
            entry.entry("medium")?.report(
                "an administrative product is a document",
                fix: "name what it is printed on, or write 'kind: service' or 'kind: goods'")
        }
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
