import Civil
import Contracts
import Foundation

/// Messages that could not be carried out.
struct DeadReport: Report {
    let total: Int
    let letters: [DeadLetterReport]

    init(_ letters: [WireDeadLetter], total: Int, _ counter: Counter) {
        self.total = total
        self.letters = letters.map { DeadLetterReport($0, counter) }
    }

    func lines(on screen: Screen) -> [String] {
        if letters.isEmpty { return ["No dead letters."] }
        var table = Table(.init("WHEN"), .init("ID"), .init("CASE"), .init("FOR"), .init("WHAT"), .init("WHY"))
        for letter in letters {
            table.add(
                letter.at.short, String(letter.id.prefix(8)), letter.number ?? "", letter.destination, letter.what,
                letter.closing.map { "\($0) by \(letter.closedBy ?? "")" } ?? letter.plainCause)
        }
        return table.lines(on: screen)
            + (total > letters.count ? [screen.faint("… and \(total - letters.count) more")] : [])
            + (letters.contains(where: \.isOpen) ? ["", "What can be done about one: loket dead show ID"] : [])
    }
}

struct DeadLetterReport: Report {
    let id: String
    let at: OfficeTime
    let number: String?
    let what: String
    let destination: String
    let sender: String
    let service: String
    let office: String
    let subject: String?
    let plainCause: String
    let cause: String
    let sqlstate: String?
    let obstacle: String?
    let bytes: Int
    let closing: String?
    let closedAt: OfficeTime?
    let closedBy: String?
    let reason: String?

    init(_ letter: WireDeadLetter, _ counter: Counter) {
        let zone = counter.directory.zone(letter.office)
        let present = { (text: String) in text.isEmpty ? nil : text }
        id = UUID(checking: letter.id)?.uuidString.lowercased() ?? ""
        at = OfficeTime(Moment(microseconds: letter.at), zone)
        number = present(letter.number)
        what = letter.what
        destination = letter.destination
        sender = letter.sender
        service = letter.service
        office = letter.office
        subject = UUID(checking: letter.subjectID)?.uuidString.lowercased()
        plainCause = letter.plainCause
        cause = letter.cause
        sqlstate = present(letter.sqlstate)
        obstacle = present(letter.obstacle)
        bytes = Int(letter.bytes)
        closing = present(letter.closing)
        closedAt = OfficeTime(letter.closedAt, zone)
        closedBy = present(letter.closedBy)
        reason = present(letter.reason)
    }

    var isOpen: Bool { closing == nil }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Case", number ?? "")
        facts.add("For", destination)
        facts.add("From", sender)
        facts.add("Kept", "\(at.full) by \(service)")
        facts.add("Why", plainCause)
        facts.add("SQLSTATE", sqlstate ?? "")
        if let closing {
            facts.add("Closed", "\(closing) \(closedAt?.full ?? "") by \(closedBy ?? "")")
            facts.add("Because", reason ?? "")
        }
        return [screen.strong(id) + "   " + what] + facts.lines(on: screen) + [""] + next
    }

    /// What a person can do now.
    private var next: [String] {
        let release = number.map { "Where the case is held for it: loket release \($0) --reason …" }
        if !isOpen { return release.map { [$0] } ?? [] }
        let short = id.prefix(8)
        let discard = "If it shall never be done: loket dead discard \(short) --reason …"
        if let obstacle { return ["It can't be sent again from here: \(obstacle).", discard] }
        return ["Once the cause is mended: loket dead replay \(short)", discard] + (release.map { [$0] } ?? [])
    }
}
