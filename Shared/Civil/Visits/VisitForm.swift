/// A visit as it arrives, in the words of whoever sends it: nothing in it has been checked.
///
/// ``checked(against:at:)`` turns it into values or says what is wrong with which field.
public struct VisitForm: Hashable, Sendable, CustomStringConvertible {
    /// The name that the sender gave this visit, so that sending it twice files it once.
    public var lineID: String
    /// The office's region code.
    public var office: String
    public var channel: String
    public var visitor: PersonForm
    /// Why this person is called before others, if so.
    public var priority: String?
    /// When the person came, if that was earlier than the sending.
    public var arrivedAt: Moment?
    public var applications: [ApplicationForm]

    public init(
        lineID: String, office: String, channel: String = "counter", visitor: PersonForm, priority: String? = nil,
        arrivedAt: Moment? = nil, applications: [ApplicationForm] = []
    ) {
        self.lineID = lineID
        self.office = office
        self.channel = channel
        self.visitor = visitor
        self.priority = priority
        self.arrivedAt = arrivedAt
        self.applications = applications
    }

    /// Without the people in it.
    public var description: String { "visit \(lineID) at \(office), \(applications.count) applications" }
}

/// A person as somebody wrote them down.
public struct PersonForm: Hashable, Sendable, CustomStringConvertible {
    public var name: String
    public var nik: String?
    public var phone: String?

    public init(name: String, nik: String? = nil, phone: String? = nil) {
        self.name = name
        self.nik = nik
        self.phone = phone
    }

    public var description: String { name }
}

/// One application of a visit, as it was written down.
public struct ApplicationForm: Hashable, Sendable, CustomStringConvertible {
    public var product: String
    /// The person whom the document is about, who need not be the one who stands there.
    public var applicant: PersonForm
    public var familyCard: String?
    /// The papers that were handed in, by their ids or old codes.
    public var documents: [String]
    /// The urgent need that is claimed.
    public var need: String?
    /// Whatever else the form says, in the order of the names. ``groundName`` among them has a meaning.
    public var details: [Detail]

    public init(
        product: String, applicant: PersonForm, familyCard: String? = nil, documents: [String] = [],
        need: String? = nil, details: [Detail] = []
    ) {
        self.product = product
        self.applicant = applicant
        self.familyCard = familyCard
        self.documents = documents
        self.need = need
        self.details = details.sorted { $0.name < $1.name }
    }

    /// The detail that says why a replacement is asked for: `lost`, `damaged`, `changed`.
    public static let groundName = "ground"
    public var ground: String? { details.first { $0.name == Self.groundName }?.value }

    public var description: String { "\(product) with \(documents.count) documents" }
}

public struct Detail: Hashable, Sendable {
    public let name: String
    public let value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// The way by which a visit came.
public enum Channel: String, Sendable, CaseIterable {
    case counter
    case driveThru = "drive-thru"
    /// Brought by a desa or kelurahan.
    case village
    case whatsapp
    case telephone
}

/// Why somebody is called before others (UU 25/2009).
public enum Priority: String, Sendable, CaseIterable {
    case elderly, disability, pregnant, nursing
}
