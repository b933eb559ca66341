import Civil
import Foundation

/// Whether a lane called its visits in their order.
///
/// The lane's own entries say when a visit came into the queue and when it was called, so that order is exact.
/// A visit that left while it waited makes no entry at its lane; it counts as waiting only at calls recorded
/// clearly before it left, so nobody is accused wrongly.
struct LaneOrder {
    private let record: DayLedger.LaneRecord
    private let visits: [UUID: DayLedger.VisitRecord]

    init(_ record: DayLedger.LaneRecord, _ visits: [UUID: DayLedger.VisitRecord]) {
        self.record = record
        self.visits = visits
    }

    private struct Waiting {
        var id: UUID
        var position: [UInt8]
        var leftAt: Int64?

        /// Whether it was in the queue at that time; nil where the clock can't tell.
        func waits(at time: Int64) -> Bool? {
            guard let leftAt else { return true }
            if leftAt > time, leftAt - time > Replay.clockTolerance { return true }
            if leftAt < time, time - leftAt > Replay.clockTolerance { return false }
            return nil
        }
    }

    func findings() -> [Finding] {
        var findings: [Finding] = []
        var queue: ArraySlice<Waiting> = []
        for move in record.moves {
            switch move.what {
            case .issued(_, let id, _):
                // What a broken history says of its place is worth nothing.
                guard let visit = visits[id], visit.isWhole else { continue }
                let entry = Waiting(id: id, position: visit.position, leftAt: visit.leftWaitingAt)
                queue.insert(entry, at: index(of: entry.position, in: queue))
            case .called(let id, let desk):
                guard let visit = visits[id], visit.isWhole else { continue }
                while let first = queue.first, first.waits(at: move.recordedAt) == false { queue.removeFirst() }
                let index = index(of: visit.position, in: queue)
                let passedOver = queue[..<index].first { $0.waits(at: move.recordedAt) == true }
                if let passedOver, let before = visits[passedOver.id] {
                    findings.append(
                        Finding(
                            record.name, move.version,
                            "desk \(desk) called \(visit.number) while \(before.number) was before it in the queue",
                            .contradiction))
                }
                if index < queue.endIndex, queue[index].id == id { queue.remove(at: index) }
            case .closed: queue.removeAll()
            }
        }
        return findings
    }

    private func index(of position: [UInt8], in queue: ArraySlice<Waiting>) -> Int {
        var low = queue.startIndex
        var high = queue.endIndex
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].position.lexicographicallyPrecedes(position) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
