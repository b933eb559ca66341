import Civil
import Contracts
import Foundation
import Records
import ServiceClient

/// Files the lines of a file, many at a time, and tells of each in the file's order.
///
/// A line's request id is made of its office and its own id, so a file that is sent again, after a kill in the middle
/// or from another machine, files nothing twice and gives the same tickets.
final class VisitFiling: @unchecked Sendable {
    struct Told {
        let line: Int
        /// The line's own id, empty where it could not be read.
        let id: String
        let outcome: LineOutcome
    }

    private let client: SiteClient
    private let directory: SiteDirectory
    private let patience: Patience
    private let free: DispatchSemaphore
    private let tell: (Told) -> Void
    /// Everything below belongs to this queue.
    private let queue = DispatchQueue(label: "loket.filing")
    private var waiting: [Int: Told?] = [:]
    private var nextToTell = 1
    private var isSiteGone = false
    private let group = DispatchGroup()

    /// - Parameter tell: called for each line in the file's order, on one thread at a time.
    init(
        _ client: SiteClient, _ directory: SiteDirectory, outstanding: Int, patience: Patience,
        tell: @escaping (Told) -> Void
    ) {
        self.client = client
        self.directory = directory
        self.patience = patience
        free = DispatchSemaphore(value: outstanding)
        self.tell = tell
    }

    /// Files every line; ends early where the site stays away for longer than the patience lasts.
    ///
    /// - Returns: whether all lines were read.
    /// - Throws: where the file can't be read on; what was sent until then is finished and told.
    func run(_ reader: LineReader) throws -> Bool {
        var reader = reader
        var number = 0
        var seen: [UUID: (line: Int, hash: Int)] = [:]
        defer {
            group.wait()
            queue.sync {}
        }
        while !queue.sync(execute: { isSiteGone }) {
            guard let line = try reader.next() else { return true }
            number += 1
            switch line {
            case .text(let text) where text.allSatisfy(\.isWhitespace): ended(number, "", nil)
            case .text(let text): file(text, number, &seen)
            case .notText:
                ended(
                    number, "",
                    LineOutcome(
                        Rejection(
                            .notJSON, field: "line", problem: "isn't UTF-8 text", fix: "save the file as UTF-8")))
            case .tooLong:
                ended(
                    number, "",
                    LineOutcome(
                        Rejection(
                            .tooLong, field: "line", problem: "is longer than 1 MiB",
                            fix: "write one visit on each line")))
            }
        }
        return false
    }

    private func file(_ text: String, _ number: Int, _ seen: inout [UUID: (line: Int, hash: Int)]) {
        var id = ""
        let request: ServiceRequest
        do throws(Rejection) {
            var form = try VisitLine.decode(text)
            id = form.lineID
            form.office = try office(form.office)
            request = try Self.request(form)
            if let earlier = seen[request.id] {
                guard earlier.hash == request.body.hashValue else { throw Self.sameID(as: earlier.line) }
                return ended(number, id, .repeated(line: earlier.line))
            }
        } catch {
            return ended(number, id, LineOutcome(error))
        }
        seen[request.id] = (number, request.body.hashValue)
        free.wait()
        group.enter()
        client.send(request, patience: patience) { [self, id] result in
            ended(number, id, LineOutcome(result, from: request.name))
            free.signal()
            group.leave()
        }
    }

    private static func request(_ form: VisitForm) throws(Rejection) -> ServiceRequest {
        do {
            let body = try IntakeDialect.written(.openVisit(.with { $0.form = WireVisitForm(form) }))
            return ServiceRequest("intake", office: form.office, id: form.requestID, body: body)
        } catch {
            throw Rejection(.tooLong, field: "line", problem: "can't be written as a message", fix: "shorten it")
        }
    }

    private static func sameID(as line: Int) -> Rejection {
        Rejection(
            .idReused, field: "id", problem: "line \(line) has the same id and says something else",
            fix: "give each visit an id of its own")
    }

    private func office(_ written: String) throws(Rejection) -> String {
        let code = try RegionCode(written, field: "office").text
        guard directory.entry(code) != nil else {
            throw Rejection(
                .unknownOffice, field: "office", problem: "no office \(code) is served at this site",
                fix: "use one of: \(directory.entries.map(\.code).joined(separator: ", "))")
        }
        return code
    }

    /// Tells of every line that all before it are told of. Without an outcome there is nothing to tell.
    private func ended(_ number: Int, _ id: String, _ outcome: LineOutcome?) {
        queue.async { [self] in
            if case .unanswered(let failure)? = outcome, failure.isRetriable { isSiteGone = true }
            waiting[number] = .some(outcome.map { Told(line: number, id: id, outcome: $0) })
            while let next = waiting.removeValue(forKey: nextToTell) {
                nextToTell += 1
                if let next { tell(next) }
            }
        }
    }
}
