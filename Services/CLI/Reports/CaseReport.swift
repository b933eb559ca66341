import Civil
import Contracts

/// A case on one screen: where it is, who holds it, why it waits, what comes next and when.
struct CaseReport: Report {
    struct Missing: Encodable {
        let id: String
        let name: String
        let `where`: String
    }

    struct Step: Encodable {
        let at: OfficeTime
        let what: String
        let by: String
    }

    let number: String
    let product: String
    let productName: String
    let office: String
    let officeName: String
    let applicant: String
    let nik: String
    let phone: String
    let stage: String
    let heldBy: String
    let inTransit: Bool
    let waitsFor: String
    let next: String
    let nextAt: OfficeTime?
    let urgent: Bool
    let need: String
    let documents: [String]
    let missing: [Missing]
    let hold: String
    let visit: String
    let run: String
    let version: Int64
    let filedAt: OfficeTime
    let asOf: OfficeTime
    /// When it was last heard of, where another site has it.
    let knownAt: OfficeTime?
    /// Why its history is two.
    let forked: String
    let history: [Step]
    /// The kinds of its route's steps; none where the answer comes from a program that doesn't tell them.
    private let route: [String]
    private let holderPlace: String

    private enum CodingKeys: CodingKey {
        case number, product, productName, office, officeName, applicant, nik, phone, stage, heldBy, inTransit
        case waitsFor, next, nextAt, urgent, need, documents, missing, hold, visit, run, version, filedAt, asOf
        case knownAt, forked, history
    }

    init(_ view: WireCaseView, _ directory: SiteDirectory) {
        let zone = directory.zone(view.office)
        number = view.number
        product = view.product
        productName = view.productName
        office = view.office
        officeName = directory.entry(view.office)?.name ?? view.office
        applicant = view.applicant
        nik = view.applicantNik
        phone = view.phone
        stage = view.stage
        heldBy = view.holder
        inTransit = view.inTransit
        waitsFor = view.waitsFor
        next = view.next
        nextAt = OfficeTime(view.nextAt, zone)
        urgent = view.urgent
        need = view.need
        documents = view.documents
        missing = view.missing.map { Missing(id: $0.id, name: $0.name, where: $0.where) }
        hold = view.held
        visit = view.visit
        run = view.run
        version = view.version
        filedAt = OfficeTime(Moment(microseconds: view.filedAt), zone)
        asOf = OfficeTime(Moment(microseconds: view.asOf), zone)
        knownAt = OfficeTime(view.knownAt, zone)
        forked = view.forked
        route = view.route
        let place = view.holder.split(separator: "@").dropFirst().first.map(String.init) ?? view.office
        holderPlace = directory.entry(place)?.name ?? place
        history = view.history.map {
            Step(at: OfficeTime(Moment(microseconds: $0.at), zone), what: $0.what, by: Self.person($0.by))
        }
    }

    /// The journal's actor as people say it.
    private static func person(_ actor: String) -> String {
        if let name = actor.split(separator: ":", maxSplits: 1).dropFirst().first { return String(name) }
        return actor == "clock" ? "the clock" : actor
    }

    func lines(on screen: Screen) -> [String] {
        var lines = summary(on: screen)
        if !history.isEmpty {
            lines += ["", "  " + screen.faint("History")]
            var table = Table(.init("WHEN"), .init("WHAT"), .init("BY"))
            for step in history { table.add(step.at.short, step.what, step.by) }
            lines += table.lines(on: screen, indent: 2).dropFirst()
        }
        return lines + ["", screen.faint(source)]
    }

    /// How old what is shown is, and whose word it is.
    var source: String {
        guard let knownAt else { return "As of \(asOf.full)" }
        let ago = "\(knownAt.ago(asOf)) (\(knownAt.short))"
        return inTransit
            ? "Sent off \(ago); \(holderPlace) has not said yet that it is there"
            : "As \(holderPlace) said \(ago)"
    }

    /// Everything but the history.
    func summary(on screen: Screen) -> [String] {
        let flag = hold.isEmpty ? (urgent ? "   URGENT" + (need.isEmpty ? "" : ": \(need)") : "") : "   HELD"
        let person = [applicant, nik.isEmpty ? "" : "NIK \(nik)", phone].filter { !$0.isEmpty }
        var facts = Facts()
        facts.add("Where", "\(stageInWords), \(holderInWords)")
        facts.add("Waits for", waitsFor)
        facts.add("Next", next)
        facts.add("When", nextAt.map { "\($0.full), \($0.seen(from: asOf))" } ?? "")
        facts.add("Missing", each: missing.map { $0.name.isEmpty ? $0.id : $0.name + place($0) })
        facts.add("Papers", documents.joined(separator: ", "))
        facts.add("Print run", run)
        facts.add("Two histories", forked.isEmpty ? "" : "\(forked): see loket forks")
        facts.add("Filed", "\(filedAt.full), at \(officeName)")
        return [
            "\(screen.strong(number))   \(productName)" + (flag.isEmpty ? "" : screen.alarm(flag)),
            person.joined(separator: " · "), "  " + strip(screen), "",
        ] + facts.lines(on: screen)
    }

    private func place(_ missing: Missing) -> String { missing.where.isEmpty ? "" : ", from: \(missing.where)" }

    private var holderInWords: String {
        let parts = heldBy.split(separator: "@").map(String.init)
        guard parts.count == 2 else { return "held by \(heldBy)" }
        return "\(inTransit ? "on its way to" : "held by") \(parts[0]) at \(holderPlace)"
    }

    private var stageInWords: String {
        switch stage {
        case "incomplete": "papers are missing"
        case "to-record": "to be recorded"
        case "awaiting-centre": "with the national data centre"
        case "to-print": "to be printed"
        case "in-run": "on a print run's list"
        case "printing": "at the printer"
        case "print-unknown": "printed or not: unknown"
        case "to-reconcile": "printed, to be counted"
        case "ready": "ready to be collected"
        case "missing": run.isEmpty ? "printed, and given back" : "printed, not found in the count"
        case "arriving": "printed, on its way to where it is collected"
        default: stage
        }
    }

    /// The road of a case, and how far it is: `● filed  ◉ to record  ○ to print  ○ to collect`.
    private func strip(_ screen: Screen) -> String {
        let road = [
            ("", "filed", "papers to bring"),
            ("record", "recorded", stage == "awaiting-centre" ? "at the centre" : "to record"),
            ("print", "printed", "to print"), ("", "collected", stage == "arriving" ? "to arrive" : "to collect"),
        ]
        let done: Int
        switch stage {
        case "incomplete": done = 0
        case "to-record", "awaiting-centre": done = 1
        case "ready", "arriving": done = 3
        case "collected": done = 4
        case "withdrawn", "refused": return screen.alarm("✕ \(stage)")
        default: done = 2
        }
        return road.indices.compactMap { index in
            let (step, past, ahead) = road[index]
            guard step.isEmpty || route.isEmpty || route.contains(step) else { return nil }
            let mark = index < done ? "●" : index == done ? "◉" : "○"
            let text = "\(mark) \(index < done ? past : ahead)"
            return index == done ? screen.strong(text) : screen.faint(text)
        }.joined(separator: "  ")
    }
}
