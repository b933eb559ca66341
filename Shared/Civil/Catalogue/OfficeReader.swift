/// Reads the `offices` of a catalogue file.
struct OfficeReader {
    let products: [Product]
    let documents: DocumentShelf

    private static let keys = [
        "code", "short", "name", "address", "zone", "district", "two_stage", "hours", "lanes", "desks", "print_run",
        "holidays", "not_served", "printed_at_district", "channels", "online_lines", "local", "standard",
    ]

    func read(_ entries: [YAMLEntry]) -> [Office] {
        var codes: Set<RegionCode> = []
        var shorts: Set<String> = []
        var districts: [(entry: YAMLEntry, code: RegionCode)] = []
        let offices = entries.compactMap { entry -> Office? in
            guard entry.allows(Self.keys) else { return nil }
            let code = entry.value("code", example: "32.15.05", region)
            if let code, !codes.insert(code).inserted {
                entry.entry("code")?.report("office \(code) stands twice", fix: "give each office its own code")
            }
            let short = entry.value("short", example: "KLR") { word in
                (2...5).contains(word.utf8.count) && word.utf8.allSatisfy { (65...90).contains($0) } ? word : nil
            }
            if let short, !shorts.insert(short).inserted {
                entry.entry("short")?.report("'\(short)' stands twice", fix: "tickets need a short code of their own")
            }
            let name = entry.text("name", example: "Kecamatan Klari")
            let address = entry.text("address", example: "Jl. Raya Klari 1")
            let zone: OfficeZone? = entry.choice("zone")
            let hours = hours(entry)
            let lanes = lanes(entry)
            let desks = desks(entry, lanes)
            let twoStage = entry.flag("two_stage", default: false)
            let run = printRun(entry, required: twoStage)
            let district = entry.optionalValue("district", example: "32.15", region)
            if let district, let place = entry.entry("district") { districts.append((place, district)) }
            let holidays = holidays(of: entry)
            let notServed = notServed(entry)
            let printedAtDistrict = printedAtDistrict(entry, hasDistrict: district != nil && district != code)
            let channels = entry.choices("channels", default: Channel.allCases)
            let onlineLines = onlineLines(entry, offered: channels)
            let decisions = LocalDecisionReader(products: products, documents: documents).read(entry)
            let standard = OfficeStandardReader().read(entry)
            guard let code, let short, let name, let address, let zone, let standard else { return nil }
            return Office(
                code: code, shortCode: short, name: name, zone: zone,
                district: district ?? code, isTwoStage: twoStage,
                hours: hours, lanes: lanes, desks: desks, printRun: run, holidays: holidays,
                notServed: notServed, printedAtDistrict: printedAtDistrict, address: address,
                channels: channels, onlineLines: onlineLines, localDecisions: decisions, standard: standard)
        }
        for (entry, code) in districts where !codes.contains(code) {
            entry.report("no office \(code) stands in this file", fix: "add it or correct the code")
        }
        return offices
    }

    private func region(_ text: String) -> RegionCode? { try? RegionCode(text) }

    private func hours(_ entry: YAMLEntry) -> [Weekday: [ClockSpan]] {
        var hours: [Weekday: [ClockSpan]] = [:]
        let days = Weekday.allCases.map(\.rawValue)
        guard entry.entry("hours") != nil else {
            entry.report("'hours' is missing", fix: "add 'hours:' with lines like 'monday: 07.30-16.00'")
            return [:]
        }
        for (name, value) in entry.pairs("hours") {
            guard let weekday = Weekday(rawValue: name) else {
                value.report("\(Rejection.quoted(name)) is no weekday", fix: Spelling.hint(for: name, among: days))
                continue
            }
            var spans: [ClockSpan] = []
            for (item, text) in entry.entry("hours")?.wordList(name) ?? [] {
                guard let span = ClockSpan(text) else {
                    item.report("\(Rejection.quoted(text)) is no time of opening", fix: "write it like 07.30-16.00")
                    continue
                }
                if let last = spans.last, span.from <= last.to {
                    item.report("\(span) doesn't come after \(last)", fix: "keep the spans of a day apart and in order")
                }
                spans.append(span)
            }
            hours[weekday] = spans
        }
        if hours.isEmpty {
            entry.entry("hours")?.report("the office never opens", fix: "add lines like 'monday: 07.30-16.00'")
        }
        return hours
    }

    private func lanes(_ entry: YAMLEntry) -> [OfficeLane] {
        var letters: Set<String> = []
        var taken: [String: String] = [:]
        let known = Set(products.map(\.laneGroup)).subtracting([""])
        let entries = entry.requiredList("lanes", example: "{letter: A, name: KTP-el, groups: [ktp]}")
        let lanes = entries.compactMap { item -> OfficeLane? in
            guard item.allows(["letter", "name", "groups", "inquiries"]) else { return nil }
            let letter = item.value("letter", example: "A") { word in
                word.utf8.count == 1 && word.utf8.allSatisfy { (65...90).contains($0) } ? word : nil
            }
            if let letter, !letters.insert(letter).inserted {
                item.entry("letter")?.report("lane \(letter) stands twice", fix: "give each lane its own letter")
            }
            let name = item.text("name", example: "KTP-el dan KIA")
            let groups = item.wordList("groups").map { place, group in
                if !known.contains(group) {
                    place.report(
                        "no product has the lane \(Rejection.quoted(group))",
                        fix: Spelling.hint(for: group, among: known))
                }
                if let other = taken.updateValue(letter ?? "?", forKey: group) {
                    place.report("'\(group)' already stands in lane \(other)", fix: "keep it in one lane")
                }
                return group
            }
            guard let letter, let name else { return nil }
            return OfficeLane(
                letter: letter, name: name, groups: groups, takesInquiries: item.flag("inquiries", default: false))
        }
        if !entries.isEmpty, lanes.filter(\.takesInquiries).count != 1 {
            entry.entry("lanes")?.report(
                "one lane must take people who only ask", fix: "add 'inquiries: true' to exactly one lane")
        }
        return lanes
    }

    private func desks(_ entry: YAMLEntry, _ lanes: [OfficeLane]) -> [Desk] {
        var ids: Set<String> = []
        return entry.requiredList("desks", example: "{id: 1, name: Loket 1, lanes: [A]}").compactMap { item in
            guard item.allows(["id", "name", "lanes"]), let id = item.identifier(example: "1", unique: &ids),
                let name = item.text("name", example: "Loket 1")
            else { return nil }
            let letters = item.wordList("lanes").map { place, letter in
                if !lanes.contains(where: { $0.letter == letter }) {
                    place.report(
                        "this office has no lane \(Rejection.quoted(letter))",
                        fix: Spelling.hint(for: letter, among: lanes.map(\.letter)))
                }
                return letter
            }
            if letters.isEmpty { item.report("desk \(id) calls from no lane", fix: "add 'lanes: [A]'") }
            return Desk(id: id, name: name, lanes: letters)
        }
    }

    private func printRun(_ entry: YAMLEntry, required: Bool) -> PrintRunTimes? {
        guard let item = entry.entry("print_run") else {
            if required {
                entry.report(
                    "an office with two stages needs a 'print_run'",
                    fix: "add 'print_run: {cut_off: 16.00, starts_at: 07.30, ready_at: 09.00}'")
            }
            return nil
        }
        guard item.allows(["cut_off", "starts_at", "ready_at"]),
            let cutOff = item.value("cut_off", example: "16.00", { ClockTime($0) }),
            let starts = item.value("starts_at", example: "07.30", { ClockTime($0) }),
            let ready = item.value("ready_at", example: "09.00", { ClockTime($0) })
        else { return nil }
        if ready < starts {
            item.report("documents are ready before the run starts", fix: "set 'ready_at' after 'starts_at'")
        }
        return PrintRunTimes(cutOff: cutOff, startsAt: starts, readyAt: ready)
    }

    private func printedAtDistrict(_ entry: YAMLEntry, hasDistrict: Bool) -> Set<String> {
        var listed: Set<String> = []
        for (place, product) in entry.wordList("printed_at_district") {
            if !hasDistrict {
                place.report(
                    "this office is its own district's", fix: "take 'printed_at_district' out, or name its 'district'")
            }
            guard let known = products.first(where: { $0.id == product }) else {
                place.report(
                    "there is no product \(Rejection.quoted(product))",
                    fix: Spelling.hint(for: product, among: products.map(\.id)))
                continue
            }
            if !known.route.contains(where: { $0.kind == .print }) {
                place.report("nothing is printed for '\(product)'", fix: "take it out")
            }
            if !listed.insert(product).inserted { place.report("'\(product)' stands twice", fix: "keep one") }
        }
        return listed
    }

    private func onlineLines(_ entry: YAMLEntry, offered channels: [Channel]) -> [OnlineLine] {
        let known = Set(products.map(\.laneGroup)).subtracting([""])
        var taken: [String: String] = [:]
        let lines = entry.list("online_lines").compactMap { item -> OnlineLine? in
            guard item.allows(["name", "phone", "groups"]) else { return nil }
            let name = item.text("name", example: "WhatsApp KK")
            let phone = phone(item)
            let groups = item.wordList("groups").map { place, group in
                if !known.contains(group) {
                    place.report(
                        "no product has the lane \(Rejection.quoted(group))",
                        fix: Spelling.hint(for: group, among: known))
                }
                if let other = taken.updateValue(name ?? "?", forKey: group) {
                    place.report("'\(group)' already has the line \(other)", fix: "keep it at one line")
                }
                return group
            }
            if groups.isEmpty { item.report("the line is for nothing", fix: "add 'groups: [kk]'") }
            guard let name, let phone else { return nil }
            return OnlineLine(name: name, phone: phone, groups: groups)
        }
        if !lines.isEmpty, !channels.contains(.whatsapp) {
            entry.entry("online_lines")?.report(
                "the office doesn't take requests by whatsapp", fix: "add 'whatsapp' to its 'channels'")
        }
        return lines
    }

    /// What is wrong with a number is said as at the counter.
    private func phone(_ line: YAMLEntry) -> PhoneNumber? {
        guard let text = line.text("phone", example: "\"081234567890\"") else { return nil }
        do throws(Rejection) {
            return try PhoneNumber(text)
        } catch {
            line.entry("phone")?.report(error.problem, fix: error.fix)
            return nil
        }
    }

    private func notServed(_ entry: YAMLEntry) -> [String: Refusal] {
        var refusals: [String: Refusal] = [:]
        for item in entry.list("not_served") {
            guard let refusal = refusal(item), let product = item.text("product", example: "suket-ktp-el") else {
                continue
            }
            if !products.contains(where: { $0.id == product }) {
                item.entry("product")?.report(
                    "there is no product \(Rejection.quoted(product))",
                    fix: Spelling.hint(for: product, among: products.map(\.id)))
            }
            if refusals.updateValue(refusal, forKey: product) != nil {
                item.report("'\(product)' stands twice", fix: "keep one")
            }
        }
        return refusals
    }
}
