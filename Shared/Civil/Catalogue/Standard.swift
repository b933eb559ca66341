/// The service standard of one product at one office, as it is in force from a day on.
///
/// An object so that many thousand cases share it; it never changes.
public final class Standard: Sendable {
    public let product: Product
    public let office: RegionCode
    /// The Dukcapil office that takes the route's steps at the district.
    public let district: RegionCode
    /// Where its applicants queue.
    public let lane: OfficeLane
    public let catalogueVersion: String
    /// The decision that the catalogue as a whole rests on.
    public let catalogueDecision: String
    /// The first day on which it holds.
    public let since: Day
    /// What the office added and removed by then, the oldest first.
    public let localDecisions: [LocalDecision]
    /// What a file must hold, the office's own additions last.
    public let requirements: [Requirement]
    /// By which ways it can be asked for here.
    public let channels: [Channel]
    /// Set where the product is forbidden or not given at this office: an application is refused, with this reason.
    public let refusal: Refusal?
    /// The product's route as it goes from this office.
    public let route: [RouteStep]

    init(
        product: Product, at office: Office, lane: OfficeLane, catalogueVersion: String, decision: String,
        since: Day, localDecisions: [LocalDecision], refusal: Refusal?
    ) {
        self.product = product
        self.office = office.code
        district = office.district
        let isPrintedThere = office.printedAtDistrict.contains(product.id)
        let isDistrict = office.district == office.code
        route = product.route.map { step in
            // At the district's own office nothing goes elsewhere.
            if isDistrict { return step.done(at: .own) }
            return isPrintedThere && step.kind == .print ? step.done(at: .district) : step
        }
        self.lane = lane
        self.catalogueVersion = catalogueVersion
        catalogueDecision = decision
        self.since = since
        self.localDecisions = localDecisions
        requirements = localDecisions.reduce(product.requirements) { $1.applied(to: $0) }
        channels = product.channels.filter(office.channels.contains)
        self.refusal = refusal
    }

    public var promise: Promise { product.promise }

    /// The decision that it rests on as it stands: the office's last, or the catalogue's.
    public var decision: String { localDecisions.last?.decision ?? catalogueDecision }

    /// Every requirement that `documents` don't meet, in the order of the standard, so that the first visit
    /// names them all.
    ///
    /// Nothing about who applies, who brings it or who serves is asked, which is why it can't matter. The ground
    /// (`lost`, `damaged`, `changed`) is part of what is applied for.
    public func missing(from documents: [String], ground: String? = nil) -> [Requirement] {
        requirements.filter { $0.applies(on: ground) && !$0.isMet(by: documents) }
    }

    /// The office that does a step of this route.
    public func office(of step: RouteStep) -> RegionCode {
        step.place == .own ? office : district
    }
}
