import Civil
import Foundation
import Testing

@testable import Audit

struct ErrandsTests {
    private static let now = Moment(microseconds: 1_795_392_000_000_000)
    private let id = UUID()
    private let run = PrintRun(
        number: "KLR-261124-P1", office: "32.15.05", day: Day(ordinal: 20_781), cutOff: now + .hours(1))

    @Test func `an open run without its cut-off is found`() {
        let found = Errands(now: Self.now).problems(of: id, .printRun(run), version: 1)
        #expect(found.map(\.what) == ["its list is open, and nothing closes it at its cut-off"])
        #expect(found.map(\.remedy) == [.somethingLost])
        #expect(found.first?.version == 1)
    }

    @Test func `an open run with its cut-off is as it should be`() {
        var errands = Errands(now: Self.now)
        errands.takeDue(of: id)
        #expect(errands.problems(of: id, .printRun(run), version: 1).isEmpty)
    }

    @Test func `a cut-off that has passed gives no alarm: it may have been refused`() {
        let later = Errands(now: Self.now + .hours(1))
        #expect(later.problems(of: id, .printRun(run), version: 1).isEmpty)
    }

    @Test func `a closed list waits for nothing`() {
        var closed = run
        let isClosed = closed.apply(.listClosed([], at: Self.now))
        #expect(isClosed)
        #expect(Errands(now: Self.now).problems(of: id, .printRun(closed), version: 2).isEmpty)
    }
}
