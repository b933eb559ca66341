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
        try await settle(PrintingDialect.self, asking: .showUnknown(.init()), in: \.sheets) { number, isThere in
            .resolvePrint(
                .with {
                    $0.caseNumber = number
                    $0.outcome = isThere ? "printed" : "not_printed"
                    $0.reason = "looked into the tray"
                })
        }
        try await settle(NotificationDialect.self, asking: .showUnknown(.init()), in: \.messages) { number, isThere in
            .resolveNotice(
                .with {
                    $0.caseNumber = number
                    $0.outcome = isThere ? "sent" : "not_sent"
                    $0.reason = "asked the provider"
                })
        }
    }

    private func settle<D: ServiceDialect>(
        _ dialect: D.Type, asking list: D.Command, in jobs: KeyPath<Devices, [Devices.Job]>,
        _ resolve: (_ number: String, _ isThere: Bool) -> D.Command
    ) async throws(RequestFailure) where D.Reply: UnknownReply {
        let reply = try await site.client.ask(dialect, site.office, list, patience: .prompt(.seconds(5)))
        for effect in reply.unknownEffects {
            let job = Devices(folder: site.folder)[keyPath: jobs].last { $0.effect == effect.digits }
            let isThere = job.map { FileManager.default.fileExists(atPath: $0.path) } ?? false
            // What is allowed is noted before it is said, as it may be done before the answer is here.
            books.settled(effect.number, isPrint: jobs == \.sheets, isThere: isThere)
            do throws(RequestFailure) {
                _ = try await site.client.ask(
                    dialect, site.office, resolve(effect.number, isThere), patience: .patient(.seconds(120)))
            } catch .rejected {
                // The device's own answer came first, asked again by an instance.
            }
        }
    }
}

/// An answer that may list what is unknown.
protocol UnknownReply {
    var unknownEffects: [WireEffectView] { get }
}

extension WirePrintingReply.OneOf_Reply: UnknownReply {
    var unknownEffects: [WireEffectView] { if case .unknown(let list) = self { list.effects } else { [] } }
}

extension WireNotificationReply.OneOf_Reply: UnknownReply {
    var unknownEffects: [WireEffectView] { if case .unknown(let list) = self { list.effects } else { [] } }
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
