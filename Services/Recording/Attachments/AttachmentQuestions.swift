import Casework
import Civil
import Contracts
import Foundation
import Records

/// What can be asked about the files of cases. None leaves a receipt: a file is known by its hash, so the same piece may
/// be put or fetched any number of times.
struct AttachmentQuestions {
    private let recording: RecordingService
    private let asking: Asking

    init(_ recording: RecordingService, _ asking: Asking) {
        self.recording = recording
        self.asking = asking
    }

    // MARK: Taking in

    func put(_ put: WirePutPiece, in archive: Archive) throws -> WireRecordingReply {
        let pieces = try AttachmentPieces(hash: Array(put.hash), bytes: put.size)
        let store = AttachmentStore(try key, archive)
        let progress = try store.put(Array(put.bytes), at: Int(put.index), of: pieces)
        return .with {
            $0.pieceTaken.pieces = Int32(pieces.count)
            switch progress {
            case .complete: $0.pieceTaken.complete = true
            case .wants(let index): $0.pieceTaken.next = Int32(index)
            }
        }
    }

    // MARK: Giving out

    /// Gives a piece to whoever may have it and says why; both are kept before it leaves.
    func fetch(_ fetch: WireFetchPiece, from archive: Archive) throws -> WireRecordingReply {
        let purpose = try AttachmentUse.purpose(asking.purpose)
        guard let use = UUID(checking: fetch.use) else { throw Rejection.malformed("fetch_piece.use") }
        let id =
            fetch.caseNumber.isEmpty
            ? UUID(checking: fetch.caseID)
            : try recording.cases.caseID(number: fetch.caseNumber, office: asking.office)
        guard let id else { throw Rejection.malformed("fetch_piece.case_id") }
        let (file, events) = try history(of: id, named: fetch.caseNumber, in: archive)
        if let offices = asking.speaksFor {
            let district = recording.cases.district(of: file)
            let concerned = AttachmentUse.concerned(file, history: events, district: district)
            guard !concerned.isDisjoint(with: offices) else { throw Rejection.notForOthers }
        }
        let hash = Array(fetch.hash)
        guard AttachmentUse.captures(in: events).contains(where: { $0.capture.attachmentHash == hash }) else {
            throw Rejection(
                .attachmentMissing, field: "hash", problem: "\(file.filing.number) has no capture with that file",
                fix: "look with loket attachment list \(file.filing.number) at what it has")
        }
        let (bytes, pieces) = try AttachmentStore(try key, archive).piece(Int(fetch.index), of: hash)
        let noted = try archive.rows(
            AttachmentRows.noteUse, .uuid(use), .bytes(hash), .uuid(id), .text(asking.actor), .text(asking.principal),
            .text(asking.office), .text(purpose))
        guard !noted.isEmpty else {
            throw Rejection(
                .idReused, field: "use", problem: "that id stands for another fetching",
                fix: "give each fetching of a file an id of its own")
        }
        return .with {
            $0.piece.bytes = Data(bytes)
            $0.piece.size = pieces.bytes
            $0.piece.index = fetch.index
        }
    }

    // MARK: Showing

    func show(_ show: WireShowAttachments, from archive: Archive) throws -> WireRecordingReply {
        let id = try recording.cases.caseID(number: show.caseNumber, office: asking.office)
        _ = try history(of: id, named: show.caseNumber, in: archive)
        var views: [WireAttachmentView] = []
        // Where it was taken is where the case was then.
        var before: Subject?
        for entry in try archive.history(of: id) {
            if case .caseFile(let event) = entry.event,
                let taken = AttachmentUse.captures(in: [event]).first, case .caseFile(let file)? = before
            {
                views.append(
                    .with {
                        $0.attempt = Int32(views.count + 1)
                        $0.accepted = taken.isAccepted
                        $0.at = entry.recordedAt.microseconds
                        $0.hash = Data(taken.capture.attachmentHash)
                        $0.size = taken.capture.attachmentBytes
                        $0.office = file.office
                    })
            }
            before = Subject.evolve(before, entry.event)
        }
        try addProgress(to: &views, from: archive)
        let uses = try archive.rows(AttachmentRows.uses, .uuid(id))
        return .with { reply in
            reply.attachments.caseNumber = show.caseNumber
            reply.attachments.attachments = views
            reply.attachments.uses = uses.map { row in
                .with {
                    $0.at = row.timestamp(0)
                    $0.who = row.text(1)
                    $0.principal = row.text(2)
                    $0.office = row.text(3)
                    $0.purpose = row.text(4)
                    $0.hash = Data(row.bytes(5))
                    $0.pieces = row.int32(6)
                }
            }
        }
    }

    private func addProgress(to views: inout [WireAttachmentView], from archive: Archive) throws {
        let hashes = Set(views.filter { !$0.hash.isEmpty }.map { Array($0.hash) })
        guard !hashes.isEmpty else { return }
        var found: [[UInt8]: WireAttachmentView] = [:]
        for row in try archive.rows(AttachmentRows.progress, .bytesArray(Array(hashes))) {
            found[row.bytes(0)] = .with {
                $0.here = row.boolIfPresent(1) ?? false
                $0.piecesHere = Int32(row.int64(2))
                $0.wanted = row.bool(3)
                $0.failures = row.int32(4)
                $0.problem = row.text(5)
            }
        }
        for index in views.indices {
            guard let progress = found[Array(views[index].hash)] else { continue }
            let pieces = try AttachmentPieces(hash: Array(views[index].hash), bytes: views[index].size)
            views[index].pieces = Int32(pieces.count)
            views[index].here = progress.here
            views[index].piecesHere = progress.piecesHere
            views[index].wanted = progress.wanted
            views[index].failures = progress.failures
            views[index].problem = progress.problem
        }
    }

    // MARK: Both

    private var key: AttachmentKey {
        get throws(Rejection) {
            if let key = recording.key { return key }
            throw Rejection(
                .noAttachmentKey, field: "hash", problem: "this instance of recording has no key for attachments",
                fix: "give it the path of the site's attachments.key in LOKET_ATTACHMENT_KEY and start it again")
        }
    }

    private func history(
        of id: UUID, named number: String, in archive: Archive
    ) throws -> (file: CaseFile, events: [CaseEvent]) {
        guard let file = try archive.caseFile(id) else {
            throw Rejection(
                .unknownNumber, field: number.isEmpty ? "case_id" : "case_number",
                problem: "no case \(number.isEmpty ? "with that id" : Rejection.quoted(number)) is known here",
                fix: "read the number again from the receipt")
        }
        let events = try archive.history(of: id).compactMap { entry -> CaseEvent? in
            if case .caseFile(let event) = entry.event { event } else { nil }
        }
        return (file, events)
    }
}
