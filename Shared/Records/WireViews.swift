import Civil
import Contracts
import Foundation

extension WirePlan {
    public init(_ plan: Plan) {
        self.init()
        recordDay = plan.recordOn.ordinal
        printDay = plan.printOn.ordinal
        readyFrom = plan.readyFrom.microseconds
        atOnce = plan.atOnce
    }
}

extension WireMissingRequirement {
    public init(_ requirement: Requirement) {
        self.init()
        id = requirement.id
        name = requirement.name
        `where` = requirement.source
    }
}

extension WireCaseView {
    /// A case as a person may see it: the NIK and the phone number masked, the tracking code left out.
    ///
    /// - Parameter knownAt: when it was last heard of, where another site holds it.
    public init(
        _ file: CaseFile, id: UUID, version: Int64, catalogue: Catalogue, now: Moment, knownAt: Moment? = nil
    ) {
        self.init()
        let filing = file.filing
        let region = try? RegionCode(file.office)
        let product = catalogue.product(filing.product)
        let standing = CaseStanding(file, calendar: region.flatMap { catalogue.calendar(of: $0) })
        number = filing.number
        caseID = Data(id.bytes)
        self.product = filing.product
        productName = product?.name ?? filing.product
        office = filing.office
        applicant = filing.applicant.name.text
        applicantNik = filing.applicant.nik?.masked ?? ""
        phone = filing.phone?.masked ?? ""
        stage = file.stage.word
        holder = "\(file.service)@\(file.office)"
        inTransit = file.inTransit
        waitsFor = standing.waitsFor
        next = standing.next
        nextAt = standing.nextAt?.microseconds ?? 0
        urgent = filing.urgent
        need = filing.need
        documents = file.documents
        missing = file.missing.map { id in
            let paper = catalogue.paper(id)
            return .with {
                $0.id = id
                $0.name = paper?.name ?? ""
                $0.where = paper?.source ?? ""
            }
        }
        route = filing.route.map(\.kind.rawValue)
        held = file.held
        filedAt = filing.filedAt.microseconds
        asOf = now.microseconds
        visit = filing.visitNumber
        run = file.runNumber
        self.knownAt = knownAt?.microseconds ?? 0
        self.version = version
    }
}

extension WireVisitView {
    public init(_ visit: Visit, id: UUID) {
        self.init()
        let opening = visit.opening
        number = opening.number
        visitID = Data(id.bytes)
        lane = TicketNumber.parse(opening.number)?.ticket.letter ?? ""
        visitor = opening.visitor.name.text
        stage = visit.stage.word
        desk = visit.desk
        priority = opening.priority
        urgent = opening.urgent
        arrivedAt = opening.arrivedAt.microseconds
        calledAt = visit.calledAt?.microseconds ?? 0
        attendedAt = visit.attendedAt?.microseconds ?? 0
        closedAt = visit.closedAt?.microseconds ?? 0
        cases = opening.cases.indices.map { index in
            WireCaseView.with {
                $0.number = "\(opening.number)-\(index + 1)"
                $0.caseID = Data(opening.cases[index].bytes)
            }
        }
    }
}

extension VisitForm {
    /// A form as it came over the wire. An empty text stands for what isn't given.
    public init(_ wire: WireVisitForm, office: String) {
        self.init(
            lineID: wire.lineID, office: office, channel: wire.channel.isEmpty ? "counter" : wire.channel,
            visitor: PersonForm(wire.visitor), priority: wire.priority.isEmpty ? nil : wire.priority,
            arrivedAt: wire.arrivedAt == 0 ? nil : Moment(microseconds: wire.arrivedAt),
            applications: wire.applications.map { application in
                ApplicationForm(
                    product: application.product, applicant: PersonForm(application.applicant),
                    familyCard: application.familyCard.isEmpty ? nil : application.familyCard,
                    documents: application.documents, need: application.need.isEmpty ? nil : application.need,
                    details: application.details.map { Detail(name: $0.name, value: $0.value) })
            })
    }
}

extension PersonForm {
    init(_ wire: WirePerson) {
        self.init(
            name: wire.name, nik: wire.nik.isEmpty ? nil : wire.nik, phone: wire.phone.isEmpty ? nil : wire.phone)
    }
}

extension WireVisitForm {
    public init(_ form: VisitForm) {
        self.init()
        lineID = form.lineID
        channel = form.channel
        visitor = WirePerson(form.visitor)
        priority = form.priority ?? ""
        arrivedAt = form.arrivedAt?.microseconds ?? 0
        applications = form.applications.map { application in
            WireApplication.with {
                $0.product = application.product
                $0.applicant = WirePerson(application.applicant)
                $0.familyCard = application.familyCard ?? ""
                $0.documents = application.documents
                $0.need = application.need ?? ""
                $0.details = application.details.map { detail in
                    WireDetail.with {
                        $0.name = detail.name
                        $0.value = detail.value
                    }
                }
            }
        }
    }
}

extension WirePerson {
    init(_ form: PersonForm) {
        self.init()
        name = form.name
        nik = form.nik ?? ""
        phone = form.phone ?? ""
    }
}
