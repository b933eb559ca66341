import Audit

/// An anchor in a few words.
struct AnchorLine: Encodable {
    let file: String
    let madeAt: OfficeTime
    let life: Int
    let offices: [String]
    let leaves: Int
    let root: String
    let previous: String?
    private let groups: [String]
    let name: String

    private enum CodingKeys: CodingKey {
        case file, madeAt, life, offices, leaves, root, previous
    }

    init(_ file: AnchorFolder.File) {
        self.file = file.path
        name = file.name
        let head = file.anchor.head
        madeAt = OfficeTime(head.made, head.zone)
        life = head.life
        offices = head.offices
        leaves = file.anchor.leaves
        root = "\(file.anchor.root)"
        previous = head.previous.map { "\($0)" }
        groups = file.anchor.root.groups
    }

    func facts(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Made", "\(madeAt.full), in life \(life)")
        facts.add("Holds", leaves == 1 ? "1 history" : "\(leaves) histories")
        facts.add("Before", previous ?? "none: it is the first")
        facts.add("Root", each: [groups[..<8].joined(separator: " "), groups[8...].joined(separator: " ")])
        return facts.lines(on: screen)
    }
}

struct MadeAnchorReport: Report {
    let made: Bool
    let anchor: AnchorLine?
    let notRead: [String]

    init(_ outcome: AnchorMaking.Outcome, _ unreadable: [AnchorProblem]) {
        notRead = unreadable.map(\.description)
        switch outcome {
        case .made(let file): (made, anchor) = (true, AnchorLine(file))
        case .nothingNew(let last): (made, anchor) = (false, last.map(AnchorLine.init))
        }
    }

    func lines(on screen: Screen) -> [String] {
        var lines = ["There is nothing to anchor yet."]
        if let anchor {
            lines =
                made
                ? ["The anchor is in \(screen.strong(anchor.file))"] + anchor.facts(on: screen)
                : ["Nothing went on since \(screen.strong(anchor.name)), so none was made."]
        }
        return lines + notRead.map { screen.alarm("Not read: \($0)") }
    }
}

struct AnchorsReport: Report {
    struct Off: Encodable {
        let file: String
        let what: String
    }

    let folder: String
    let anchors: [AnchorLine]
    let off: [Off]

    init(_ contents: AnchorPlace.Contents) {
        folder = contents.folder
        anchors = contents.files.map(AnchorLine.init)
        off = contents.off.map { Off(file: $0.file, what: $0.what) }
    }

    func lines(on screen: Screen) -> [String] {
        var lines = ["No anchor is in \(folder)."]
        if !anchors.isEmpty {
            var table = Table(
                .init("ANCHOR"), .init("MADE"), .init("LIFE", .right), .init("HISTORIES", .right), .init("ROOT"))
            for anchor in anchors {
                table.add(anchor.name, anchor.madeAt.full, "\(anchor.life)", "\(anchor.leaves)", anchor.root)
            }
            lines = table.lines(on: screen)
        }
        if off.isEmpty { return lines }
        return lines + ["", screen.alarm("What is off:")] + off.map { "  \($0.file): \($0.what)" }
    }
}

struct PrintedAnchorReport: Report {
    let file: String
    let anchor: AnchorLine

    func lines(on screen: Screen) -> [String] { ["The page of \(anchor.name) is in \(file)"] }
}
