import Contracts
import Testing

@testable import loket

@Suite struct HolderTests {
    @Test(arguments: [
        ("printing@32.15.05", "printing", "32.15.05"), ("recording@32.15", "recording", "32.15"),
        ("notification", "notification", "32.15.05"), ("", "intake", "32.15.05"),
    ])
    func `a case is asked for at the office that holds it, not at the one that it was filed at`(
        _ written: String, _ service: String, _ office: String
    ) {
        var view = WireCaseView()
        view.office = "32.15.05"
        view.holder = written
        let holder = Holder(of: view)
        #expect(holder.service == service && holder.office == office)
    }
}
