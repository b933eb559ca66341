import Civil
import Contracts

/// A print run: its list, how far it is, and what the count says of each line.
struct RunReport: Report {
    struct Item: Encodable {
        let number: String
        let product: String
        let applicant: String
        let medium: String
        let urgent: Bool
        let result: String
        let reason: String
    }

    let number: String
    let office: String
    let officeName: String
    let day: String
    let stage: String
    let cutOff: OfficeTime?
    let items: [Item]
    /// Where the printed list lies, once there is one.
    let listFile: String

    init(_ view: WireRunView, _ directory: SiteDirectory) {
        number = view.number
        office = view.office
        officeName = directory.entry(view.office)?.name ?? view.office
        day = Day(ordinal: view.day).iso
        stage = view.stage
        cutOff = OfficeTime(view.cutOff, directory.zone(view.office))
        items = view.items.map {
            Item(
                number: $0.caseNumber, product: $0.product, applicant: $0.applicant, medium: $0.medium,
                urgent: $0.urgent, result: $0.result, reason: $0.reason)
        }
        listFile = view.listFile
    }

    /// `38 printed, 1 spoiled, 2 waiting`.
    var counts: String {
        var counts: [String: Int] = [:]
        for item in items { counts[item.result, default: 0] += 1 }
        return counts.isEmpty
            ? "no line" : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Where", "\(stageInWords), \(officeName)")
        facts.add("Prints on", (try? Day(iso: day))?.inWords ?? day)
        facts.add("Cut-off", cutOff?.full ?? "")
        facts.add("Lines", "\(items.count): \(counts)")
        facts.add("List", listFile)
        var table = Table(
            .init("#", .right), .init("CASE"), .init("PRODUCT"), .init("MEDIUM"), .init("RESULT"), .init("APPLICANT"))
        for (index, item) in items.enumerated() {
            table.add(
                "\(index + 1)", item.number, item.product + (item.urgent ? " (urgent)" : ""), item.medium,
                item.resultInWords, item.applicant)
        }
        return [screen.strong(number)] + facts.lines(on: screen)
            + (items.isEmpty ? [] : [""] + table.lines(on: screen))
    }

    private var stageInWords: String {
        switch stage {
        case "open": "its list is open"
        case "closed": "its list is closed, not printed yet"
        case "printing": "being printed and counted"
        case "finished": "finished"
        default: stage
        }
    }
}

/// Several print runs.
struct RunListReport: Report {
    let runs: [RunReport]

    func lines(on screen: Screen) -> [String] {
        if runs.isEmpty { return ["No print run is planned or has been made: plan one with loket print-run plan."] }
        var table = Table(.init("RUN"), .init("DAY"), .init("STAGE"), .init("LINES", .right), .init("COUNTED"))
        for run in runs { table.add(run.number, run.day, run.stage, "\(run.items.count)", run.counts) }
        return table.lines(on: screen)
    }
}
