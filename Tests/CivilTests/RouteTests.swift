import Civil
import Testing

@Suite struct `A case with a complete file` {
    private let monday: Moment

    init() throws {
        monday = try klari("2026-11-23T08:00:00")
    }

    private func stage(_ route: [String]) throws -> CaseFile {
        var filing = try sampleCase("kk-perubahan", at: monday).filing
        filing.route = route.compactMap { RouteStep($0) }
        try #require(filing.route.count == route.count)
        return CaseFile(filing: filing)
    }

    @Test func `goes to the recording desk, and from there to the printer where its route has one`() throws {
        let file = try stage([
            "check:intake@own", "record/data:recording@own", "print:printing@own", "collect:printing@own",
        ])
        #expect(file.stage == .toRecord)
        let recorded = CaseEvent.recorded(reference: "", capture: nil, desk: "1", at: monday, plan: file.plan)
        #expect(try file.after([recorded]).stage == .toPrint)
    }

    @Test func `is ready once it is recorded where nothing is printed`() throws {
        let file = try stage(["check:intake@own", "record/data:recording@own", "collect:printing@own"])
        #expect(file.stage == .toRecord && file.readyAt == nil)
        let recorded = CaseEvent.recorded(reference: "", capture: nil, desk: "1", at: monday, plan: file.plan)
        let ready = try file.after([recorded])
        #expect(ready.stage == .ready && ready.readyAt == monday)
    }

    @Test func `is ready at once where there is nothing to record`() throws {
        let file = try stage(["check:intake@own", "collect:printing@own"])
        #expect(file.stage == .ready && file.readyAt == monday)
    }

    @Test func `is never ready where the law forbids the product, which has no route`() throws {
        let file = try stage([])
        #expect(file.stage == .toRecord && file.readyAt == nil)
        let refused = try file.after([.refused(reason: "not legalised", law: "Permendagri 104/2019", at: monday)])
        #expect(refused.stage == .refused && refused.readyAt == nil)
    }
}
