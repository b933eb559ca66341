import Audit
import Civil
import Foundation
import Postgres

/// Says when the day's anchor is due: as soon as the site's clock shows a later day than the last one was made on.
struct AnchorDue: Equatable {
    let zone: OfficeZone
    /// The day of the last anchor, or of the first entry where there is none.
    private(set) var last: Day

    init(zone: OfficeZone, last: Moment) {
        self.zone = zone
        self.last = zone.day(of: last)
    }

    /// An anchor of a day that is far off was made while the machine's clock was ahead.
    func isDue(at now: Moment) -> Bool { zone.day(of: now) > last || last - zone.day(of: now) > 1 }

    /// It was made, or nothing had gone on.
    mutating func settle(at now: Moment) {
        let today = zone.day(of: now)
        last = isDue(at: now) ? today : max(last, today)
    }
}

/// Makes an anchor after each day of the site, in its own folder, for as long as the site is up.
///
/// A site that was down over night makes it when it comes up. What fails is said once and tried again, and ends nothing.
final class DailyAnchors: @unchecked Sendable {
    private let folder: SiteFolder
    private let conninfo: @Sendable () -> String
    private let say: @Sendable (String) -> Void
    private let queue = DispatchQueue(label: "loket.anchors")
    /// All are touched on the queue only.
    private var timer: (any DispatchSourceTimer)?
    private var hasStopped = false
    private var due: AnchorDue?
    private var complaint: String?
    /// So many looks may meet a store that is away before that is worth a word.
    private static let quietly = 10
    private var failures = 0

    /// - Parameter conninfo: of the role that may only read.
    init(
        _ folder: SiteFolder, conninfo: @escaping @Sendable () -> String, say: @escaping @Sendable (String) -> Void
    ) {
        (self.folder, self.conninfo, self.say) = (folder, conninfo, say)
    }

    /// Begins at once, and goes on until `stop`.
    func start(_ site: SiteRecord) {
        queue.async { [self] in
            if hasStopped { return }
            let timer = DispatchSource.makeTimerSource(queue: queue)
            // The held clock of a demo site is moved by days in a moment.
            timer.schedule(deadline: .now(), repeating: site.isDemo ? 2 : 60)
            timer.setEventHandler { [self] in look(at: site) }
            timer.resume()
            self.timer = timer
        }
    }

    /// Returns when nothing is under way any more.
    func stop() {
        queue.sync {
            hasStopped = true
            timer?.cancel()
            timer = nil
        }
    }

    private func look(at site: SiteRecord) {
        do {
            guard let now = try now(site), let due = try due ?? begin(site) else { return }
            self.due = due
            failures = 0
            guard due.isDue(at: now) else { return }
            let anchors = AnchorFolder(folder.anchors)
            try anchors.make()
            _ = try AnchorMaking(database: conninfo(), folder: anchors) { _ in due.zone }.make()
            self.due?.settle(at: now)
            complaint = nil
        } catch let error as PostgresError where error.isRetriable && failures < Self.quietly {
            // It is being started again, which whoever does that says; the next look is another try.
            failures += 1
        } catch {
            let words = "the day's anchor can't be made now, and is tried again: \(error)"
            if words != complaint { say(words) }
            complaint = words
        }
    }

    /// A real site's clock is this machine's, and needs no question.
    private func now(_ site: SiteRecord) throws -> Moment? {
        guard site.isDemo else { return Moment(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
        return try ask(Self.clock)
    }

    /// Nil for a site that has no entry yet.
    private func begin(_ site: SiteRecord) throws -> AnchorDue? {
        let zone = try SiteCatalogue.firstOffice(of: site.offices, in: folder).zone
        let isThere = FileManager.default.fileExists(atPath: folder.anchors)
        let last = isThere ? try AnchorFolder(folder.anchors).read().files.latest?.anchor.head.made : nil
        guard let last = try last ?? ask(Self.firstEntry) else { return nil }
        return AnchorDue(zone: zone, last: last)
    }

    private func ask(_ question: Statement) throws -> Moment? {
        let connection = try Connection(conninfo(), applicationName: "loket-up", planning: .free)
        defer { connection.close() }
        return try connection.query(question).first?.timestampIfPresent(0).map(Moment.init)
    }

    private static let clock = Statement("SELECT casework.site_now() FROM casework.site", name: "up.clock")

    private static let firstEntry = Statement(
        "SELECT recorded_at FROM casework.journal ORDER BY subject_id LIMIT 1", name: "up.first_entry")
}
