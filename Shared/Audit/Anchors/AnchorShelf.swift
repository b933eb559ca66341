import Civil
import Foundation

/// All anchors that an audit holds a site against, read before the site is: what an anchor has was there by then.
struct AnchorShelf: Sendable {
    /// A leaf in few bytes, as a site of many years has millions.
    struct Leaf: Sendable {
        var subject: UUID
        var version: Int64
        var hash: HashWords
        /// Which of the files has it.
        var file: Int
    }

    private(set) var files: [AnchorFolder.File] = []
    private(set) var unreadable: [AnchorProblem] = []
    /// By subject and version.
    private(set) var leaves: [Leaf] = []

    /// - Parameter folders: an anchor that lies in several of them counts once.
    init(_ folders: [String]) throws(AnchorProblem) {
        for folder in folders {
            for path in try AnchorFolder(folder).paths() {
                do throws(AnchorProblem) {
                    try take(path)
                } catch {
                    unreadable.append(error)
                }
            }
        }
        leaves.sort { ($0.subject == $1.subject) ? $0.version < $1.version : $0.subject.precedes($1.subject) }
    }

    private mutating func take(_ path: String) throws(AnchorProblem) {
        var read: [Leaf] = []
        let anchor = try AnchorFolder.read(path) { leaf in
            read.append(
                Leaf(
                    subject: leaf.subject, version: leaf.version, hash: HashWords(leaf.hash), file: files.count))
        }
        guard files.allSatisfy({ $0.anchor.root != anchor.root }) else { return }
        leaves += read
        files.append(AnchorFolder.File(path: path, anchor: anchor))
    }

    /// What some leaves are about, as people know it: names are not kept, but read again for the few that are asked for.
    ///
    /// - Returns: by subject; nothing for a file that can't be read any more.
    func names(of asked: [Leaf]) -> [UUID: SubjectName] {
        var names: [UUID: SubjectName] = [:]
        for (file, asked) in Dictionary(grouping: asked, by: \.file) {
            let wanted = Set(asked.map(\.subject))
            var found: [UUID: SubjectName] = [:]
            let anchor = try? AnchorFolder.read(files[file].path) { leaf in
                if wanted.contains(leaf.subject) { found[leaf.subject] = leaf.name }
            }
            if anchor != nil { names.merge(found) { first, _ in first } }
        }
        return names
    }
}

/// What an audit's anchors were, and until when they speak.
public struct AnchorFigures: Sendable, Equatable {
    public var files = 0
    public var leaves = 0
    /// When the last one was made, and where that clock hangs.
    public var until: Moment?
    public var zone = OfficeZone.wib
    /// Leaves of earlier lives of the site, by life, that a restore left behind: what the lost hours wrote.
    public var lostByRestore: [Int: Int] = [:]
}
