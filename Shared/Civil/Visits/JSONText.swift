/// JSON that is written in the order in which a reader wants it.
indirect enum JSONText {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONText])
    case object([(String, JSONText)])

    /// On one line.
    var line: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let items): "[" + items.map(\.line).joined(separator: ", ") + "]"
        case .object(let pairs):
            "{" + pairs.map { "\(Self.quoted($0.0)): \($0.1.line)" }.joined(separator: ", ") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                if scalar.value < 0x20 {
                    let hex = String(scalar.value, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }
}

extension VisitLine {
    /// The line that reads back as `form`.
    public static func encode(_ form: VisitForm) -> String { json(of: form).line }

    static func json(of form: VisitForm) -> JSONText {
        var pairs: [(String, JSONText)] = [
            ("id", .text(form.lineID)), ("office", .text(form.office)), ("channel", .text(form.channel)),
        ]
        if let priority = form.priority { pairs.append(("priority", .text(priority))) }
        if let arrivedAt = form.arrivedAt { pairs.append(("arrived_at", .text(arrivedAt.iso8601(in: .wib)))) }
        pairs.append(("visitor", json(of: form.visitor)))
        if !form.applications.isEmpty {
            pairs.append(("applications", .list(form.applications.map { json(of: $0, visitor: form.visitor) })))
        }
        return .object(pairs)
    }

    private static func json(of person: PersonForm) -> JSONText {
        var pairs: [(String, JSONText)] = [("name", .text(person.name))]
        if let nik = person.nik { pairs.append(("nik", .text(nik))) }
        if let phone = person.phone { pairs.append(("phone", .text(phone))) }
        return .object(pairs)
    }

    private static func json(of form: ApplicationForm, visitor: PersonForm) -> JSONText {
        var pairs: [(String, JSONText)] = [("product", .text(form.product))]
        if form.applicant != visitor { pairs.append(("applicant", json(of: form.applicant))) }
        if let card = form.familyCard { pairs.append(("family_card", .text(card))) }
        pairs.append(("documents", .list(form.documents.map { .text($0) })))
        if let need = form.need { pairs.append(("need", .text(need))) }
        if !form.details.isEmpty {
            pairs.append(("details", .object(form.details.map { ($0.name, .text($0.value)) })))
        }
        return .object(pairs)
    }
}
