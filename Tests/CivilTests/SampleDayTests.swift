import Civil
import Foundation
import Testing

@Suite struct `A sample day` {
    let catalogue: Catalogue
    let monday: Day
    let now: Moment

    init() throws {
        catalogue = try SampleFiles.catalogue()
        monday = try Day(iso: "2026-11-23")
        now = try klari("2026-11-23T08:00:00")
    }

    private func script(seed: Int) throws -> DayScript {
        try SampleDay.script(office: SampleFiles.klari, on: monday, seed: seed, catalogue: catalogue)
    }

    /// Run with `LOKET_REGENERATE=1` it writes the file instead: that is what `ops/sample-day` does.
    @Test func `of seed 1 is the committed one`() throws {
        let lines = try script(seed: 1).lines
        if ProcessInfo.processInfo.environment["LOKET_REGENERATE"] == "1" {
            try lines.write(to: SampleFiles.url("klari-day.jsonl"), atomically: true, encoding: .utf8)
        }
        let committed = try SampleFiles.text("klari-day.jsonl")
        #expect(committed == lines, "ops/sample/klari-day.jsonl is out of date: run ops/sample-day")
    }

    @Test(arguments: 1...20)
    func `has everything that happens in a kecamatan, whatever the seed`(seed: Int) throws {
        let script = try script(seed: seed)
        #expect(script.citizens.count == 150)
        #expect(script.dayTwo.iso == "2026-11-24")
        let (opening, end) = (try klari("2026-11-23T07:30:00"), try klari("2026-11-23T15:00:00"))
        #expect(script.citizens.allSatisfy { opening <= $0.at && $0.at < end })
        #expect(script.citizens.map(\.at) == script.citizens.map(\.at).sorted())

        let visits = try script.citizens.map { try $0.visit.checked(against: catalogue, at: now) }
        let applications = visits.flatMap(\.applications)
        #expect((3...5).contains(visits.filter(\.isUrgent).count))
        #expect(applications.contains { $0.need == "childbirth" && $0.standard.product.id.hasPrefix("kk-") })
        #expect((15...22).contains(applications.filter { !$0.missing.isEmpty }.count))
        #expect((9...11).contains(visits.filter { $0.applications.count == 2 }.count))
        #expect((3...5).contains(visits.filter { $0.applications.isEmpty }.count))
        #expect(applications.filter { $0.refusal != nil }.count == 2)

        let conducts = script.citizens.map(\.conduct)
        #expect((5...7).contains(conducts.filter { !$0.answersCall }.count))
        #expect(conducts.filter { $0.leavesAfter != nil }.count == 3)
        let cases = conducts.flatMap(\.cases)
        #expect(cases.contains { $0.captures.count > 1 })
        #expect(cases.filter { $0.withdrawsAt != nil }.count == 1)
        #expect(cases.contains { $0.brings != nil })
        #expect(cases.contains { $0.pickUp == nil && !$0.stays })
        for (application, conduct) in zip(applications, cases) {
            let captures = application.standard.route.contains { $0.recording == .capture }
            #expect(captures == !conduct.captures.isEmpty)
            #expect(captures == (conduct.centre != nil))
            let isDead = application.standard.product.id == "akta-kematian"
            #expect(!isDead || conduct.pickUp?.name != application.applicant.name.text)
        }
    }

    @Test func `files nobody twice for the same product`() throws {
        var asked: Set<String> = []
        for citizen in try script(seed: 1).citizens {
            for application in citizen.visit.applications {
                guard let nik = application.applicant.nik else { continue }
                #expect(asked.insert("\(application.product) \(nik)").inserted)
            }
        }
        #expect(asked.count > 100)
    }

    @Test(arguments: 1...5)
    func `reads back from its lines`(seed: Int) throws {
        let script = try script(seed: seed)
        #expect(try DayScript(lines: script.lines) == script)
        #expect(try self.script(seed: seed) == script)
        #expect(try self.script(seed: seed + 100) != script)
    }

    @Test func `can't be on a day when the office is closed`() throws {
        let sunday = try Day(iso: "2026-11-22")
        let refusal = #expect(throws: Rejection.self) {
            try SampleDay.script(office: SampleFiles.klari, on: sunday, seed: 1, catalogue: catalogue)
        }
        #expect(refusal?.code == .invalidDay)
    }

    @Test(arguments: [
        ("", "line 1"), ("{}", "line 1.office"), ("x", "line 1.line"),
        (#"{"office":"32.15.05","day":"2026-11-23","day_two":"x"}"#, "line 1.day_two"),
        ("HEAD\n\n{\"at\":\"07.30\"}", "line 3.visit"),
        (
            "HEAD\n{\"at\":\"2026-11-23T07:31:00+07:00\",\"visit\":{\"id\":\"a\",\"office\":\"32.15.05\",\"visitor\":{\"name\":\"B S\"}},\"conduct\":{\"desk_seconds\":\"5\"}}",
            "line 2.conduct.desk_seconds"
        ),
        (
            "HEAD\n{\"at\":\"2026-11-23T07:31:00+07:00\",\"visit\":{\"id\":\"a\",\"office\":\"32.15.05\",\"visitor\":{\"name\":\"B S\"}},\"conduct\":{\"desk_seconds\":5,\"cases\":[{}]}}",
            "line 2.conduct.cases"
        ),
    ])
    func `is refused with line and field`(text: String, field: String) {
        let head = #"{"office":"32.15.05","day":"2026-11-23","day_two":"2026-11-24"}"#
        let refusal = #expect(throws: Rejection.self) { try DayScript(lines: text.replacing("HEAD", with: head)) }
        #expect(refusal?.field == field)
    }

    @Test func `draws numbers that never change`() {
        var random = SplitMix64(seed: 1_234_567)
        #expect(
            (0..<3).map { _ in random.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ])
    }
}
