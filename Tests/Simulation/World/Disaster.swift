import Casework
import Civil
import Contracts
import Foundation
import Postgres
import Records

/// The machine of a site dies, and the site goes on from a backup that is some seconds old. What its neighbour knows comes
/// back; its devices, which remember by themselves, outlived it; a person releases what waits, having looked at the paper.
final class Disaster {
    private let site: Site
    private let neighbour: Site
    private let desks: Desks
    private let books: Books
    private var backup: (tables: Tables, of: Int64)?
    private let person: Caller

    private static let operatorName = "camat"

    init(_ site: Site, neighbour: Site, _ desks: Desks, _ books: Books) {
        self.site = site
        self.neighbour = neighbour
        self.desks = desks
        self.books = books
        person = Caller("\(site.name)-person", at: site.broker)
    }

    private var world: World { site.world }

    func plan() {
        let moment = world.milliseconds(12_000...24_000)
        world.after(moment - world.milliseconds(500...11_000)) { [self] in
            backup = (site.store.tables, world.wallClock)
        }
        world.after(moment) { [self] in
            if world.chance(0.3) { site.lieInWait { [self] _ in happen() } } else { happen() }
        }
    }

    private func happen() {
        world.coverage.note(.restored, Set(site.processes.flatMap(\.states)).map(\.rawValue))
        site.perish()
        // Until then whatever it had sent has arrived or is given up.
        world.after(.seconds(65)) { [self] in restore() }
    }

    private func restore() {
        guard let backup else { return }
        site.store.tables = backup.tables
        site.store.comeUp()
        do {
            let known = try histories()
            var order = Restoration.Order(
                backupOf: Moment(microseconds: backup.of), incarnation: Int(backup.tables.site.incarnation) + 1,
                operatorName: Self.operatorName, keptDevices: ["printing", "notification"], days: 1,
                catalogue: desks.catalogue, known: known.map(\.history), wereAllAsked: true)
            order.draw = { [world] in world.drawSeed() }
            let outcome = try Restoration(StoreSession(site.store), order).run()
            for what in outcome.notTaken { world.wrong("the restore of \(site.name) doesn't take \(what)") }
            if site.office == District.klariOffice {
                let files = Self.files(in: site.store.tables)
                let expected = Set(Self.files(in: backup.tables).map(\.filing.number)).union(known.map(\.number))
                if !expected.isSubset(of: files.map(\.filing.number)) {
                    world.wrong("the restore of \(site.name) lost what it could have had")
                }
                books.survive(files)
            }
        } catch {
            return world.wrong("\(site.name) can't be restored: \(error)")
        }
        site.rise()
        person.start()
        world.after(world.milliseconds(500...3_000)) { [self] in
            do {
                try RestoredCounter(StoreSession(site.store)).open(by: Self.operatorName, withoutNeighbours: nil)
            } catch {
                world.wrong("the counter of \(site.name) can't be opened: \(error)")
            }
            goRound()
        }
    }

    private static func files(in tables: Tables) -> [CaseFile] {
        tables.subjects.rows.values.compactMap { row in
            guard row.version > 0, case .caseFile(let file)? = try? SubjectState.subject(in: row.state) else {
                return nil
            }
            return file
        }
    }

    /// What the neighbour tells, page by page.
    private func histories() throws -> [(number: String, history: CarriedHistory)] {
        var (found, after): ([(number: String, history: CarriedHistory)], Data) = ([], Data())
        repeat {
            let asking = Asking(id: SubjectID.v8(naming: ["known"]), principal: "site", office: neighbour.office)
            let show = WireShowKnown.with {
                $0.offices = [site.office]
                $0.after = after
            }
            let bytes = try desks.intake.answer(
                .showKnown(show), asking: asking, from: Archive(StoreSession(neighbour.store)))
            let page = try WireIntakeReply(serializedBytes: bytes).known
            for history in page.cases {
                let carried = try CarriedHistory(history)
                found.append((carried.filing?.number ?? "", carried))
            }
            after = page.next
        } while !after.isEmpty
        return found
    }

    // MARK: A person

    /// Goes round once a second: settles what only a look can tell, and lets every case go on.
    private func goRound() {
        person.tick()
        for (id, row) in site.store.tables.subjects.rows.sorted(by: { UUID.inOrder($0.key, $1.key) }) {
            guard row.version > 0, row.knownAt == nil,
                case .caseFile(let file)? = try? SubjectState.subject(in: row.state),
                !file.held.isEmpty, !file.inTransit, file.office == site.office
            else { continue }
            let isAsked = site.store.tables.effects.rows.values.contains { $0.subject == id && $0.state == "unknown" }
            // Its device is still being asked.
            if !isAsked { release(file) }
        }
        world.after(.seconds(1)) { [self] in goRound() }
    }

    private func release(_ file: CaseFile) {
        let isMade = site.printer.done.contains { $0.number == file.filing.number }
        let command = WireCaseCommand.with {
            $0.releaseHold.caseNumber = file.filing.number
            $0.releaseHold.reason = "looked at the papers"
            $0.releaseHold.paperMade = isMade && ![.ready, .arriving].contains(file.stage)
        }
        let id = SubjectID.v7(at: Moment(microseconds: world.wallClock), random: world.drawBytes(10))
        let request = WireRequest.with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = site.office
            $0.actor.operator = Self.operatorName
            $0.body = Data(CaseDesk.body(command))
        }
        do {
            let bytes: [UInt8] = try request.serializedBytes()
            // Whatever becomes of it, the next round looks again.
            person.request("\(file.service)@\(site.office)", id: id, bytes, deadline: .seconds(10)) { _ in }
        } catch {
            world.wrong("a release can't be written: \(error)")
        }
    }
}
