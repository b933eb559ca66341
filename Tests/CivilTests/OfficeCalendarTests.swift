import Civil
import Testing

@Suite struct `An office's calendar` {
    let klariCalendar: OfficeCalendar
    let districtCalendar: OfficeCalendar

    init() throws {
        let catalogue = try SampleFiles.catalogue()
        klariCalendar = try #require(catalogue.calendar(of: SampleFiles.klari))
        districtCalendar = try #require(catalogue.calendar(of: SampleFiles.karawang))
    }

    @Test(arguments: [
        ("2026-11-23T07:29:59", false), ("2026-11-23T07:30:00", true), ("2026-11-23T12:30:00", true),
        ("2026-11-23T16:00:00", false), ("2026-11-27T12:00:00", false), ("2026-11-27T16:29:00", true),
        ("2026-11-28T09:00:00", false), ("2026-12-25T09:00:00", false), ("2026-12-24T09:00:00", false),
    ])
    func `knows when Klari is open`(time: String, open: Bool) throws {
        #expect(klariCalendar.isOpen(at: try klari(time)) == open)
    }

    @Test func `closes at the district over lunch`() throws {
        #expect(!districtCalendar.isOpen(at: try klari("2026-11-23T12:30:00")))
    }

    @Test(arguments: [
        ("2026-11-23", "2026-11-24"), ("2026-11-27", "2026-11-30"), ("2026-12-23", "2026-12-28"),
    ])
    func `finds the next working day across weekends and holidays`(day: String, next: String) throws {
        #expect(klariCalendar.nextWorkingDay(after: try Day(iso: day)).iso == next)
    }

    @Test(arguments: [
        // filed, recorded, printed, ready
        ("2026-11-23T08:00:00", "2026-11-23", "2026-11-24", "2026-11-24T09:00:00"),
        ("2026-11-23T15:59:00", "2026-11-23", "2026-11-24", "2026-11-24T09:00:00"),
        ("2026-11-23T16:30:00", "2026-11-24", "2026-11-25", "2026-11-25T09:00:00"),
        ("2026-11-27T10:00:00", "2026-11-27", "2026-11-30", "2026-11-30T09:00:00"),
        // After the run's cut-off at 16.00, while the counter is still open on a Friday.
        ("2026-11-27T16:10:00", "2026-11-27", "2026-12-01", "2026-12-01T09:00:00"),
        ("2026-12-23T10:00:00", "2026-12-23", "2026-12-28", "2026-12-28T09:00:00"),
    ])
    func `records today and prints with the next working day's run`(
        filed: String, recorded: String, printed: String, ready: String
    ) throws {
        let plan = klariCalendar.plan(promise: .hours(24), urgent: false, at: try klari(filed))
        #expect(plan.recordOn.iso == recorded)
        #expect(plan.printOn.iso == printed)
        #expect(plan.readyFrom == (try klari(ready)))
        #expect(!plan.atOnce)
    }

    @Test func `does the urgent now`() throws {
        let now = try klari("2026-11-23T10:15:00")
        let plan = klariCalendar.plan(promise: .hours(24), urgent: true, at: now)
        #expect(
            plan
                == Plan(
                    recordOn: try Day(iso: "2026-11-23"), printOn: try Day(iso: "2026-11-23"), readyFrom: now,
                    atOnce: true))
    }

    @Test(arguments: [
        (Promise.minutes(30), "2026-11-23T11:45:00", "2026-11-23T13:15:00"),
        (.minutes(30), "2026-11-23T15:40:00", "2026-11-24T07:40:00"),
        (.hours(24), "2026-11-23T09:00:00", "2026-11-24T09:00:00"),
        (.hours(24), "2026-11-27T09:00:00", "2026-11-30T07:30:00"),
        (.workingDays(3), "2026-11-26T09:00:00", "2026-12-01T09:00:00"),
        (.workingDays(1), "2026-11-28T09:00:00", "2026-12-01T07:30:00"),
    ])
    func `promises by the office's own time`(promise: Promise, from: String, due: String) throws {
        #expect(districtCalendar.due(promise, from: try klari(from)).iso8601(in: .wib) == due + "+07:00")
    }

    @Test func `never promises a closed day, whatever the moment`() throws {
        var random = SplitMix64(seed: 7)
        let start = try klari("2026-01-01T00:00:00")
        for _ in 0..<5_000 {
            let moment = start + .seconds(Int.random(in: 0..<31_000_000, using: &random))
            for calendar in [klariCalendar, districtCalendar] {
                let plan = calendar.plan(
                    promise: .minutes(Int.random(in: 1...900, using: &random)), urgent: false, at: moment)
                #expect(calendar.isWorkingDay(plan.recordOn))
                #expect(calendar.isWorkingDay(plan.printOn))
                #expect(plan.recordOn <= plan.printOn)
                #expect(calendar.isOpen(at: plan.readyFrom))
                #expect(plan.readyFrom >= moment)
                if calendar.office.isTwoStage {
                    let cutOff = try #require(calendar.cutOff(ofRunOn: plan.printOn))
                    #expect(calendar.opening(atOrAfter: moment) < cutOff)
                }
            }
        }
    }
}
