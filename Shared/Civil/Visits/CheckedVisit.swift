import Foundation

/// A visit of which every value could be read and every product is known. Whether a product is given and whether
/// the papers are complete are other questions: see ``CheckedApplication/refusal`` and
/// ``CheckedApplication/missing``.
public struct CheckedVisit: Sendable {
    public let lineID: String
    public let office: Office
    public let channel: Channel
    public let visitor: Person
    public let priority: Priority?
    public let arrivedAt: Moment?
    public let applications: [CheckedApplication]
    /// Where it queues: with its first application, or with those who only ask.
    public let lane: OfficeLane
    /// True if one of its applications is urgent.
    public var isUrgent: Bool { applications.contains(where: \.isUrgent) }
}

public struct Person: Hashable, Sendable, CustomStringConvertible {
    public let name: PersonName
    /// Absent where there is none yet.
    public let nik: NIK?
    public let phone: PhoneNumber?

    public init(name: PersonName, nik: NIK? = nil, phone: PhoneNumber? = nil) {
        self.name = name
        self.nik = nik
        self.phone = phone
    }

    public var description: String { name.text }
}

/// An application for a product, with the standard that it is judged by.
public struct CheckedApplication: Sendable {
    public let standard: Standard
    public let applicant: Person
    public let familyCard: FamilyCardNumber?
    /// By their ids in the catalogue, each once, in the order of handing in.
    public let documents: [String]
    public let ground: String?
    /// Set where the need is one of the product's urgent ones; other needs are refused.
    public let need: String?
    public let details: [Detail]
    public let naturalKey: UUID

    init(
        standard: Standard, applicant: Person, familyCard: FamilyCardNumber?, documents: [String], ground: String?,
        need: String?, details: [Detail]
    ) {
        self.standard = standard
        self.applicant = applicant
        self.familyCard = familyCard
        self.documents = documents
        self.ground = ground
        self.need = need
        self.details = details
        naturalKey = NaturalKey.id(
            of: applicant, familyCard, product: standard.product.id, office: standard.office.text)
    }

    /// Set where the product isn't given: nothing else about the application matters then.
    public var refusal: Refusal? { standard.refusal }
    public var isUrgent: Bool { need != nil }
    /// What the file still lacks; empty when it is complete.
    public var missing: [Requirement] { refusal != nil ? [] : standard.missing(from: documents, ground: ground) }
}

extension VisitForm {
    /// At most so many applications in one visit: a desa officer with the files of a hamlet, not a district.
    public static let mostApplications = 50
    private static let mostDocuments = 50
    private static let mostDetails = 30
    private static let longestText = 500

    /// Reads every value and finds every product's standard, or refuses with the first thing that is wrong. The
    /// refusal names the field as the JSON form has it: `applications[0].applicant.nik`.
    ///
    /// - Parameter envelope: the office that the request as a whole is for, if the form has none of its own.
    public func checked(
        against catalogue: Catalogue, at moment: Moment, office envelope: String? = nil
    ) throws(Rejection) -> CheckedVisit {
        guard !lineID.isEmpty, lineID.utf8.count <= 120 else {
            throw Rejection(
                lineID.isEmpty ? .missingField : .tooLong, field: "id",
                problem: lineID.isEmpty ? "the visit has no id" : "the id is longer than 120 letters",
                fix: "give each visit a short id of its own, so that sending it twice files it once")
        }
        let office = try catalogue.office(written: envelope ?? office)
        let channel: Channel = try Self.choice(channel, "channel")
        let visitor = try visitor.checked(under: "visitor")
        var reason: Priority?
        if let priority { reason = try Self.choice(priority, "priority") as Priority }
        guard applications.count <= Self.mostApplications else {
            throw Rejection(
                .tooMany, field: "applications",
                problem: "\(applications.count) applications, at most \(Self.mostApplications) fit in one visit",
                fix: "split the visit")
        }
        var checked: [CheckedApplication] = []
        checked.reserveCapacity(applications.count)
        for (index, application) in applications.enumerated() {
            do {
                checked.append(try Self.checked(application, at: office, catalogue, moment))
            } catch {
                throw error.under("applications[\(index)]")
            }
        }
        try Self.check(channel, at: office, for: checked)
        guard let lane = checked.first?.standard.lane ?? office.inquiryLane else {
            throw Rejection(
                .productNotServed, field: "applications", problem: "\(office.name) has no lane for inquiries",
                fix: "name the product that is asked for")
        }
        return CheckedVisit(
            lineID: lineID, office: office, channel: channel, visitor: visitor, priority: reason,
            arrivedAt: arrivedAt, applications: checked, lane: lane)
    }

    /// What a channel can't carry is said at once, with the ways that there are: never after a day's wait.
    private static func check(
        _ channel: Channel, at office: Office, for applications: [CheckedApplication]
    ) throws(Rejection) {
        func refuse(_ what: String, _ offered: [Channel]) -> Rejection {
            Rejection(
                .channelNotOffered, field: "channel",
                problem: "\(office.name) takes \(what) not by \(channel.rawValue)",
                fix: "use one of: \(offered.map(\.rawValue).joined(separator: ", "))")
        }
        guard office.channels.contains(channel) else { throw refuse("visits", office.channels) }
        for application in applications where application.refusal == nil {
            let standard = application.standard
            guard standard.channels.contains(channel) else { throw refuse(standard.product.name, standard.channels) }
        }
    }

    private static func choice<Value: RawRepresentable & CaseIterable>(
        _ text: String, _ field: String
    ) throws(Rejection) -> Value where Value.RawValue == String {
        if let value = Value(rawValue: text) { return value }
        throw Rejection(
            .notOnList, field: field, problem: "\(Rejection.quoted(text)) is none of the choices",
            fix: Spelling.hint(for: text, among: Value.allCases.map(\.rawValue)))
    }

    private static func checked(
        _ form: ApplicationForm, at office: Office, _ catalogue: Catalogue, _ moment: Moment
    ) throws(Rejection) -> CheckedApplication {
        let standard = try catalogue.ruling(on: form.product, office: office.code, at: moment)
        let product = standard.product
        let applicant = try form.applicant.checked(under: "applicant")
        if product.needsNIK, standard.refusal == nil, applicant.nik == nil {
            throw Rejection(
                .missingField, field: "applicant.nik", problem: "\(product.name) needs the NIK of the applicant",
                fix: "copy it from the KTP-el or KK")
        }
        var card: FamilyCardNumber?
        if let written = form.familyCard { card = try FamilyCardNumber(written) }
        let documents = try documents(of: form, catalogue)
        try check(form.details)
        if standard.refusal == nil { try check(ground: form.ground, of: product) }
        if let need = form.need, standard.refusal == nil, !product.isUrgent(need: need) {
            let known = product.urgentNeeds.map(\.id)
            throw Rejection(
                .needNotUrgent, field: "need",
                problem: "\(Rejection.quoted(need)) is no urgent need for \(product.name)",
                fix: known.isEmpty ? "leave it out; this product has none" : Spelling.hint(for: need, among: known))
        }
        return CheckedApplication(
            standard: standard, applicant: applicant, familyCard: card, documents: documents, ground: form.ground,
            need: standard.refusal == nil ? form.need : nil, details: form.details)
    }

    private static func documents(
        of form: ApplicationForm, _ catalogue: Catalogue
    ) throws(Rejection) -> [String] {
        guard form.documents.count <= mostDocuments else {
            throw Rejection(
                .tooMany, field: "documents", problem: "\(form.documents.count) documents, at most \(mostDocuments)",
                fix: "name each paper once")
        }
        var ids: [String] = []
        ids.reserveCapacity(form.documents.count)
        for (index, written) in form.documents.enumerated() {
            guard let id = catalogue.documentID(for: written) else {
                throw Rejection(
                    .unknownDocument, field: "documents[\(index)]",
                    problem: "the catalogue knows no document \(Rejection.quoted(written))",
                    fix: Spelling.hint(for: written, among: catalogue.documentIDsInOrder))
            }
            if !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    private static func check(_ details: [Detail]) throws(Rejection) {
        guard details.count <= mostDetails else {
            throw Rejection(
                .tooMany, field: "details", problem: "\(details.count) details, at most \(mostDetails)",
                fix: "keep to what the form asks")
        }
        for (index, detail) in details.enumerated()
        where detail.value.utf8.count > longestText || detail.name.utf8.count > 60 {
            throw Rejection(
                .tooLong, field: "details[\(index)]", problem: "longer than \(longestText) letters",
                fix: "shorten it")
        }
    }

    private static func check(ground: String?, of product: Product) throws(Rejection) {
        let known = product.grounds.map(\.id)
        guard let ground else {
            guard known.isEmpty else {
                throw Rejection(
                    .missingField, field: "details.ground", problem: "\(product.name) is given on several grounds",
                    fix: "say which: \(known.joined(separator: ", "))")
            }
            return
        }
        guard known.contains(ground) else {
            throw Rejection(
                .unknownGround, field: "details.ground",
                problem: "\(Rejection.quoted(ground)) is no ground for \(product.name)",
                fix: known.isEmpty ? "leave it out" : Spelling.hint(for: ground, among: known))
        }
    }
}

extension PersonForm {
    /// Reads name, NIK and phone, or says which of them is wrong.
    public func checked(under path: String) throws(Rejection) -> Person {
        do {
            let name = try PersonName(name)
            var number: NIK?
            if let nik { number = try NIK(nik) }
            var mobile: PhoneNumber?
            if let phone { mobile = try PhoneNumber(phone) }
            return Person(name: name, nik: number, phone: mobile)
        } catch {
            throw error.under(path)
        }
    }
}
