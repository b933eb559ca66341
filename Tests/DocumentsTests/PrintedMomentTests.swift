import Testing

@testable import Documents

@Suite struct PrintedMomentTests {
    @Test func `a moment is written as the office's clock shows it`() {
        #expect(Samples.morning.written == "Senin, 23 November 2026, 08.04 WIB")
        #expect(
            PrintedMoment(microsecondsSince1970: 1_795_395_840_000_000, zoneHours: 8).written
                == "Senin, 23 November 2026, 09.04 WITA")
    }

    @Test func `midnight of the zone, not of UTC, ends the day`() {
        let moment = PrintedMoment(microsecondsSince1970: 1_795_366_800_000_000)
        #expect(moment.written == "Senin, 23 November 2026, 00.00 WIB")
        #expect(moment.day == PrintedDay(year: 2026, month: 11, day: 23))
    }

    @Test func `every day of four centuries comes back from its date`() {
        for days in stride(from: Int64(-25_567), through: 120_530, by: 1) {
            let day = PrintedDay(daysSince1970: days)
            #expect(PrintedDay(year: day.year, month: day.month, day: day.day) == day)
        }
        #expect(PrintedDay(year: 2028, month: 2, day: 29).writtenWithWeekday == "Selasa, 29 Februari 2028")
        #expect(PrintedDay(daysSince1970: -1).writtenWithWeekday == "Rabu, 31 Desember 1969")
    }
}
