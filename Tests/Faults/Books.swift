import Foundation
import TestKit

/// What the officers asked for and what they were told, line by line: the one side of every comparison.
final class Books: @unchecked Sendable {
    struct Line {
        let number: Int
        /// The case that each answer named; more than one is a doubled request.
        var cases: Set<String> = []
        /// Its officer went away without an answer, as one whose PC fails.
        var isAbandoned = false
        /// Handed out, by the answer.
        var isCollected = false
    }

    private let lock = NSLock()
    private let change = Condition()
    private var lines: [Int: Line] = [:]
    private var wrongs: [String] = []
    private var answers: [ContinuousClock.Instant] = []
    private var toldOf = 0
    private var fullDisk = false
    private var notPrinted: [String: Int] = [:]
    private var notSent: [String: Int] = [:]

    func attempt(_ number: Int) { lock.withLock { lines[number] = Line(number: number) } }

    func opened(_ number: Int, _ caseNumber: String) {
        lock.withLock {
            if lines[number]?.cases.isEmpty != false { toldOf += 1 }
            lines[number, default: Line(number: number)].cases.insert(caseNumber)
            answers.append(.now)
        }
        change.signal()
    }

    func abandoned(_ number: Int) { lock.withLock { lines[number, default: Line(number: number)].isAbandoned = true } }

    func collected(_ number: Int) {
        lock.withLock {
            lines[number, default: Line(number: number)].isCollected = true
            answers.append(.now)
        }
        change.signal()
    }

    func noteFullDisk() { lock.withLock { fullDisk = true } }
    var hadFullDisk: Bool { lock.withLock { fullDisk } }

    /// Something that must not be.
    func wrong(_ what: String) { lock.withLock { wrongs.append(what) } }

    /// A person has said of a print or a message that nobody knew of, that it is not there: it may come again.
    func settled(_ number: String, isPrint: Bool, isThere: Bool) {
        lock.withLock {
            if isThere { return }
            if isPrint { notPrinted[number, default: 0] += 1 } else { notSent[number, default: 0] += 1 }
        }
    }

    /// Waits until so many answers have come since the books were opened.
    func wait(forAnswers count: Int, within limit: Duration) -> Bool {
        change.wait(within: limit) { lock.withLock { answers.count } >= count }
    }

    /// Lines whose officers were told of a case.
    var toldCount: Int { lock.withLock { toldOf } }
    var answerCount: Int { lock.withLock { answers.count } }

    func firstAnswer(after moment: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        lock.withLock { answers.first { $0 > moment } }
    }

    var all: [Line] { lock.withLock { lines.values.sorted { $0.number < $1.number } } }
    var complaints: [String] { lock.withLock { wrongs } }

    /// How many sheets a case may have, and how many messages.
    func allowed(_ number: String) -> (sheets: Int, messages: Int) {
        lock.withLock { (1 + notPrinted[number, default: 0], 1 + notSent[number, default: 0]) }
    }
}
