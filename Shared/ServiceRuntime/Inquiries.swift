import Casework
import Civil
import Foundation
import Logging
import Postgres

/// A question on its way to its answer.
struct Inquiry<Question: Sendable>: Sendable {
    let asking: Asking
    let question: Question
    let answer: @Sendable ([UInt8]) -> Void
}

/// The thread that answers questions, on a connection of its own: a long list never holds up a commit.
final class Inquiries<D: Department>: @unchecked Sendable {
    /// The most questions that may wait; beyond it the asker is told to come again.
    static var mostWaiting: Int { 512 }

    private let desk: D
    private let database: String
    private let logger: Logger
    private let condition = NSCondition()
    private var waiting: [Inquiry<D.Question>] = []
    private var isStopping = false
    private var hasStopped = false

    init(desk: D, database: String, logger: Logger) {
        self.desk = desk
        self.database = database
        self.logger = logger
        let thread = Thread { [self] in work() }
        thread.name = "questions"
        thread.stackSize = 4 << 20
        thread.start()
    }

    func ask(_ questions: [Inquiry<D.Question>]) {
        guard !questions.isEmpty else { return }
        let tooMany = condition.withLock {
            let room = max(0, Self.mostWaiting - waiting.count)
            waiting.append(contentsOf: questions.prefix(room))
            condition.signal()
            return questions.dropFirst(room)
        }
        for inquiry in tooMany {
            inquiry.answer(
                ReplyBytes.retry(inquiry.asking.id, "too many questions wait", after: .milliseconds(200)))
        }
    }

    func stop() {
        condition.withLock {
            isStopping = true
            condition.broadcast()
            while !hasStopped { condition.wait() }
        }
    }

    private func work() {
        var connection: Connection?
        while let inquiry = next() {
            let reply = reply(to: inquiry, &connection)
            inquiry.answer(reply)
        }
        connection?.close()
        condition.withLock {
            hasStopped = true
            condition.broadcast()
        }
    }

    private func next() -> Inquiry<D.Question>? {
        condition.withLock {
            while waiting.isEmpty, !isStopping { condition.wait() }
            return waiting.isEmpty ? nil : waiting.removeFirst()
        }
    }

    private func reply(to inquiry: Inquiry<D.Question>, _ connection: inout Connection?) -> [UInt8] {
        let id = inquiry.asking.id
        do {
            let open =
                if let connection, connection.isUsable { connection } else {
                    try Connection(database, applicationName: "loket-\(desk.service)-questions")
                }
            connection = open
            return ReplyBytes.accepted(
                id, try desk.answer(inquiry.question, asking: inquiry.asking, from: Archive(open)))
        } catch let rejection as Rejection {
            if rejection == .notForOthers {
                logger.warning(
                    "another site asked for what is not its own: refused",
                    metadata: ["principal": "\(inquiry.asking.principal)", "service": "\(desk.service)"])
            }
            return ReplyBytes.rejected(id, rejection)
        } catch let error as PostgresError where error.isStale {
            connection = nil
            return ReplyBytes.retry(id, "the schema was changed", after: .milliseconds(10))
        } catch let error as PostgresError where error.isRetriable {
            return ReplyBytes.retry(id, "the store can't be read now: \(error.message)", after: .milliseconds(200))
        } catch {
            logger.error("a question could not be answered", metadata: ["why": "\(error)"])
            return ReplyBytes.fault(
                id, code: "defect", problem: "the service can't answer: \(error)", fix: "run loket audit and report it")
        }
    }
}
