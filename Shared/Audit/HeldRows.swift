import Civil
import Foundation
import Postgres

/// A site's rows in memory, to be audited like those of a database: in the order and with the columns of `AuditRows`.
package struct HeldRows {
    /// One row: the clock, the life, the offices, and of a restored site its former life and the moment of the backup.
    package var site: Rows
    package var journal: Rows
    package var subjects: Rows
    package var effects: Rows
    /// Messages on their way, by subject and destination.
    package var messages: [(subject: UUID, destination: String)]
    package var due: [UUID]
    /// What a restore lost and neighbours gave back.
    package var cameBack: [(subject: UUID, versions: ClosedRange<Int64>)]

    package init(
        site: Rows, journal: Rows, subjects: Rows, effects: Rows,
        messages: [(subject: UUID, destination: String)], due: [UUID],
        cameBack: [(subject: UUID, versions: ClosedRange<Int64>)] = []
    ) {
        self.site = site
        self.journal = journal
        self.subjects = subjects
        self.effects = effects
        self.messages = messages
        self.due = due
        self.cameBack = cameBack
    }

    /// What `SiteAudit` would find in a database with these rows and no anchors.
    package func audit() throws -> [Finding] {
        let site = site[0]
        let back = Dictionary(grouping: cameBack, by: \.subject).mapValues { $0.map(\.versions) }
        let offices = SiteOffices(codes: site.texts(2), cameBack: back)
        var anchors = try AnchorLedger(AnchorShelf([]), AnchoredSite(site))
        var ledgers = Ledgers(offices: offices)
        ledgers.errands = Errands(now: Moment(microseconds: site.timestamp(0)))
        for message in messages { ledgers.errands.takeMessage(about: message.subject, to: message.destination) }
        for subject in due { ledgers.errands.takeDue(of: subject) }
        var merge = try Merge(
            Self.stream(journal, JournalReading()), Self.stream(subjects, SubjectReading()),
            Self.stream(effects, EffectReading()))
        try ledgers.take(&merge, of: site, offices, &anchors)
        return ledgers.findings.first
    }

    private static func stream<Reading: RowReading>(_ rows: Rows, _ reading: Reading) -> () -> Reading.Element? {
        var (reading, iterator) = (reading, rows.makeIterator())
        return { iterator.next().map { reading.read($0) } }
    }
}
