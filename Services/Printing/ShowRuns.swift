import Casework
import Civil
import Contracts
import Foundation
import Records

/// Print runs with their lists and what was counted.
struct ShowRuns {
    /// Nobody prints more in a day.
    private static let mostOfADay = 64

    private let printing: PrintingService
    private let asking: Asking

    init(_ printing: PrintingService, _ asking: Asking) {
        self.printing = printing
        self.asking = asking
    }

    func one(_ show: WireShowRun, from archive: Archive) throws -> WirePrintingReply {
        let id = try printing.runID(show.run, asking)
        guard case .printRun(let run)? = try archive.subject(id)?.subject else {
            throw PrintingService.unknownRun(show.run)
        }
        var view = WireRunView(run, id: id, catalogue: printing.catalogue)
        let files = try archive.subjects(run.items.map(\.file))
        for (index, item) in run.items.enumerated() where !item.result.isSettled {
            guard case .caseFile(let file)? = files[item.file]?.subject else { continue }
            // Where it stands now; a line that isn't settled says no more than that by itself.
            view.items[index].reason = [file.stage.word, file.reason].filter { !$0.isEmpty }.joined(separator: ": ")
        }
        return .with { $0.run = view }
    }

    /// The runs of a day; without a day, today's and those planned after it.
    func day(_ show: WireShowRuns, from archive: Archive) throws -> WirePrintingReply {
        let office = try printing.catalogue.office(written: asking.office)
        let site = try archive.site()
        let today = office.zone.day(of: site.now)
        let first = show.day == 0 ? today : try Day(counted: show.day)
        var days = [first]
        if show.day == 0,
            case .printDesk(let desk)? = try archive.subject(PrintDesk.id(office: asking.office))?.subject,
            let last = desk.runsDay, last > today
        {
            days.append(last)
        }
        let ids = days.flatMap { day in
            (1...max(1, site.incarnation)).flatMap { life in
                (1...Self.mostOfADay).map { run in
                    RunNumber(shortCode: office.shortCode, incarnation: life, day: day, run: run)
                        .runID(office: asking.office)
                }
            }
        }
        let found = try archive.subjects(ids)
        return .with { reply in
            reply.runs.runs = ids.compactMap { id in
                guard case .printRun(let run)? = found[id]?.subject else { return nil }
                return WireRunView(run, id: id, catalogue: printing.catalogue)
            }
        }
    }
}
