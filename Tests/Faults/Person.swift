import Contracts
import Foundation
import ServiceClient
import TestKit

/// Somebody who goes to the printer and looks, and asks the gateway's provider: settles what the programs can't know.
final class Person: Sendable {
    private let site: FaultSites.Site
    private let books: Books

    init(_ site: FaultSites.Site, _ books: Books) {
        self.site = site
        self.books = books
    }

    /// Goes round until told to stop.
    func work() async {
        while !Task.isCancelled {
            do throws(RequestFailure) {
                try await settle()
            } catch  where error.isRetriable {
                // Nobody serves now: the next round.
            } catch {
                books.wrong("settling what is unknown at \(site.office): \(error)")
            }
            await Pace.rest(0.3)
        }
    }

    private func settle() async throws(RequestFailure) {
        let prints = try await site.client.ask(
            PrintingDialect.self, site.office, .showUnknown(.init()), patience: .prompt(.seconds(5)))
        if case .unknown(let list) = prints {
            for effect in list.effects {
                let isThere = lies(Devices(folder: site.folder).sheets.last { $0.effect == effect.digits }?.path)
                let resolve = WireResolvePrint.with {
                    $0.caseNumber = effect.number
                    $0.outcome = isThere ? "printed" : "not_printed"
                    $0.reason = "looked into the tray"
                }
                try await say(effect, isPrint: true, isThere: isThere) { () async throws(RequestFailure) in
                    _ = try await site.client.ask(
                        PrintingDialect.self, site.office, .resolvePrint(resolve), patience: .patient(.seconds(120)))
                }
            }
        }
        let messages = try await site.client.ask(
            NotificationDialect.self, site.office, .showUnknown(.init()), patience: .prompt(.seconds(5)))
        guard case .unknown(let list) = messages else { return }
        for effect in list.effects {
            let isThere = lies(Devices(folder: site.folder).messages.last { $0.effect == effect.digits }?.path)
            let resolve = WireResolveNotice.with {
                $0.caseNumber = effect.number
                $0.outcome = isThere ? "sent" : "not_sent"
                $0.reason = "asked the provider"
            }
            try await say(effect, isPrint: false, isThere: isThere) { () async throws(RequestFailure) in
                _ = try await site.client.ask(
                    NotificationDialect.self, site.office, .resolveNotice(resolve), patience: .patient(.seconds(120)))
            }
        }
    }

    /// What is allowed is noted before it is said, as it may be done before the answer is here.
    private func say(
        _ effect: WireEffectView, isPrint: Bool, isThere: Bool, _ tell: () async throws(RequestFailure) -> Void
    ) async throws(RequestFailure) {
        books.settled(effect.number, isPrint: isPrint, isThere: isThere)
        do throws(RequestFailure) {
            try await tell()
        } catch .rejected {
            // Somebody else's answer came first: the device's own, asked again.
        }
    }

    private func lies(_ path: String?) -> Bool { path.map { FileManager.default.fileExists(atPath: $0) } ?? false }
}

extension WireEffectView {
    /// As the devices' logs write it.
    var digits: String { UUID(checking: effectID)?.uuidString.lowercased() ?? "" }
}

/// What the devices of a site wrote down by themselves, outside PostgreSQL.
struct Devices {
    struct Job {
        let effect: String
        let attempt: Int
        let number: String
        let path: String
    }

    var sheets: [Job] = []
    var messages: [Job] = []

    init(folder: String) {
        for line in Self.lines(of: "\(folder)/printer.log") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 5, fields[1] == "print" else { continue }
            sheets.append(
                Job(
                    effect: fields[2].lowercased(), attempt: Int(fields[3]) ?? 0, number: fields[4],
                    path: "\(folder)/documents/\(fields[5])"))
        }
        for line in Self.lines(of: "\(folder)/gateway.log") {
            guard let entry = try? JSONDecoder().decode(Entry.self, from: Data(line.utf8)), entry.call == "send" else {
                continue
            }
            messages.append(
                Job(
                    effect: entry.effect.lowercased(), attempt: entry.attempt ?? 0, number: entry.number,
                    path: "\(folder)/messages/\(entry.file ?? "")"))
        }
    }

    private struct Entry: Decodable {
        let call: String
        let effect: String
        let attempt: Int?
        let number: String
        let file: String?
    }

    private static func lines(of path: String) -> [Substring] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n")
    }
}
