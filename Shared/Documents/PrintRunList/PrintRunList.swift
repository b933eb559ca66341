/// The list of a print run: what is to be printed, and afterwards what became of each sheet.
///
/// Printed before the run it has empty boxes to tick by hand; printed after the reconciliation the same
/// boxes are ticked and counted.
public struct PrintRunList: Hashable, Sendable {
    /// What became of one item. A spoiled sheet that was printed again has both marks.
    public enum Mark: Hashable, Sendable, CaseIterable {
        case printed
        case spoiled
        case reprinted
        case missing
    }

    public struct Item: Hashable, Sendable {
        public var caseNumber: String
        public var applicantName: String
        public var product: String
        /// "HVS A4", "Blangko KTP-el"
        public var medium: String
        public var isUrgent: Bool
        /// Empty before the reconciliation.
        public var marks: Set<Mark>
        /// Why a sheet was spoiled or is missing.
        public var remark: String?

        public init(
            caseNumber: String, applicantName: String, product: String, medium: String, isUrgent: Bool = false,
            marks: Set<Mark> = [], remark: String? = nil
        ) {
            self.caseNumber = caseNumber
            self.applicantName = applicantName
            self.product = product
            self.medium = medium
            self.isUrgent = isUrgent
            self.marks = marks
            self.remark = remark
        }
    }

    public var office: Office
    public var runNumber: String
    /// The day on which it is printed.
    public var day: PrintedDay
    /// Cases that were ready by then are in the run.
    public var cutOff: PrintedMoment
    /// In the order of printing.
    public var items: [Item]
    /// True once every item's outcome is known: then the totals are counted instead of left to fill in.
    public var isReconciled: Bool
    /// Who signs at the end, from left to right.
    public var signatories: [Signatory]

    public init(
        office: Office, runNumber: String, day: PrintedDay, cutOff: PrintedMoment, items: [Item],
        isReconciled: Bool = false, signatories: [Signatory]
    ) {
        self.office = office
        self.runNumber = runNumber
        self.day = day
        self.cutOff = cutOff
        self.items = items
        self.isReconciled = isReconciled
        self.signatories = signatories
    }
}
