import Civil
import Foundation
import Testing

@Suite struct `Days and moments` {
    @Test func `agree with the calendar over four centuries`() throws {
        var day = try #require(Day(year: 1800, month: 1, day: 1))
        var weekday = 2
        for year in 1800..<2200 {
            let isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
            for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                for dayOfMonth in 1...length {
                    #expect(day.components == (year, index + 1, dayOfMonth))
                    #expect(day.weekday == Weekday.allCases[weekday])
                    #expect(Day(year: year, month: index + 1, day: dayOfMonth) == day)
                    weekday = (weekday + 1) % 7
                    day = day.next
                }
                #expect(Day(year: year, month: index + 1, day: length + 1) == nil)
            }
        }
    }

    @Test func `are written as people and tickets need them`() throws {
        let day = try Day(iso: "2026-11-23")
        #expect(day.iso == "2026-11-23")
        #expect(day.compact == "261123")
        #expect(Day(compact: "261123") == day)
        #expect(Day(compact: "261323") == nil)
        #expect(day.indonesian == "Senin, 23 November 2026")
        #expect(day.weekday == .monday)
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-1-1", "261123", "", "2026-11-23T", "besok"])
    func `are refused where no calendar has them`(text: String) {
        #expect(throws: Rejection.self) { try Day(iso: text) }
    }

    @Test(arguments: [
        ("2026-11-23T07:31:00+07:00", "2026-11-23T07:31:00+07:00"),
        ("2026-11-23T00:31:00Z", "2026-11-23T07:31:00+07:00"),
        ("2026-11-22T23:59:59.25Z", "2026-11-23T06:59:59.250000+07:00"),
        ("2026-11-23T07:31+07", "2026-11-23T07:31:00+07:00"),
        ("2026-11-23 07:31:00.123456789+0700", "2026-11-23T07:31:00.123456+07:00"),
        ("2026-11-22T20:31:00-04:00", "2026-11-23T07:31:00+07:00"),
    ])
    func `are read with their offset`(text: String, wib: String) throws {
        let moment = try Moment(iso8601: text)
        #expect(moment.iso8601(in: .wib) == wib)
        #expect(try Moment(iso8601: wib) == moment)
    }

    @Test(arguments: [
        "2026-11-23T07:31:00", "2026-11-23", "2026-02-30T07:31:00Z", "2026-11-23T24:00:00Z", "2026-11-23T07:60:00Z",
        "2026-11-23T07:31:00+07:00x", "2026-11-23T07:31:Z", "2026-11-23T07:31:00.Z", "", "07.31",
    ])
    func `are refused without one or where no clock shows them`(text: String) {
        let refusal = #expect(throws: Rejection.self) { try Moment(iso8601: text) }
        #expect(refusal?.code == .invalidTime)
    }

    @Test func `convert both ways in every zone`() throws {
        var random = SplitMix64(seed: 3)
        for _ in 0..<10_000 {
            let moment = Moment(
                microseconds: Int64.random(in: -2_000_000_000_000_000...4_000_000_000_000_000, using: &random))
            for zone in OfficeZone.allCases {
                let back = zone.moment(zone.day(of: moment), zone.clock(of: moment))
                #expect(back <= moment && moment < back + .minutes(1))
                #expect(try Moment(iso8601: moment.iso8601(in: zone)) == moment)
            }
        }
    }

    @Test func `show three clocks at one moment`() throws {
        let moment = try klari("2026-11-23T23:30:00")
        #expect(OfficeZone.wib.clock(of: moment).description == "23.30")
        #expect(OfficeZone.wita.clock(of: moment).description == "00.30")
        #expect(OfficeZone.wita.day(of: moment).iso == "2026-11-24")
        #expect(OfficeZone.wit.clock(of: moment).description == "01.30")
    }

    @Test func `are a duration apart`() throws {
        let start = try klari("2026-11-23T07:30:00")
        #expect(start + .minutes(90) == (try klari("2026-11-23T09:00:00")))
        #expect((start + .milliseconds(250)) - start == .milliseconds(250))
        #expect(start - .hours(8) == (try klari("2026-11-22T23:30:00")))
    }

    @Test(arguments: [("07.30", 450), ("07:30", 450), ("00.00", 0), ("24.00", 1440)])
    func `read the clock with a point or a colon`(text: String, minutes: Int) {
        #expect(ClockTime(text)?.minutes == minutes)
    }

    @Test(arguments: ["7.30", "24.01", "07.60", "0730", "", "07.30-"])
    func `read no time that a clock doesn't show`(text: String) {
        #expect(ClockTime(text) == nil)
    }

    @Test func `read spans of opening`() {
        #expect(ClockSpan("07.30-16.00")?.minutes == 510)
        #expect(ClockSpan("07.30 - 16.00")?.description == "07.30-16.00")
        #expect(ClockSpan("16.00-07.30") == nil)
        #expect(ClockSpan("07.30") == nil)
        #expect(ClockSpan("07.30-16.00-17.00") == nil)
    }
}
