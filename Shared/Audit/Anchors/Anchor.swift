import Civil
import Foundation

/// What a site had written by some moment, kept outside its database: how far each history had come, and one hash of it
/// all.
///
/// The hash of an entry covers the entries before it, so a history's last hash stands for all of it. An anchor promises
/// only that its leaves were there; what was committed while it was made stands in the next one.
public struct Anchor: Sendable, Equatable {
    /// Whose it is, and what it continues.
    public struct Head: Sendable, Equatable {
        public var offices: [String]
        public var life: Int
        /// Nil for a site that never was restored.
        public var restored: Restored?
        /// By the site's own clock, as its first office reads it.
        public var made: Moment
        public var zone: OfficeZone
        /// The root of the anchor before it in its folder; nil for the first, which has every subject.
        public var previous: MerkleRoot?
    }

    /// The backup that a life began from.
    public struct Restored: Sendable, Equatable {
        /// The life that the backup is of.
        public var life: Int
        /// That life's own time at the backup.
        public var asOf: Moment
    }

    /// A subject whose history went on since the anchor before.
    struct Leaf: Sendable, Equatable {
        var subject: UUID
        /// As people know it: kind and number, never a name or a NIK.
        var name: SubjectName
        var version: Int64
        /// The hash of that entry.
        var hash: [UInt8]
    }

    public let head: Head
    public let leaves: Int
    public let root: MerkleRoot
}

/// Why an anchor can't be used: which file, which line and field, and what to do.
public struct AnchorProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// Its path.
    public let file: String
    public let what: String

    public var description: String { "\(file): \(what)" }
}
