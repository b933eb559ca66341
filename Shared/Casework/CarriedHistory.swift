import Civil
import Contracts
import Foundation
import Records

/// Entries of a subject's history that another site's request carried, as they stand in that site's journal.
public struct CarriedHistory: Sendable {
    public let subject: UUID
    public let office: String
    /// Whose they are: `printing@32.15`.
    public let sender: String
    /// What it was filed as, where that is carried.
    public let filing: Filing?
    /// At least one, without a gap.
    let entries: [JournalEntry]
    /// As they came, to be kept where they contradict ours.
    let bytes: [UInt8]
    /// No case comes near it, and what is counted on from there doesn't overflow.
    private static let mostVersions: Int64 = 1 << 40

    var first: Int64 { entries[0].version }
    var last: Int64 { entries[entries.count - 1].version }

    /// Refuses what is no history of a case: nothing else travels.
    public init(_ wire: WireCarried) throws(UnreadableRequest) {
        guard let subject = UUID(checking: wire.subjectID), wire.kind == UInt32(Subject.Kind.caseFile.rawValue) else {
            throw UnreadableRequest(
                problem: "it carries the history of something that is no case", fix: "carry cases only")
        }
        self.subject = subject
        office = wire.office
        sender = wire.sender
        var entries: [JournalEntry] = []
        entries.reserveCapacity(wire.entries.count)
        for entry in wire.entries {
            guard (1..<Self.mostVersions).contains(entry.version),
                entry.version == entries.last.map({ $0.version + 1 }) ?? entry.version,
                entry.hash.count == 32,
                let kind = Int16(exactly: entry.kind)
            else {
                throw UnreadableRequest(
                    problem: "the entries that it carries are not in order at \(entry.version)",
                    fix: "carry them as they stand in the journal, without a gap")
            }
            let body = Array(entry.body)
            entries.append(
                JournalEntry(
                    subject: subject, version: entry.version, incarnation: entry.incarnation, kind: kind,
                    happenedAt: entry.happenedAt, recordedAt: entry.recordedAt, actor: entry.actor, body: body,
                    bodyHash: Chain.bodyHash(body), hash: Array(entry.hash)))
        }
        guard !entries.isEmpty else {
            throw UnreadableRequest(problem: "it carries a history without entries", fix: "carry some, or none at all")
        }
        // What can't be read is refused where it is taken in.
        if entries[0].version == 1, case .caseFile(.filed(let filed))? = try? EntryBody.event(in: entries[0].body) {
            filing = filed
        } else {
            filing = nil
        }
        self.entries = entries
        bytes = written(wire)
    }
}

extension WireCarriedEntry {
    init(_ entry: JournalEntry) {
        self.init()
        version = entry.version
        incarnation = entry.incarnation
        kind = Int32(entry.kind)
        happenedAt = entry.happenedAt
        recordedAt = entry.recordedAt
        actor = entry.actor
        body = Data(entry.body)
        hash = Data(entry.hash)
    }
}

/// Two sites have different histories of one case: a defect to show, never to merge.
struct Fork: Error {
    let carried: CarriedHistory
    /// The first entry that differs.
    let version: Int64

    /// Why the case is held, for whoever looks at it.
    var reason: String {
        "its history at \(carried.sender) differs from ours from entry \(version) on: compare both with loket forks, "
            + "release the one that is right and withdraw the other"
    }

    var rejection: Rejection {
        Rejection(
            .fork, field: "carried", problem: "its history here differs from entry \(version) on",
            fix: "compare both with loket forks there, release the one that is right and withdraw the other")
    }
}
