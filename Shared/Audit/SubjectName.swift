import Civil
import Foundation

/// What a subject is called in a finding: the kind and the number that people know, never a name or a NIK.
struct SubjectName: Hashable, Sendable {
    var kind: String
    var number: String

    init(_ subject: Subject) {
        kind = Self.word(subject.kind)
        switch subject {
        case .lane(let lane): number = Self.lane(lane.key)
        case .visit(let visit): number = visit.opening.number
        case .caseFile(let file): number = file.filing.number
        case .printDesk(let desk): number = desk.office
        case .printRun(let run): number = run.number
        case .notice(let notice): number = "\(notice.caseNumber) (\(notice.occasion))"
        }
    }

    /// For what can't be read.
    init(kind: Int16?, id: UUID) {
        self.kind = kind.flatMap(Subject.Kind.init(rawValue:)).map(Self.word) ?? "subject"
        number = id.uuidString.lowercased()
    }

    static func lane(_ key: LaneKey) -> String { "\(key.shortCode)-\(key.day.compact)-\(key.letter)" }

    static func word(_ kind: Subject.Kind) -> String {
        switch kind {
        case .lane: "lane"
        case .visit: "visit"
        case .caseFile: "case"
        case .printDesk: "print room"
        case .printRun: "print run"
        case .notice: "notice"
        }
    }
}

extension Finding {
    init(_ name: SubjectName, _ version: Int64? = nil, _ what: String, _ remedy: Remedy) {
        self.init(subject: name.kind, number: name.number, version: version, what: what, remedy: remedy)
    }
}
