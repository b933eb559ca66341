import Foundation

/// The key under which the same person's same product is found at every office; a newborn is known by name and family
/// card.
public enum NaturalKey {
    /// - Parameter office: where it is filed, for whoever has neither NIK nor family card.
    public static func id(
        of applicant: Person, _ familyCard: FamilyCardNumber?, product: String, office: String
    ) -> UUID {
        if let nik = applicant.nik { return SubjectID.v8(naming: ["person-product", nik.text, product]) }
        let card = familyCard?.text ?? office
        return SubjectID.v8(naming: ["name-product", applicant.name.text.uppercased(), card, product])
    }
}

extension Filing {
    public var naturalKey: UUID { NaturalKey.id(of: applicant, familyCard, product: product, office: office) }
}
