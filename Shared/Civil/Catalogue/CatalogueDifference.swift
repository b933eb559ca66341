/// What changes for the people at an office from one version of a catalogue to another.
public struct CatalogueDifference: Hashable, Sendable {
    public struct Change: Hashable, Sendable, CustomStringConvertible {
        /// Where: an office's code and a product, or one of them, or neither.
        public let office: String
        public let product: String
        /// `requirements`, `promise`, `hours`.
        public let what: String
        /// Empty where it is new.
        public let before: String
        /// Empty where it is gone.
        public let after: String

        public var description: String {
            let place = [office, product].filter { !$0.isEmpty }.joined(separator: " ")
            let change =
                before.isEmpty ? "+ \(after)" : after.isEmpty ? "- \(before)" : "\(before) -> \(after)"
            return [place, what, change].filter { !$0.isEmpty }.joined(separator: ": ")
        }
    }

    /// In the order of the offices and the products.
    public let changes: [Change]

    /// Each is looked at as it stands on its day; without one, as it comes into force.
    public init(from old: Catalogue, on oldDay: Day? = nil, to new: Catalogue, on newDay: Day? = nil) {
        var changes: [Change] = []
        func note(_ office: String, _ product: String, _ what: String, _ before: String, _ after: String) {
            guard before != after else { return }
            changes.append(Change(office: office, product: product, what: what, before: before, after: after))
        }
        func compare(_ office: String, _ product: String, _ what: String, _ before: [String], _ after: [String]) {
            for gone in before where !after.contains(gone) { note(office, product, what, gone, "") }
            for added in after where !before.contains(added) { note(office, product, what, "", added) }
        }
        func compareAll(_ office: String, _ product: String, _ before: Facts, _ after: Facts) {
            for (what, lines) in after {
                compare(office, product, what, before.first { $0.what == what }?.lines ?? [], lines)
            }
        }
        compareAll("", "", Self.facts(of: old), Self.facts(of: new))
        for office in new.offices {
            let code = office.code.text
            guard let before = old.office(office.code) else { continue }
            compareAll(code, "", Self.facts(of: before), Self.facts(of: office))
            for product in new.products where old.product(product.id) != nil {
                compareAll(
                    code, product.id,
                    Self.facts(of: product.id, at: office.code, in: old, on: oldDay ?? old.effectiveFrom),
                    Self.facts(of: product.id, at: office.code, in: new, on: newDay ?? new.effectiveFrom))
            }
        }
        self.changes = changes
    }

    private typealias Facts = [(what: String, lines: [String])]

    private static func facts(of catalogue: Catalogue) -> Facts {
        [
            ("offices", catalogue.offices.map { "\($0.code) \($0.name)" }),
            ("products", catalogue.products.map(\.id)),
            ("holidays", catalogue.holidays.map { "\($0.day) \($0.name)" }),
        ]
    }

    private static func facts(of office: Office) -> Facts {
        [
            ("name", [office.name]), ("address", [office.address]), ("zone", [office.zone.rawValue]),
            ("two stages", [office.isTwoStage ? "yes" : "no"]),
            (
                "hours",
                Weekday.allCases.compactMap { day in
                    office.hours[day].map { "\(day.rawValue) \($0.map(\.description).joined(separator: ", "))" }
                }
            ),
            ("lanes", office.lanes.map { "\($0.letter) \($0.name): \($0.groups.joined(separator: ", "))" }),
            ("desks", office.desks.map { "\($0.id) \($0.name): \($0.lanes.joined(separator: ", "))" }),
            ("channels", office.channels.map(\.rawValue)),
            ("lines", office.onlineLines.map { "\($0.name) \($0.phone.national)" }),
            ("holidays", office.holidays.map { "\($0.day) \($0.name)" }),
            ("printed at the district", office.printedAtDistrict.sorted()),
        ]
    }

    private static func facts(
        of product: String, at office: RegionCode, in catalogue: Catalogue, on day: Day
    ) -> Facts {
        let standards = catalogue.standards(of: product, office: office)
        guard let standard = standards.last(where: { $0.since <= day }) ?? standards.first else {
            return [("served", ["no: this office has no lane for it"])]
        }
        return [
            ("served", [standard.refusal.map { "no: \($0.reason) (\($0.law))" } ?? "yes"]),
            (
                "requirements",
                standard.requirements.map { requirement in
                    requirement.name
                        + (requirement.grounds.isEmpty ? "" : " (\(requirement.grounds.joined(separator: ", ")))")
                        + (requirement.alternatives.isEmpty
                            ? "" : " or \(requirement.alternatives.joined(separator: ", "))")
                }
            ),
            ("promise", [standard.promise.description]),
            ("route", [standard.route.map(\.text).joined(separator: " > ")]),
            ("validity", [standard.product.validity.description]),
            ("urgent needs", standard.product.urgentNeeds.map(\.name)),
            ("channels", standard.channels.map(\.rawValue)),
            ("legal basis", standard.product.legalBasis),
        ]
    }
}
