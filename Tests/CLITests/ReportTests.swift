import Civil
import Contracts
import Testing

@testable import loket

@Suite struct ReportTests {
    private let directory = SiteDirectory(.init())

    private func run(_ lines: (number: String, medium: String, result: String, reason: String)...) -> RunReport {
        RunReport(
            WireRunView.with { view in
                view.stage = "printing"
                view.items = lines.map { line in
                    WireRunItem.with {
                        $0.caseNumber = line.number
                        $0.medium = line.medium
                        $0.result = line.result
                        $0.reason = line.reason
                    }
                }
            }, directory)
    }

    @Test func `whoever finishes a run too early is told what is possible for each open line`() {
        let open = run(
            ("A", "hvs", "printed", ""), ("B", "hvs", "waiting", "to-reconcile"),
            ("C", "hvs", "spoiled", "to-reconcile"), ("D", "hvs", "waiting", "in-run: no paper"),
            ("E", "blangko", "waiting", "in-run"), ("F", "hvs", "waiting", "print-unknown"),
            ("G", "hvs", "waiting", "printing"))
        #expect(
            OpenLines(of: open).advice
                == "count B, C as printed, spoiled or missing; count E as printed, spoiled or missing, or put it off; "
                + "print D with loket print, or put it off; say with loket unknown resolve what became of F")
        #expect(OpenLines(of: run(("A", "hvs", "printed", ""))).advice == nil)
    }

    @Test func `a spoiled line that was printed again says so`() {
        let items = run(("A", "hvs", "spoiled", "to-reconcile"), ("B", "hvs", "waiting", "printing")).items
        #expect(items.map(\.resultInWords) == ["spoiled, printed again: count it", "waiting: printing"])
    }

    @Test func `a call that was given up by the clock says so, and what is carried over says what to do`() {
        let called = Moment(microseconds: 1_795_393_800_000_000)
        var view = WireVisitView.with {
            $0.stage = "no_show"
            $0.desk = "1"
            $0.calledAt = called.microseconds
            $0.closedAt = (called + .minutes(1)).microseconds
        }
        let page = { (visit: WireVisitView) in
            VisitReport(visit, .wib).lines(on: Screen(width: nil)).joined(separator: "\n")
        }
        #expect(page(view).contains("called to desk 1, did not come"))
        view.closedAt = (called + .minutes(5)).microseconds
        #expect(page(view).contains("called to desk 1, closed as not there at 07.35, 5 min after the call"))
        view.stage = "carried_over"
        #expect(page(view).contains("carried over; for a new ticket"))
    }
}
