import Civil
import Contracts
import Foundation

/// The captures of a case and where their files are.
struct AttachmentsReport: Report {
    struct File: Encodable {
        let attempt: Int
        let accepted: Bool
        let at: OfficeTime?
        let hash: String
        let size: Int64
        let office: String
        let here: Bool
        let piecesHere: Int
        let pieces: Int
        let wanted: Bool
        let failures: Int
        let problem: String
    }

    let `case`: String
    let attachments: [File]

    init(_ list: WireAttachments, _ directory: SiteDirectory) {
        `case` = list.caseNumber
        attachments = list.attachments.map { view in
            File(
                attempt: Int(view.attempt), accepted: view.accepted,
                at: OfficeTime(view.at, directory.zone(view.office)), hash: AttachmentPieces.text(of: view.hash),
                size: view.size, office: directory.name(view.office), here: view.here,
                piecesHere: Int(view.piecesHere), pieces: Int(view.pieces), wanted: view.wanted,
                failures: Int(view.failures), problem: view.problem)
        }
    }

    func lines(on screen: Screen) -> [String] {
        if attachments.isEmpty { return ["\(`case`) has no capture."] }
        var table = Table(
            .init("ATTEMPT", .right), .init("TAKEN"), .init("AT"), .init("KIB", .right), .init("HASH"), .init("FILE"))
        for file in attachments {
            table.add(
                "\(file.attempt)\(file.accepted ? "" : " refused")", file.at?.short ?? "", file.office,
                file.hash.isEmpty ? "" : "\((file.size + 1023) / 1024)", String(file.hash.prefix(16)), Self.place(file))
        }
        return table.lines(on: screen)
    }

    private static func place(_ file: File) -> String {
        if file.hash.isEmpty { return "none" }
        if file.here { return "whole in this site's store" }
        let part = "\(file.piecesHere) of \(file.pieces) pieces here"
        guard file.wanted else { return file.piecesHere == 0 ? "where it was taken" : part }
        let why = file.failures > 0 ? " (\(file.problem))" : ""
        return "on its way: \(part)\(why)"
    }
}

/// Who was given a file, when and what for.
struct AttachmentLogReport: Report {
    struct Use: Encodable {
        let at: OfficeTime?
        let who: String
        let principal: String
        let office: String
        let purpose: String
        let hash: String
        let pieces: Int
    }

    let `case`: String
    let uses: [Use]

    init(_ list: WireAttachments, _ directory: SiteDirectory) {
        `case` = list.caseNumber
        uses = list.uses.map { use in
            Use(
                at: OfficeTime(use.at, directory.zone(use.office)), who: use.who, principal: use.principal,
                office: use.office, purpose: use.purpose, hash: AttachmentPieces.text(of: use.hash),
                pieces: Int(use.pieces))
        }
    }

    func lines(on screen: Screen) -> [String] {
        if uses.isEmpty { return ["Nobody was given a file of \(`case`) here."] }
        var table = Table(
            .init("WHEN"), .init("WHO"), .init("FROM"), .init("HASH"), .init("PIECES", .right), .init("WHAT FOR"))
        for use in uses {
            table.add(
                use.at?.short ?? "", use.who, use.principal, String(use.hash.prefix(16)), "\(use.pieces)", use.purpose)
        }
        return table.lines(on: screen)
    }
}

/// A file that was fetched and written.
struct FetchedAttachmentReport: Report {
    let `case`: String
    let attempt: Int
    let hash: String
    let size: Int64
    let office: String
    let path: String
    private let place: String

    enum CodingKeys: CodingKey {
        case `case`, attempt, hash, size, office, path
    }

    init(_ number: String, _ view: WireAttachmentView, from office: String, path: String, _ directory: SiteDirectory) {
        `case` = number
        attempt = Int(view.attempt)
        hash = AttachmentPieces.text(of: view.hash)
        size = view.size
        self.office = office
        self.path = path
        place = directory.name(office)
    }

    func lines(on screen: Screen) -> [String] {
        ["\(path) has the file of capture \(attempt) of \(`case`): \((size + 1023) / 1024) KiB, from \(place)"]
    }
}
