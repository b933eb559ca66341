import Civil
import Foundation

/// What was asked for and what was told: the one side of every comparison.
final class Books {
    /// Who has come.
    private(set) var citizens: Set<Int> = []
    private(set) var attempted: Set<UUID> = []
    private(set) var acknowledged: Set<UUID> = []
    /// By citizen the cases that answers named.
    private(set) var cases: [Int: Set<String>] = [:]
    private(set) var handedOut: Set<Int> = []

    /// Cases that were told and gone with the site that died: people file them again.
    private(set) var goneWithSite: Set<String> = []

    /// The site goes on with these cases and no others; whoever was handed a document in hours that are lost stands as not
    /// having it.
    func survive(_ files: [CaseFile]) {
        let stages = Dictionary(files.map { ($0.filing.number, $0.stage) }) { first, _ in first }
        for (citizen, told) in cases {
            let gone = told.filter { stages[$0] == nil }
            goneWithSite.formUnion(gone)
            cases[citizen] = gone == told ? nil : told.subtracting(gone)
            if told.contains(where: { stages[$0] != .collected }) { handedOut.remove(citizen) }
        }
    }

    func comes(_ citizen: Int) { citizens.insert(citizen) }
    func attempt(_ id: UUID) { attempted.insert(id) }
    func answered(_ id: UUID) { acknowledged.insert(id) }
    func told(_ citizen: Int, _ number: String) { cases[citizen, default: []].insert(number) }
    func collected(_ citizen: Int) { handedOut.insert(citizen) }
}
