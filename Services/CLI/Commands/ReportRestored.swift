import ArgumentParser
import Civil
import Foundation

struct ReportRestoredSite: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Say what a restored site lost: for whoever enters it again from paper.",
        discussion: """
            Names the span, the last ticket of each lane that the backup knows, and what the devices' own logs saw
            beyond it, where they outlived the site. Tickets that were given and that nobody knows are to be filed again
            from the paper that the office kept: with loket file, under new numbers. What neighbours knew has come back
            under its own number.

            Examples:
              loket restore report
              loket restore report --died-at 2026-11-23T11:30:00+07:00 --json

            JSON: incarnation, lost (from, to), lanes (office, lane, day, last, missing, next), came_back (numbers),
            went_on (number, what, by), letters (office, last, next), cases_held by step, effects_unknown, opened_at, without_neighbours.

            Exit codes: 0 said, 1 the site could not be read or was never restored, 2 not understood.
            """)

    @Option(help: ArgumentHelp("When the site died, if it is known.", valueName: "2026-11-23T11:30:00+07:00"))
    var diedAt: String?

    @Option(help: "The site's folder (LOKET_DATA).")
    var data: String?

    @Flag(help: "Print JSON for programs instead of a page for people.")
    var json = false

    func run() throws {
        let screen = Screen(isJSON: json)
        try screen.telling {
            let died = try diedAt.map { text throws(Rejection) in try Moment(iso8601: text, field: "--died-at") }
            let folder = SiteFolder(data)
            let server = try SiteServer(folder)
            defer { server.stop() }
            let connection = try server.connect(as: "loket-restore")
            defer { connection.close() }
            let books = RestoredBooks(connection)
            guard let life = try books.life() else {
                throw SiteProblem("This site was never restored from a backup, so it lost nothing that way.")
            }
            let catalogue = try Catalogue(yaml: String(contentsOfFile: folder.catalogue, encoding: .utf8))
            // A demo site's clock stood still while it was dead.
            let end = died ?? (life.isDemo ? nil : life.restoredAt)
            if let end, end < life.from {
                throw SiteProblem("--died-at is before the backup, so nothing was lost: look at the time again.")
            }
            screen.show(
                try LossReport(
                    life, to: end, offices: catalogue.offices.filter { life.offices.contains($0.code.text) },
                    books: books, sightings: DeviceMemory.sightings(in: folder.path),
                    held: HeldCases(connection).all()))
        }
    }
}

private struct LossReport: Report {
    struct Span: Encodable {
        let from: OfficeTime
        let to: OfficeTime?
    }

    struct LaneLine: Encodable {
        let office: String
        let lane: String
        let day: String
        /// The last ticket that the backup knows; empty where it knows none.
        let last: String
        let missing: [String]
        /// The first ticket that nobody saw.
        let next: String
    }

    struct Seen: Encodable {
        let number: String
        let what: String
        let by: String
    }

    struct Letters: Encodable {
        let office: String
        let last: Int
        let next: Int
    }

    let incarnation: Int
    let lost: Span
    let lanes: [LaneLine]
    let cameBack: [String]
    let wentOn: [Seen]
    let letters: [Letters]
    let casesHeld: [String: Int]
    let effectsUnknown: Int
    let openedAt: OfficeTime?
    let withoutNeighbours: String
    private let devices: [String]

    private enum CodingKeys: CodingKey {
        case incarnation, lost, lanes, cameBack, wentOn, letters, casesHeld, effectsUnknown, openedAt, withoutNeighbours
    }

    init(
        _ life: RestoredBooks.Life, to end: Moment?, offices: [Office], books: RestoredBooks,
        sightings: [LostHours.Sighting], held: [CaseFile]
    ) throws {
        let zone = offices.first?.zone ?? .wib
        incarnation = life.incarnation
        lost = Span(from: OfficeTime(life.from, zone), to: end.map { OfficeTime($0, zone) })
        var lanes: [LaneLine] = []
        var wentOn: [Seen] = []
        var cameBack: [String] = []
        var letters: [Letters] = []
        for office in offices {
            let first = office.zone.day(of: life.from)
            // A month of lost days is as much as a page can hold; older lanes are closed.
            let last = min(end.map { office.zone.day(of: $0) } ?? first, first + 31)
            let known = try books.known(of: Set(sightings.map(\.number)), office)
            let back = try books.cameBack(to: office)
            cameBack += back
            let hours = LostHours(
                lanes: try books.lanes(of: office, days: first...max(first, last), life: life), sightings: sightings,
                known: known, settled: try books.settled(of: Set(sightings.compactMap(\.effect))),
                cameBack: Set(back))
            lanes += hours.gaps.map { gap in
                LaneLine(
                    office: office.code.text, lane: gap.lane.letter, day: gap.lane.day.iso,
                    last: gap.lane.last == 0 ? "" : gap.lane.ticket(gap.lane.last), missing: gap.missing,
                    next: gap.lane.ticket(gap.next))
            }
            wentOn += hours.wentOn.map { Seen(number: $0.number, what: $0.what, by: $0.by) }
            if let register = try books.letters(of: office, life: life) {
                letters.append(Letters(office: office.code.text, last: register.last, next: register.next))
            }
        }
        (self.lanes, self.wentOn, self.letters, self.cameBack) = (lanes, wentOn, letters, cameBack)
        casesHeld = Dictionary(held.map { ($0.stage.word, 1) }, uniquingKeysWith: +)
        effectsUnknown = try books.unknownEffects()
        openedAt = life.openedAt.map { OfficeTime($0, zone) }
        withoutNeighbours = life.openedBecause
        devices = life.keptDevices
    }

    func lines(on screen: Screen) -> [String] {
        var facts = Facts()
        facts.add("Lost", "what happened from \(lost.from.full) to \(lost.to?.full ?? "its death, whenever that was")")
        facts.add("Life", "\(incarnation)")
        facts.add("Counter", openedAt.map { "open since \($0.full)" } ?? "closed: loket restore open")
        facts.add("Alone", withoutNeighbours.isEmpty ? "" : "opened without the neighbours: \(withoutNeighbours)")
        facts.add("Devices", devices.isEmpty ? "their logs are lost: what they did is unknown" : "asked")
        facts.add(
            "Held",
            casesHeld.isEmpty
                ? "" : casesHeld.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
        facts.add("Unknown", effectsUnknown == 0 ? "" : "\(effectsUnknown) prints or messages: loket unknown")
        for letter in letters {
            facts.add("Letters", "the last known is \(letter.last), the next will be \(letter.next)")
        }
        var lines = [screen.strong("What this site lost")] + facts.lines(on: screen)
        var table = Table(.init("LANE"), .init("DAY"), .init("LAST KNOWN"), .init("WHATEVER PAPER SHOWS FROM"))
        for lane in lanes { table.add(lane.lane, lane.day, lane.last.isEmpty ? "none" : lane.last, lane.next) }
        lines += [""] + table.lines(on: screen)
        if !cameBack.isEmpty {
            var back = Facts()
            back.add("Filed after the backup, and known to neighbours", cameBack.joined(separator: ", "))
            lines += ["", "Came back under their own numbers:"] + back.lines(on: screen)
        }
        let missing = lanes.flatMap(\.missing)
        if !missing.isEmpty {
            var again = Facts()
            again.add("Given, and known to nobody", missing.joined(separator: ", "))
            lines += ["", "To be filed again from paper:"] + again.lines(on: screen)
        }
        guard !wentOn.isEmpty else { return lines }
        var seen = Table(.init("WENT ON"), .init("WAS"), .init("SEEN BY"))
        for one in wentOn { seen.add(one.number, one.what, one.by) }
        return lines + [""] + seen.lines(on: screen)
    }
}
