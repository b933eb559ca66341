import Testing

@testable import Civil

struct CaseStandingTests {
    @Test func `what is recorded on the day of its filing has no hour, and what comes another day its opening`() throws
    {
        for need in ["", "childbirth"] {
            let today = try sampleCase("kk-perubahan", need: need, at: klari("2026-11-23T09:08:00"))
            #expect(try CaseStanding(today, calendar: sampleCalendar()).nextAt == nil)
        }
        let evening = try sampleCase("kk-perubahan", at: klari("2026-11-23T18:00:00"))
        #expect(evening.plan.recordOn.iso == "2026-11-24")
        #expect(
            try CaseStanding(evening, calendar: sampleCalendar()).nextAt == klari("2026-11-24T07:30:00"))
    }
}
