import Audit
import Civil
import Foundation

/// What an audit found: a page for people, and the same as JSON for programs.
struct AuditPage: Encodable {
    struct Line: Encodable {
        let subject: String
        let number: String
        let entry: Int64?
        let what: String
        let remedy: String
        let advice: String
    }

    /// What a restore left behind, of anchors of an earlier life.
    struct LostLeaves: Encodable {
        let life: Int
        let leaves: Int
    }

    let clean: Bool
    let findings: [Line]
    /// More than are listed.
    let findingsCount: Int
    let subjects: [String: Int]
    let entries: Int
    let effects: Int
    let receipts: Int
    let outbox: Int
    let due: Int
    let deadLetters: Int
    let unknownEffects: Int
    let tickets: Int
    let visits: [String: Int]
    let filed: Int
    let cases: [String: Int]
    let casesFromElsewhere: Int
    /// Anchors that were held against it, their leaves, and when the last one was made.
    let anchors: Int
    let anchorLeaves: Int
    let anchoredUntil: OfficeTime?
    let lostByRestore: [LostLeaves]
    let seconds: Double

    init(_ report: AuditReport) {
        clean = report.isClean
        findings = report.findings.map {
            Line(
                subject: $0.subject, number: $0.number, entry: $0.version, what: $0.what, remedy: $0.remedy.rawValue,
                advice: $0.remedy.advice)
        }
        findingsCount = report.count
        subjects = report.subjects
        entries = report.entries
        effects = report.effects
        receipts = report.tables.receipts
        outbox = report.tables.outbox
        due = report.tables.due
        deadLetters = report.tables.deadLetters
        unknownEffects = report.tables.unknownEffects
        tickets = report.figures.tickets
        visits = Dictionary(uniqueKeysWithValues: report.figures.visits.map { ($0.key.word, $0.value) })
        filed = report.figures.filed
        cases = report.figures.cases
        casesFromElsewhere = report.figures.fromElsewhere
        anchors = report.anchors?.files ?? 0
        anchorLeaves = report.anchors?.leaves ?? 0
        anchoredUntil = report.anchors.flatMap { figures in figures.until.map { OfficeTime($0, figures.zone) } }
        lostByRestore = (report.anchors?.lostByRestore ?? [:]).sorted { $0.key < $1.key }.map {
            LostLeaves(life: $0.key, leaves: $0.value)
        }
        seconds = (report.duration / .milliseconds(1)).rounded() / 1_000
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    var lines: [String] {
        var lines: [String] = []
        for finding in findings {
            lines.append("\(finding.subject) \(finding.number)" + (finding.entry.map { ", entry \($0)" } ?? ""))
            lines.append("    \(finding.what)")
        }
        if findingsCount > findings.count { lines.append("… and \(findingsCount - findings.count) more") }
        let remedies = Remedy.allCases.filter { remedy in findings.contains { $0.remedy == remedy.rawValue } }
        if !remedies.isEmpty {
            lines += ["", "What to do:"] + remedies.map { "  \($0.title): \($0.advice)." } + [""]
        }
        lines += figures
        let seen =
            "\(subjects.values.reduce(0, +)) subjects, \(entries) entries, \(effects) effects, \(receipts) receipts "
            + "in \(seconds) s"
        lines.append(clean ? "Clean: \(seen)." : "\(findingsCount) FINDINGS: \(seen).")
        return lines
    }

    private var figures: [String] {
        let cases = Self.sum("cases filed", filed, cases)
        let visits = Self.sum("tickets", tickets, visits)
        let open = [
            (outbox, "messages on their way"), (due, "things due"), (deadLetters, "dead letters"),
            (unknownEffects, "effects unknown"), (casesFromElsewhere, "cases of other sites"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return [cases, visits] + (open.isEmpty ? [] : [open.joined(separator: ", ")]) + anchorLines
    }

    private var anchorLines: [String] {
        guard let until = anchoredUntil else {
            return [
                "No anchor was held against it, which alone shows what was removed with every trace (loket help anchor)."
            ]
        }
        let files = anchors == 1 ? "1 anchor" : "\(anchors) anchors"
        return [
            "\(files) with \(anchorLeaves) leaves held against it: what was there until \(until.full) is "
                + (lostByRestore.isEmpty ? "covered." : "covered, but for what a restore lost:")
        ]
            + lostByRestore.map {
                "\($0.leaves) leaves of life \($0.life) are younger than the backup that was restored after it."
            }
    }

    /// `150 tickets = 120 served + 30 left`.
    private static func sum(_ what: String, _ all: Int, _ parts: [String: Int]) -> String {
        let terms = parts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        return "\(all) \(what)" + (terms.isEmpty ? "" : " = " + terms.joined(separator: " + "))
    }
}

extension Remedy {
    var title: String {
        switch self {
        case .historyChanged: "where a history was changed"
        case .somethingLost: "where something is gone"
        case .rowChanged: "where a row was changed"
        case .contradiction: "where histories contradict each other"
        case .setUp: "where the set-up is off"
        case .anchorOff: "where an anchor is off"
        }
    }
}
