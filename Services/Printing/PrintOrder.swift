import Casework
import Civil
import Contracts
import Foundation
import Records

/// What the printer is to do, as it is kept with its effect. It names no person.
struct PrintOrder {
    enum Paper: String {
        case letter
        case takenIn = "taken-in"
        case sample
        /// A run's list, to tick by hand; and the same with what was counted.
        case list
        case countedList = "counted-list"
    }

    var paper: Paper
    var name: String
    var plannedAt: Moment
    var documentHash: [UInt8] = []

    init(paper: Paper, name: String, plannedAt: Moment) {
        self.paper = paper
        self.name = name
        self.plannedAt = plannedAt
    }

    /// Throws for what our printer doesn't make, which no use case plans.
    init(source: PrintSource, name: String, plannedAt: Moment) throws(ImpossibleJob) {
        switch source {
        case .letter: self.init(paper: .letter, name: name, plannedAt: plannedAt)
        case .takenIn(let hash):
            self.init(paper: .takenIn, name: name, plannedAt: plannedAt)
            documentHash = hash
        case .sample: self.init(paper: .sample, name: name, plannedAt: plannedAt)
        case .card, .missing: throw ImpossibleJob("its document is made elsewhere")
        }
    }

    init(_ bytes: [UInt8]) throws(ImpossibleJob) {
        guard let stored = try? StoredPrintOrder(serializedBytes: bytes), let paper = Paper(rawValue: stored.paper)
        else { throw ImpossibleJob("the order for the printer can't be read") }
        self.init(paper: paper, name: stored.name, plannedAt: Moment(microseconds: stored.plannedAt))
        documentHash = Array(stored.documentHash)
    }

    var bytes: [UInt8] {
        written(
            StoredPrintOrder.with {
                $0.paper = paper.rawValue
                $0.name = name
                $0.plannedAt = plannedAt.microseconds
                $0.documentHash = Data(documentHash)
            })
    }
}
