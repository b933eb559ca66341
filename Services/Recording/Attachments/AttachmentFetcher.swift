import Casework
import Civil
import Contracts
import Foundation
import Logging
import Majordomo
import Postgres
import Processes
import Records

/// Fetches, from the sites that have them, the files that came up in the entries of cases which this site holds or knows:
/// piece by piece, a few at a time, so that an ordinary request never waits long behind them.
///
/// What has come is in the store. So a cut line or a killed instance costs no more than the pieces that were on their way.
final class AttachmentFetcher: @unchecked Sendable {
    struct Settings: Sendable {
        var database: String
        /// The offices of this site, in whose name is asked.
        var offices: [String]
        var logger: Logger
        var every = Duration.seconds(2)
        /// Pieces on their way at a time.
        var atOnce = 2
        /// How long a file belongs to the instance that fetches it, after its last piece.
        var lease = Duration.seconds(30)
        /// After so long without an answer a piece is asked for again, after a pause.
        var patience = Duration.seconds(20)
        /// What was begun to be sent and is not whole after so long is thrown away.
        var abandonedAfter = Duration.seconds(7 * 86_400)

        init(database: String, offices: [String], logger: Logger) {
            self.database = database
            self.offices = offices
            self.logger = logger
        }
    }

    private let key: AttachmentKey
    private let settings: Settings
    private let carrier: any Carrier
    /// Makes one line of each file that this instance fetches in the other site's log of uses.
    private let instance = UUID()
    private let condition = TimedCondition()
    private var arrived: [(place: FetchWindow.Place, outcome: Outcome)] = []
    private var isStopping = false
    private var hasStopped = false
    /// Touched by the thread only.
    private var window: FetchWindow

    init(key: AttachmentKey, settings: Settings, carrier: any Carrier) {
        self.key = key
        self.settings = settings
        self.carrier = carrier
        window = FetchWindow(atOnce: settings.atOnce)
        let thread = Thread { [self] in work() }
        thread.name = "attachments"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Asks for nothing more and lets another instance go on at once.
    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
    }

    private func work() {
        var connection: Connection?
        while let answers = wait() {
            do {
                let open =
                    if let connection, connection.isUsable { connection } else {
                        try Connection(settings.database, applicationName: "loket-recording-attachments")
                    }
                connection = open
                let archive = Archive(open)
                for answer in answers { try take(answer.outcome, to: answer.place, archive) }
                if answers.isEmpty { try sweep(archive) }
                try fill(archive)
            } catch {
                // Whoever serves says so loudly; the pieces that are lost with it come again.
                settings.logger.debug("attachments rest for a moment", metadata: ["why": "\(error)"])
                window = FetchWindow(atOnce: settings.atOnce)
                connection?.close()
                connection = nil
            }
        }
        giveBack(connection)
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    private func giveBack(_ connection: Connection?) {
        guard let connection, connection.isUsable else { return }
        do {
            try WantedRows.release(window.jobs.map(\.pieces.hash), in: Archive(connection))
        } catch {
            settings.logger.debug("another instance goes on after the lease", metadata: ["why": "\(error)"])
        }
    }

    /// What came since the last time, or nothing after a while; nil when it is time to stop.
    private func wait() -> [(place: FetchWindow.Place, outcome: Outcome)]? {
        condition.withLock {
            let until = ContinuousClock.now + settings.every
            while arrived.isEmpty, !isStopping {
                if !condition.wait(until: until) { break }
            }
            if isStopping { return nil }
            defer { arrived = [] }
            return arrived
        }
    }

    // MARK: Asking

    private func fill(_ archive: Archive) throws {
        if window.wantsJobs {
            for wanted in try WantedRows.take(2, lease: settings.lease, in: archive)
            where !window.holds(wanted.pieces.hash) {
                try begin(wanted, archive)
            }
        }
        for asking in window.next() { send(asking) }
    }

    private func begin(_ wanted: WantedRows.Wanted, _ archive: Archive) throws {
        let hash = wanted.pieces.hash
        do {
            let missing = try AttachmentStore(key, archive).missing(of: wanted.pieces)
            guard !missing.isEmpty else { return try finish(hash, archive) }
            window.add(
                FetchWindow.Job(
                    pieces: wanted.pieces, subject: wanted.subject, office: wanted.office, missing: missing))
        } catch let rejection as Rejection {
            try rest(hash, because: rejection, archive)
        }
    }

    private func send(_ asking: FetchWindow.Asking) {
        let id = UUID()
        let offices = settings.offices.joined(separator: ",")
        let use = SubjectID.v8(
            naming: [
                "attachment", instance.digits, AttachmentPieces.text(of: asking.place.hash), asking.subject.digits,
            ])
        let command = WireRecordingCommand.with {
            $0.fetchPiece.caseID = Data(asking.subject.bytes)
            $0.fetchPiece.hash = Data(asking.place.hash)
            $0.fetchPiece.index = Int32(asking.place.index)
            $0.fetchPiece.use = Data(use.bytes)
        }
        let request = WireRequest.with {
            $0.contract = 1
            $0.id = Data(id.bytes)
            $0.office = asking.office
            $0.actor.service = "recording"
            $0.actor.purpose = "for the case at \(offices), which has its history"
            $0.body = Data(written(command))
        }
        carrier.send(
            service: "recording@\(asking.office)", id: id, body: written(request), deadline: settings.patience
        ) { [self] outcome in
            condition.withLock {
                arrived.append((asking.place, outcome))
                condition.broadcast()
            }
        }
    }

    // MARK: What came

    private func take(_ outcome: Outcome, to place: FetchWindow.Place, _ archive: Archive) throws {
        guard let job = window.answered(place) else { return }
        switch FetchAnswer(outcome) {
        case .piece(let bytes): try keep(bytes, at: place, of: job, archive)
        case .refused(let why): try rest(place.hash, because: why, archive)
        case .outage(let why):
            let failures = try WantedRows.failures(of: place.hash, in: archive) + 1
            window.dropAll(from: job.office)
            try WantedRows.rest(
                office: job.office, for: FetchPause.afterOutage(failures), because: why, in: archive)
        }
    }

    private func keep(
        _ bytes: [UInt8], at place: FetchWindow.Place, of job: FetchWindow.Job, _ archive: Archive
    ) throws {
        do {
            let progress = try AttachmentStore(key, archive).put(bytes, at: place.index, of: job.pieces)
            if progress == .complete { return try finish(place.hash, archive) }
            try WantedRows.renew(place.hash, lease: settings.lease, in: archive)
            guard window.isExhausted(place.hash) else { return }
            window.drop(place.hash)
            try WantedRows.release([place.hash], in: archive)
        } catch let rejection as Rejection {
            try rest(place.hash, because: rejection, archive)
        }
    }

    private func finish(_ hash: [UInt8], _ archive: Archive) throws {
        try WantedRows.done(hash, in: archive)
        window.drop(hash)
        settings.logger.debug(
            "an attachment is whole", metadata: ["hash": "\(AttachmentPieces.text(of: hash.prefix(8)))"])
    }

    private func rest(_ hash: [UInt8], because problem: any Error, _ archive: Archive) throws {
        let failures = try WantedRows.failures(of: hash, in: archive) + 1
        let pause = FetchPause.afterRefusal(failures)
        settings.logger.warning(
            "an attachment can't be fetched",
            metadata: [
                "hash": "\(AttachmentPieces.text(of: hash.prefix(8)))", "why": "\(problem)", "again_in": "\(pause)",
            ])
        window.drop(hash)
        try WantedRows.rest(hash, for: pause, because: "\(problem)", in: archive)
    }

    private func sweep(_ archive: Archive) throws {
        _ = try archive.rows(
            AttachmentRows.sweep, .text("\(Int64(settings.abandonedAfter / .seconds(1))) seconds"))
    }
}

/// What an answer of another site means for a file that is fetched from it.
enum FetchAnswer {
    case piece([UInt8])
    /// Nothing was said about the file: the line is down, or the other end has too much to do.
    case outage(String)
    case refused(Refusal)

    struct Refusal: Error, CustomStringConvertible {
        let description: String

        /// - Parameter words: perhaps another site's: not more of them than a line of a table has room for.
        init(description words: String) {
            description = String(
                words.filter { !($0.isNewline || $0.unicodeScalars.allSatisfy { $0.value < 32 }) }.prefix(200))
        }
    }

    init(_ outcome: Outcome) {
        switch outcome {
        case .ok(let bytes): self = Self.read(bytes)
        case .refused: self = .refused(Refusal(description: "the broker doesn't carry it there"))
        case .busy, .unavailable, .expired, .unknown: self = .outage("the other site can't be reached: \(outcome)")
        }
    }

    /// Bytes that are no protobuf have one cause that somebody can mend, another version; it is kept with the file and
    /// logged like every refusal.
    private static func read(_ bytes: [UInt8]) -> FetchAnswer {
        guard let reply = try? WireReply(serializedBytes: bytes) else {
            return .refused(Refusal(description: "its answer can't be read: run the same version everywhere"))
        }
        switch reply.outcome {
        case .accepted(let body):
            guard let answer = try? WireRecordingReply(serializedBytes: body), case .piece(let piece)? = answer.reply
            else { return .refused(Refusal(description: "its answer is no piece: run the same version everywhere")) }
            return .piece(Array(piece.bytes))
        case .rejected(let no): return .refused(Refusal(description: "\(no.problem); \(no.fix) [\(no.code)]"))
        case .fault(let fault):
            return .refused(Refusal(description: "\(fault.problem); \(fault.fix) [\(fault.code)]"))
        case .retry(let retry): return .outage(Refusal(description: retry.reason).description)
        case nil: return .refused(Refusal(description: "its answer says nothing"))
        }
    }
}
