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

    private static let klari = WireOfficeView.with {
        ($0.code, $0.shortCode, $0.name, $0.zone) = ("32.15.05", "KLR", "Kecamatan Klari", "WIB")
    }
    private static let karawang = WireOfficeView.with {
        ($0.code, $0.shortCode, $0.name, $0.zone) = ("32.15", "KRW", "Dukcapil Karawang", "WIB")
    }

    @Test func `a case that another site has says whose word it is and how old`() throws {
        let directory = SiteDirectory(
            .with {
                $0.known = [Self.klari]
                $0.elsewhere = [Self.karawang]
            })
        let known = try Moment(iso8601: "2026-11-25T10:42:00+07:00")
        var view = WireCaseView.with {
            $0.number = "KLR-261123-A042-1"
            $0.office = "32.15.05"
            $0.holder = "printing@32.15"
            $0.stage = "to-print"
            $0.knownAt = known.microseconds
            $0.asOf = (known + .minutes(3)).microseconds
        }
        let page = { CaseReport(view, directory).lines(on: Screen(width: nil)).joined(separator: "\n") }
        #expect(page().contains("to be printed, held by printing at Dukcapil Karawang"))
        #expect(page().hasSuffix("As Dukcapil Karawang said 3 minutes ago (25 Nov 10.42)"))
        view.inTransit = true
        view.asOf = (known + .hours(26)).microseconds
        #expect(
            page().hasSuffix("Sent off a day ago (25 Nov 10.42); Dukcapil Karawang has not said yet that it is there"))
        view.knownAt = 0
        #expect(page().hasSuffix("As of Thu 26 Nov 2026 12.42 WIB"))
        view.forked = "printing@32.15 has another history of it from entry 7 on"
        #expect(
            page().contains("Two histories  printing@32.15 has another history of it from entry 7 on: see loket forks"))
    }

    @Test func `a number of another site's office is asked here, where its case may have come`() throws {
        var site = WireSiteView.with {
            $0.known = [Self.karawang]
            $0.elsewhere = [Self.klari]
        }
        let directory = SiteDirectory(site)
        #expect(try directory.office(ofNumber: "KLR-261123-A042-1", asked: nil) == "32.15")
        #expect(try directory.office(readingNumber: "KLR-261123-A042-1", asked: nil) == "32.15")
        #expect(throws: Complaint.self) { try directory.office(ofNumber: "XYZ-261123-A042-1", asked: nil) }
        // Where the site has several offices, it must be said which of them has it; to read, any will do.
        site.known.append(.with { ($0.code, $0.shortCode, $0.name) = ("32.15.06", "TLK", "Kecamatan Telukjambe") })
        let several = SiteDirectory(site)
        #expect(throws: Complaint.self) { try several.office(ofNumber: "KLR-261123-A042-1", asked: nil) }
        #expect(try several.office(readingNumber: "KLR-261123-A042-1", asked: nil) == "32.15")
    }

    @Test func `two histories stand under each other from where they differ`() throws {
        let list = WireForkList.with {
            $0.total = 1
            $0.forks = [
                .with {
                    ($0.number, $0.service, $0.sender, $0.version) = ("KLR-1", "printing", "recording@32.15.05", 4)
                    $0.ours = [.with { ($0.version, $0.what, $0.by) = (4, "data recorded", "operator:rina") }]
                    $0.theirs = [.with { ($0.version, $0.what, $0.by) = (4, "withdrawn: moved", "operator:budi") }]
                }
            ]
        }
        let lines = ForkReport(list, directory).lines(on: Screen(width: nil))
        #expect(lines[0].hasPrefix("KLR-1   found") && lines[0].hasSuffix("by printing, from entry 4 on"))
        #expect(lines.contains { $0.contains("ours") && $0.contains("data recorded") })
        #expect(lines.contains { $0.contains("recording@32.15.05") && $0.contains("withdrawn: moved") })
        #expect(ForkReport(.init(), directory).lines(on: Screen(width: nil)) == ["No case has two histories."])
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
