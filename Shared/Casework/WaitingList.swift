import Foundation

/// The first of a list, kept in order while the batch takes from it and adds to it.
///
/// It holds as many as the batch can take and remove together, so its first is the list's first.
struct WaitingList: Sendable {
    private var members: [(position: [UInt8], id: UUID)]

    init(_ members: [(position: [UInt8], id: UUID)]) {
        self.members = members
    }

    var first: UUID? { members.first?.id }
    var all: [UUID] { members.map(\.id) }

    mutating func insert(_ id: UUID, at position: [UInt8]) {
        members.insert((position, id), at: index(of: position))
    }

    mutating func remove(_ id: UUID, at position: [UInt8]) {
        let index = index(of: position)
        if index < members.count, members[index].id == id { members.remove(at: index) }
    }

    /// Where a position stands or would stand.
    private func index(of position: [UInt8]) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if members[middle].position.lexicographicallyPrecedes(position) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
