/// Tanda terima permohonan: what the office took in, what is still missing, and when and where to come back.
///
/// It is what the citizen holds against the office, so it says everything needed to ask and to pick up, and
/// prints the name but never the NIK.
public struct Receipt: Hashable, Sendable {
    /// A requirement that was not brought, and where it is to be had.
    public struct MissingDocument: Hashable, Sendable {
        public var name: String
        /// "Kantor Desa Duren"; nil when the applicant has it at home.
        public var obtainedFrom: String?

        public init(name: String, obtainedFrom: String? = nil) {
            self.name = name
            self.obtainedFrom = obtainedFrom
        }
    }

    /// Where the finished document waits.
    public struct PickUp: Hashable, Sendable {
        /// "Selasa, 24 November 2026, pukul 08.00–15.00", or "setelah ada pemberitahuan".
        public var when: String
        public var place: String
        /// What to bring: "tanda terima ini dan KK".
        public var bring: String?

        public init(when: String, place: String, bring: String? = nil) {
            self.when = when
            self.place = place
            self.bring = bring
        }
    }

    /// Every document of the civil registry is free by this article. The kecamatan's own letters are free
    /// too, but by the region's rules.
    public static let civilRegistryFeeBasis = "UU 24/2013 Pasal 79A"

    public var office: Office
    /// "KLR-261123-A042-1"
    public var caseNumber: String
    /// The case number with its drawn letters; also in the QR code: "KLR-261123-A042-1-7QX4MP".
    public var trackingCode: String
    public var product: String
    public var applicantName: String
    public var receivedAt: PrintedMoment
    /// Who took the file in, as the office wants it named; nil leaves the line out.
    public var receivedBy: String?
    /// Why it goes first; nil for the ordinary order.
    public var urgency: String?
    public var receivedDocuments: [String]
    /// Empty when the file is complete.
    public var missingDocuments: [MissingDocument]
    /// Nil while the file is incomplete and no time can be promised.
    public var pickUp: PickUp?
    /// The law by which the product is free; nil leaves the reference out, not the word GRATIS.
    public var feeBasis: String?
    /// Ways to ask where the case stands, a line each.
    public var statusEnquiry: [String]

    public init(
        office: Office, caseNumber: String, trackingCode: String, product: String, applicantName: String,
        receivedAt: PrintedMoment, receivedBy: String? = nil, urgency: String? = nil, receivedDocuments: [String],
        missingDocuments: [MissingDocument] = [], pickUp: PickUp? = nil,
        feeBasis: String? = Receipt.civilRegistryFeeBasis, statusEnquiry: [String]
    ) {
        self.office = office
        self.caseNumber = caseNumber
        self.trackingCode = trackingCode
        self.product = product
        self.applicantName = applicantName
        self.receivedAt = receivedAt
        self.receivedBy = receivedBy
        self.urgency = urgency
        self.receivedDocuments = receivedDocuments
        self.missingDocuments = missingDocuments
        self.pickUp = pickUp
        self.feeBasis = feeBasis
        self.statusEnquiry = statusEnquiry
    }
}
