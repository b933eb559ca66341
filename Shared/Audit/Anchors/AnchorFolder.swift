import Civil
import Foundation

/// A folder of one site's anchors, a file each: `anchor-2026-11-24-3fa9c1d2.txt`, by the day of its making and the
/// first digits of its root.
///
/// Each folder is a chain of its own: its first anchor has every subject, each later one what changed since the one
/// before it, whose root it names.
public struct AnchorFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = URL(fileURLWithPath: path).standardizedFileURL.path }

    /// An anchor and where it lies.
    public struct File: Sendable {
        public let path: String
        public let anchor: Anchor

        public init(path: String, anchor: Anchor) { (self.path, self.anchor) = (path, anchor) }

        public var name: String { (path as NSString).lastPathComponent }
    }

    static func name(of anchor: Anchor) -> String {
        "anchor-\(anchor.head.zone.day(of: anchor.head.made))-\("\(anchor.root)".prefix(8)).txt"
    }

    /// The paths of what looks like an anchor by its name, in the order of their names.
    public func paths() throws(AnchorProblem) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
                .filter { $0.hasPrefix("anchor-") && $0.hasSuffix(".txt") }.sorted().map { "\(path)/\($0)" }
        } catch {
            throw AnchorProblem(
                file: path, what: "no folder that can be read; name one that is there and may be opened")
        }
    }

    /// Reads what can be read, in the order of the making; what can't be is told beside it.
    public func read() throws(AnchorProblem) -> (files: [File], unreadable: [AnchorProblem]) {
        var files: [File] = []
        var unreadable: [AnchorProblem] = []
        for path in try paths() {
            do throws(AnchorProblem) {
                files.append(File(path: path, anchor: try Self.read(path)))
            } catch {
                unreadable.append(error)
            }
        }
        return (Self.inOrder(files), unreadable)
    }

    /// Reads one anchor to its end, and gives it when all of it is sound.
    public static func read(_ path: String) throws(AnchorProblem) -> Anchor { try read(path) { _ in } }

    static func read(_ path: String, each: (Anchor.Leaf) -> Void) throws(AnchorProblem) -> Anchor {
        var reading = AnchorReading()
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            while let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
                try reading.take(piece, each: each)
            }
            return try reading.finish()
        } catch let mistake as AnchorMistake {
            throw AnchorProblem(file: path, what: mistake.what)
        } catch {
            throw AnchorProblem(file: path, what: "it can't be read; look whether it is there and may be opened")
        }
    }

    /// By the time of their making; where a demo site's clock stood still, by who names whom as the one before.
    static func inOrder(_ files: [File]) -> [File] {
        var before: [MerkleRoot: MerkleRoot] = [:]
        for file in files { before[file.anchor.root] = file.anchor.head.previous }
        func depth(_ root: MerkleRoot) -> Int {
            var (depth, next) = (0, before[root])
            // A root covers the one before it, so there is no way round.
            while let root = next { (depth, next) = (depth + 1, before[root]) }
            return depth
        }
        let ranked = files.map { (file: $0, depth: depth($0.anchor.root)) }
        return ranked.sorted {
            ($0.file.anchor.head.made, $0.depth, $0.file.path) < ($1.file.anchor.head.made, $1.depth, $1.file.path)
        }.map(\.file)
    }

    /// The end of the chain: nobody names it as the one before. One that was made while the machine's clock was ahead has
    /// successors that seem older.
    static func latest(_ files: [File]) -> File? {
        let named = Set(files.compactMap(\.anchor.head.previous))
        return inOrder(files.filter { !named.contains($0.anchor.root) }).last
    }

    /// Those whose anchor before them is not among them.
    public static func broken(_ files: [File]) -> [AnchorProblem] {
        let roots = Set(files.map(\.anchor.root))
        return files.compactMap { file in
            guard let previous = file.anchor.head.previous, !roots.contains(previous) else { return nil }
            return AnchorProblem(
                file: file.path, what: "the anchor before it is missing, whose root is \(previous)")
        }
    }

    // MARK: Writing

    /// Makes the folder where it is missing; the one that it lies in must be there, so that what is meant for a medium
    /// that isn't in its place never lands beside it.
    public func make() throws(AnchorProblem) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw problem("can't be made") }
    }

    /// Keeps other makers out of the folder until the hold is dropped, so that its chain has no branches.
    final class Hold {
        private let descriptor: Int32

        init(_ folder: AnchorFolder) throws(AnchorProblem) {
            descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { throw folder.problem("can't be used") }
            guard flock(descriptor, LOCK_EX) == 0 else { throw folder.problem("can't be locked") }
        }

        /// Brings the folder's list of names to the disk.
        var isOnDisk: Bool { fsync(descriptor) == 0 }

        deinit { close(descriptor) }
    }

    /// An anchor under way: it gets its name when all of it is on the disk.
    final class Draft {
        private let folder: AnchorFolder
        private let path: String
        private let descriptor: Int32
        private var waiting: [UInt8] = []

        init(_ folder: AnchorFolder) throws(AnchorProblem) {
            self.folder = folder
            // What a killed maker left there is written over: the folder is one maker's at a time.
            path = "\(folder.path)/.anchor.new"
            descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw folder.problem("takes no anchor") }
        }

        func write(_ text: String) throws(AnchorProblem) {
            waiting += text.utf8
            if waiting.count >= 1 << 16 { try flush() }
        }

        /// - Returns: its path.
        func finish(as anchor: Anchor, _ hold: Hold) throws(AnchorProblem) -> String {
            try flush()
            let place = "\(folder.path)/\(AnchorFolder.name(of: anchor))"
            guard access(place, F_OK) != 0 else {
                throw AnchorProblem(file: place, what: "it is there already, and no anchor is ever written over")
            }
            guard fsync(descriptor) == 0, rename(path, place) == 0, hold.isOnDisk else {
                throw folder.problem("takes no anchor")
            }
            return place
        }

        private func flush() throws(AnchorProblem) {
            var sent = 0
            while sent < waiting.count {
                let count = waiting[sent...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { throw folder.problem("takes no anchor") }
                sent += count
            }
            waiting.removeAll(keepingCapacity: true)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }
    }

    private func problem(_ words: String) -> AnchorProblem {
        let reason = String(cString: strerror(errno)).lowercased()
        return AnchorProblem(
            file: path,
            what: "the folder \(words) (\(reason)); name one that is there and may be written, with room on it")
    }
}

extension [AnchorFolder.File] {
    /// The one that the next follows.
    public var latest: AnchorFolder.File? { AnchorFolder.latest(self) }
}
