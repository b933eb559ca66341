import Casework
import Civil
import Contracts
import Foundation
import Records

/// How use cases find a run and show it.
extension PrintingService {
    /// The id of the run with a number, which must be of the office that is asked.
    func runID(_ text: String, _ asking: Asking) throws(Rejection) -> UUID {
        guard let number = RunNumber(text) else {
            throw Rejection(
                .unknownNumber, field: "run", problem: "\(Rejection.quoted(text)) is no number of a run",
                fix: "write it like KLR-261124-P1")
        }
        let office = try catalogue.office(written: asking.office)
        guard office.shortCode == number.shortCode else {
            throw Rejection(
                .wrongOffice, field: "run", problem: "\(number.text) is not a run of \(office.name)",
                fix: "ask the office that it belongs to")
        }
        return number.runID(office: asking.office)
    }

    func run(_ id: UUID, _ number: String, in fold: Fold) throws(Rejection) -> PrintRun {
        guard case .printRun(let run)? = fold.subject(id) else { throw Self.unknownRun(number) }
        return run
    }

    static func unknownRun(_ number: String) -> Rejection {
        Rejection(
            .unknownNumber, field: "run", problem: "no run \(number) was planned here",
            fix: "look at the runs of the day with loket print-run list")
    }

    func reply(_ id: UUID, in fold: Fold) throws -> WirePrintingReply {
        guard case .printRun(let run)? = fold.subject(id) else { throw RetryLater("the run is being read") }
        return .with { $0.run = WireRunView(run, id: id, catalogue: catalogue) }
    }
}

extension WireRunView {
    init(_ run: PrintRun, id: UUID, catalogue: Catalogue) {
        self.init()
        number = run.number
        runID = Data(id.bytes)
        office = run.office
        day = run.day.ordinal
        stage = run.stage.word
        cutOff = run.cutOff.microseconds
        listFile = run.list
        items = run.items.map { item in
            .with {
                $0.caseNumber = item.number
                $0.caseID = Data(item.file.bytes)
                $0.product = item.product
                $0.applicant = item.applicant
                $0.medium = item.medium
                $0.urgent = item.urgent
                $0.result = item.result.rawValue
                $0.reason = item.reason
            }
        }
    }
}
