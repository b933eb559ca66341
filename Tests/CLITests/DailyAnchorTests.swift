import Civil
import Foundation
import TestKit
import Testing

@testable import loket

extension AnchorCommandTests {
    @Test func `the site makes one by itself when a new day begins, also after a failure`() throws {
        try file(1)
        // A folder that can't be one.
        let path = "\(site.folder)/anchors"
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(try loket("clock", "--set", "2026-11-24T07:00:00+07:00").status == 0)
        try site.up.waitForOutput(containing: "the day's anchor can't be made now", within: .seconds(30))
        try FileManager.default.removeItem(atPath: path)
        try eventually("the day is anchored", within: .seconds(30)) { anchors.count == 1 }
        #expect(anchors[0].hasPrefix("anchor-2026-11-24-"))
        try file(2)
        #expect(try loket("clock", "--set", "2026-11-25T00:00:00+07:00").status == 0)
        try eventually("so is the next", within: .seconds(30)) { anchors.count == 2 }
        let audit = try loket("audit")
        #expect(audit.status == 0 && audit.output.contains("2 anchors"), "\(audit.output)")
        // A day without an entry has none.
        #expect(try loket("clock", "--set", "2026-11-26T09:00:00+07:00").status == 0)
        site.up.signal(SIGTERM)
        #expect(try site.up.waitForExit(within: .seconds(60)) == .status(0))
        #expect(anchors.count == 2)
    }

    @Test func `a day that passed while the site was down is anchored when it comes up`() throws {
        try file(1)
        site.up.signal(SIGTERM)
        try site.up.waitForExit(within: .seconds(60))
        #expect(anchors == [])
        let server = try SiteServer(SiteFolder(site.folder))
        let connection = try server.connect(as: "test")
        try connection.script("UPDATE casework.site SET held_clock = held_clock + interval '1 day'")
        connection.close()
        server.stop()
        try site.bringUpAgain()
        try eventually("the day before is anchored", within: .seconds(60)) { anchors.count == 1 }
        site.up.signal(SIGTERM)
        #expect(try site.up.waitForExit(within: .seconds(60)) == .status(0))
        // Of a site that is down one can be made by hand too.
        #expect(try loket("anchor", "make").output.contains("Nothing went on since"))
    }
}

@Suite struct AnchorDueTests {
    private let evening = OfficeZone.wit.moment(Day(year: 2026, month: 11, day: 23) ?? Day(ordinal: 0)) + .hours(20)

    @Test func `an anchor is due when the office's own calendar shows a later day`() {
        var due = AnchorDue(zone: .wit, last: evening)
        #expect(!due.isDue(at: evening) && !due.isDue(at: evening + .minutes(239)))
        #expect(due.isDue(at: evening + .minutes(240)), "midnight at Jayapura, ten in the evening at Jakarta")
        due.settle(at: evening + .minutes(241))
        #expect(!due.isDue(at: evening + .hours(27)) && due.isDue(at: evening + .hours(28)))
        due.settle(at: evening)
        #expect(!due.isDue(at: evening + .hours(27)), "a clock that went back makes none again")
        // One that was years ahead and is put right.
        due.settle(at: evening + .hours(24 * 3_650))
        #expect(due.isDue(at: evening + .hours(48)))
        due.settle(at: evening + .hours(48))
        #expect(!due.isDue(at: evening + .hours(48)) && due.isDue(at: evening + .hours(76)))
    }
}
