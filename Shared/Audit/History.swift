import Civil
import Foundation

/// One subject after its history was gone through: what other histories are held against.
struct History: Sendable {
    var id: UUID
    var subject: Subject
    var traces: Traces
    /// Nothing is missing or changed, so what it doesn't say didn't happen.
    var isWhole: Bool
    /// It was filed here in hours that a restore lost, and came back from a neighbour without its visit.
    var isFilingBack = false

    var name: SubjectName { SubjectName(subject) }
}

/// What belongs to one day: subjects whose ids begin with the same time.
extension UUID {
    var timePrefix: UInt64 { bytes[0..<6].reduce(0) { $0 << 8 | UInt64($1) } }

    /// The order of PostgreSQL's uuid.
    func precedes(_ other: UUID) -> Bool {
        withUnsafeBytes(of: uuid) { mine in
            withUnsafeBytes(of: other.uuid) { theirs in mine.lexicographicallyPrecedes(theirs) }
        }
    }
}
