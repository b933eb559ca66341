import Civil
import Foundation

/// Which pieces of which files are asked for next, and how many may be on their way: the pure part of fetching.
///
/// Files go in the order in which they were given, one after the other; while the last pieces of one are on their way,
/// the first of the next are asked for. So a slow line is never idle, and never carries more than a few pieces at once.
struct FetchWindow {
    /// A file that is being fetched.
    struct Job: Equatable {
        var pieces: AttachmentPieces
        var subject: UUID
        var office: String
        /// The pieces that are not here, in the order in which they are asked for.
        var missing: [Int]
    }

    struct Place: Hashable, Sendable {
        var hash: [UInt8]
        var index: Int
    }

    struct Asking: Equatable {
        var place: Place
        var subject: UUID
        var office: String
    }

    let atOnce: Int
    private(set) var jobs: [Job] = []
    /// Also those of files that were given up meanwhile: their answers still come over the line.
    private var underWay: Set<Place> = []

    init(atOnce: Int) {
        self.atOnce = atOnce
    }

    /// One file more should be at hand than is being asked for.
    var wantsJobs: Bool { jobs.filter { !$0.missing.isEmpty }.count < 2 }

    func holds(_ hash: [UInt8]) -> Bool { jobs.contains { $0.pieces.hash == hash } }

    mutating func add(_ job: Job) {
        guard !holds(job.pieces.hash) else { return }
        jobs.append(job)
    }

    /// What is to be asked for now.
    mutating func next() -> [Asking] {
        var asked: [Asking] = []
        for at in jobs.indices {
            while underWay.count < atOnce, let index = jobs[at].missing.first {
                jobs[at].missing.removeFirst()
                let place = Place(hash: jobs[at].pieces.hash, index: index)
                guard underWay.insert(place).inserted else { continue }
                asked.append(Asking(place: place, subject: jobs[at].subject, office: jobs[at].office))
            }
        }
        return asked
    }

    /// An answer came, whatever it says. The file that it belongs to; nil where that was given up.
    mutating func answered(_ place: Place) -> Job? {
        underWay.remove(place)
        return jobs.first { $0.pieces.hash == place.hash }
    }

    /// Everything was asked for and answered. Where the file is not whole then, somebody threw pieces of it away.
    func isExhausted(_ hash: [UInt8]) -> Bool {
        !jobs.contains { $0.pieces.hash == hash && !$0.missing.isEmpty } && !underWay.contains { $0.hash == hash }
    }

    /// The file is whole, or given up for now.
    mutating func drop(_ hash: [UInt8]) { jobs.removeAll { $0.pieces.hash == hash } }

    /// Everything from an office is given up for now.
    mutating func dropAll(from office: String) { jobs.removeAll { $0.office == office } }
}

/// How long a file rests after it could not be fetched.
enum FetchPause {
    /// The line is down or its other end is busy: it may be up again in a moment.
    static func afterOutage(_ failures: Int) -> Duration { .seconds(min(15, 1 << min(max(failures, 1) - 1, 4))) }

    /// The other site said no: that is seldom over soon.
    static func afterRefusal(_ failures: Int) -> Duration { .seconds(min(3600, 10 << min(max(failures, 1) - 1, 9))) }
}
