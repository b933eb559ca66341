import Civil
import Foundation
import Testing

@testable import loket

struct LostHoursTests {
    private let day = Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0)

    private func lane(_ letter: String, last: Int) -> LostHours.Lane {
        LostHours.Lane(office: "32.15.05", shortCode: "KLR", letter: letter, day: day, incarnation: 1, last: last)
    }

    private func seen(_ number: String, _ effect: UUID? = nil) -> LostHours.Sighting {
        LostHours.Sighting(number: number, effect: effect, what: "printed", by: "printer.log")
    }

    @Test func `whatever somebody saw beyond the last known ticket is to be filed again, with all before it`() {
        let hours = LostHours(
            lanes: [lane("A", last: 7), lane("B", last: 2)],
            sightings: [
                seen("KLR-261123-B005-1"), seen("KLR-261123-B004-2"), seen("KLR-261123-B002-1"),
                seen("KLR2-261123-B009-1"), seen("KLR-261124-B008-1"), seen("XYZ-261123-B008-1"),
                seen("KLR-261124-P1"),
            ], known: ["KLR-261123-B002-1"], settled: [])
        #expect(hours.gaps.map(\.missing) == [[], ["KLR-261123-B003", "KLR-261123-B004", "KLR-261123-B005"]])
        #expect(hours.wentOn == [seen("KLR-261123-B002-1")])
    }

    @Test func `what had ended by the backup did not go on after it`() {
        let (before, after) = (UUID(), UUID())
        let hours = LostHours(
            lanes: [], sightings: [seen("KLR-261123-B001-1", before), seen("KLR-261123-B002-1", after)],
            known: ["KLR-261123-B001-1", "KLR-261123-B002-1"], settled: [before])
        #expect(hours.wentOn == [seen("KLR-261123-B002-1", after)])
    }

    @Test func `what neighbours gave back is not filed again, and what was given before it is missed`() {
        let hours = LostHours(
            lanes: [lane("B", last: 2)], sightings: [seen("KLR-261123-B004-1")],
            known: ["KLR-261123-B003-1", "KLR-261123-B006-1"], settled: [],
            cameBack: ["KLR-261123-B003-1", "KLR-261123-B006-1"])
        #expect(hours.gaps.map(\.missing) == [["KLR-261123-B004", "KLR-261123-B005"]])
        #expect(hours.gaps.map(\.next) == [7])
    }
}
