/// What offices give, to whom, against which papers and how fast: one version of it, in force from a date on
/// somebody's decision.
///
/// A value made of text and nothing else. Every question is a look-up in a dictionary; ask as often as you like.
public struct Catalogue: Sendable {
    /// The catalogue's own number: `2026.2`.
    public let version: String
    public let effectiveFrom: Day
    /// The decision that it rests on.
    public let decision: String
    public let holidays: [Holiday]
    /// In the order of the file.
    public let offices: [Office]
    /// In the order of the file, those that law forbids among them.
    public let products: [Product]

    private let productsByID: [String: Product]
    private let documentIDs: [String: String]
    private let papers: [String: Paper]
    private let desks: [RegionCode: OfficeEntry]

    /// What is worked out once for each office.
    private struct OfficeEntry: Sendable {
        let office: Office
        let calendar: OfficeCalendar
        let inForceFrom: Moment
        /// Of each product, in the order in which they came into force.
        let standards: [String: [Standard]]
    }

    init(
        version: String, effectiveFrom: Day, decision: String, holidays: [Holiday], offices: [Office],
        products: [Product], documentIDs: [String: String], papers: [String: Paper]
    ) {
        self.version = version
        self.effectiveFrom = effectiveFrom
        self.decision = decision
        self.holidays = holidays
        self.offices = offices
        self.products = products
        self.documentIDs = documentIDs
        self.papers = papers
        productsByID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        desks = Dictionary(
            offices.map { office in
                let served = products.compactMap { product -> (String, [Standard])? in
                    let refusal = product.refusal ?? office.notServed[product.id]
                    // Somebody who asks for what isn't given still stands in a lane: the one for inquiries.
                    guard
                        let lane = office.lane(group: product.laneGroup) ?? (refusal == nil ? nil : office.inquiryLane)
                    else { return nil }
                    let standards = office.steps(of: product.id, from: effectiveFrom).map { since, decisions in
                        Standard(
                            product: product, at: office, lane: lane, catalogueVersion: version, decision: decision,
                            since: since, localDecisions: decisions, refusal: refusal)
                    }
                    return (product.id, standards)
                }
                let entry = OfficeEntry(
                    office: office, calendar: OfficeCalendar(office: office, holidays: holidays),
                    inForceFrom: office.zone.moment(effectiveFrom),
                    standards: Dictionary(served, uniquingKeysWith: { first, _ in first }))
                return (office.code, entry)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The same products and rules for other offices.
    public func with(offices: [Office]) -> Catalogue {
        Catalogue(
            version: version, effectiveFrom: effectiveFrom, decision: decision, holidays: holidays, offices: offices,
            products: products, documentIDs: documentIDs, papers: papers)
    }

    public func office(_ code: RegionCode) -> Office? { desks[code]?.office }
    public func product(_ id: String) -> Product? { productsByID[id] }

    /// `Kabupaten Karawang`: the district of an office, as the name of its Dukcapil office ends.
    public func district(of office: Office) -> String? {
        guard let name = self.office(office.district)?.name else { return nil }
        let words = name.split(separator: " ")
        return words.lastIndex { $0 == "Kabupaten" || $0 == "Kota" }.map { words[$0...].joined(separator: " ") }
    }

    /// Who an office belongs to, as it stands above its papers: `Pemerintah Kabupaten Karawang`.
    public func government(of office: Office) -> String {
        district(of: office).map { "Pemerintah \($0)" } ?? "Pemerintah Daerah"
    }

    /// The opening hours, holidays and plans of an office.
    public func calendar(of code: RegionCode) -> OfficeCalendar? { desks[code]?.calendar }

    /// The document's id for what a clerk writes: the id itself or an old code of the form, in any case.
    public func documentID(for written: String) -> String? {
        documentIDs[written] ?? documentIDs[Self.formCode(written)]
    }

    /// Every document's id, in alphabetical order.
    public var documentIDsInOrder: [String] { papers.keys.sorted() }

    public func paper(_ id: String) -> Paper? { papers[id] }

    /// The document's name in words.
    public func documentName(_ id: String) -> String? { papers[id]?.name }

    /// `F1.21`, `f-1.21` and `F 1.21` are one code to the people who say it.
    static func formCode(_ written: String) -> String {
        String(written.lowercased().filter { $0 != "-" && $0 != " " })
    }

    /// The office with the code as a caller wrote it.
    public func office(written code: String, field: String = "office") throws(Rejection) -> Office {
        let region = try RegionCode(code, field: field)
        guard let office = office(region) else {
            throw Rejection(
                .unknownOffice, field: field, problem: "no office \(region) is in this catalogue",
                fix: Spelling.hint(for: code, among: offices.map(\.code.text)))
        }
        return office
    }

    /// What is in force for `product` at `office` at that moment.
    ///
    /// Refuses an office or product that isn't listed, one that law forbids or that the office doesn't give, and
    /// a moment before this catalogue came into force.
    public func standard(
        for product: String, office: RegionCode, at moment: Moment, field: String = "product"
    ) throws(Rejection) -> Standard {
        let standard = try ruling(on: product, office: office, at: moment, field: field)
        guard let refusal = standard.refusal else { return standard }
        let code: Rejection.Code = standard.product.refusal == nil ? .productNotServed : .productRefused
        throw Rejection(
            code, field: field, problem: "\(standard.product.name): \(refusal.reason) (\(refusal.law))",
            fix: refusal.instead)
    }

    /// Like ``standard(for:office:at:field:)``, but for a product that is known and not given it answers with its
    /// ``Standard/refusal``, so that the asking can be kept on file with the law that refused it.
    public func ruling(
        on product: String, office code: RegionCode, at moment: Moment, field: String = "product"
    ) throws(Rejection) -> Standard {
        guard let entry = desks[code] else {
            throw Rejection(
                .unknownOffice, field: "office", problem: "no office \(code) is in this catalogue",
                fix: Spelling.hint(for: code.text, among: offices.map(\.code.text)))
        }
        guard let standards = entry.standards[product], let first = standards.first else {
            guard let known = productsByID[product] else {
                throw Rejection(
                    .unknownProduct, field: field, problem: "there is no product \(Rejection.quoted(product))",
                    fix: Spelling.hint(for: product, among: products.map(\.id)))
            }
            throw Rejection(
                .productNotServed, field: field, problem: "\(entry.office.name) has no lane for \(known.name)",
                fix: "send the citizen to the Dukcapil office of the district")
        }
        guard moment >= entry.inForceFrom else {
            throw Rejection(
                .notInForce, field: field,
                problem:
                    "catalogue \(version) is in force from \(effectiveFrom), not yet on \(entry.office.zone.day(of: moment))",
                fix: "judge it by the catalogue of that day")
        }
        if standards.count == 1 { return first }
        let day = entry.office.zone.day(of: moment)
        return standards.last { $0.since <= day } ?? first
    }

    /// Every standard of a product at an office, in the order in which they come into force.
    public func standards(of product: String, office: RegionCode) -> [Standard] {
        desks[office]?.standards[product] ?? []
    }
}
