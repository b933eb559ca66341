import Civil
import Documents

/// A run's list on paper: with empty boxes to tick, or with what was counted.
struct RunLists {
    let catalogue: Catalogue
    let office: Civil.Office

    func list(of run: PrintRun, isCounted: Bool) -> PrintRunList {
        PrintRunList(
            office: catalogue.letterhead(of: office), runNumber: run.number,
            day: PrintedDay(daysSince1970: Int64(run.day.ordinal)), cutOff: office.printed(run.cutOff),
            items: run.items.map { item(of: $0, isCounted: isCounted) }, isReconciled: isCounted,
            signatories: [Signatory(capacity: ["Petugas pencetak,"]), Signatory(capacity: ["Mengetahui,"])])
    }

    private func item(of item: RunItem, isCounted: Bool) -> PrintRunList.Item {
        PrintRunList.Item(
            caseNumber: item.number, applicantName: item.applicant,
            product: catalogue.product(item.product)?.name ?? item.product, medium: medium(item.medium),
            isUrgent: item.urgent, marks: isCounted ? marks(of: item.result) : [],
            remark: isCounted && !item.reason.isEmpty ? item.reason : nil)
    }

    private func marks(of result: RunItem.Result) -> Set<PrintRunList.Mark> {
        switch result {
        case .waiting, .withdrawn: []
        case .printed: [.printed]
        case .spoiled: [.spoiled]
        case .reprinted: [.spoiled, .reprinted]
        case .missing: [.missing]
        }
    }

    private func medium(_ word: String) -> String { Medium(rawValue: word)?.words ?? word }
}
