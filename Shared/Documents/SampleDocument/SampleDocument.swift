/// A stand-in for a document that SIAK issues, for demonstrations and training.
///
/// It has no number of SIAK's, no NIK and no likeness to the real thing, and CONTOH runs across it, so that
/// nobody can take it for one.
public struct SampleDocument: Hashable, Sendable {
    /// What it stands in for: "Kartu Keluarga".
    public var product: String
    public var caseNumber: String
    public var applicantName: String
    public var office: Office
    public var printedAt: PrintedMoment

    public init(product: String, caseNumber: String, applicantName: String, office: Office, printedAt: PrintedMoment) {
        self.product = product
        self.caseNumber = caseNumber
        self.applicantName = applicantName
        self.office = office
        self.printedAt = printedAt
    }
}
