import Majordomo

/// A key that may come in.
struct KeyLine: Report {
    let name: String
    let key: String
    let role: String
    let offices: [String]

    init(_ holder: KeyHolder) {
        name = holder.name
        key = holder.key.text
        switch holder.role {
        case .member: (role, offices) = ("member", [])
        case .site(let codes): (role, offices) = ("site", codes)
        }
    }

    var inWords: String {
        role == "member" ? "a machine of this site" : "the site of \(offices.joined(separator: ", "))"
    }

    func lines(on screen: Screen) -> [String] { ["\(name) may come in as \(inWords)."] }
}

struct KeysReport: Report {
    struct Mistake: Encodable {
        let line: Int
        let problem: String
    }

    let file: String
    let keys: [KeyLine]
    let mistakes: [Mistake]

    init(_ file: String, _ register: KeyRegister, _ mistakes: [KeyMistake]) {
        self.file = file
        keys = register.holders.map(KeyLine.init)
        self.mistakes = mistakes.map { Mistake(line: $0.line, problem: "\($0.cause)") }
    }

    func lines(on screen: Screen) -> [String] {
        var lines = ["Nobody may come in by a key."]
        if !keys.isEmpty {
            var table = Table(.init("NAME"), .init("KEY"), .init("AS"))
            for key in keys { table.add(key.name, key.key, key.inWords) }
            lines = table.lines(on: screen)
        }
        if mistakes.isEmpty { return lines }
        return lines + ["", screen.alarm("Lines of \(file) that let in nobody:")]
            + mistakes.map { "  line \($0.line): \($0.problem)" }
    }
}

struct RevokedReport: Report {
    let revoked: [String]

    func lines(on screen: Screen) -> [String] { revoked.map { "Revoked: \($0)" } }
}
