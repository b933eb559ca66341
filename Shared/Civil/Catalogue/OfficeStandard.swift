/// What an office promises for all of its products: the components of a service standard (Permenpan RB 15/2014) that
/// don't differ between them. The others follow from the product, its requirements and its route.
public struct OfficeStandard: Hashable, Sendable {
    /// Where and how people complain.
    public let complaints: String
    /// Rooms and equipment, those for vulnerable groups among them.
    public let facilities: String
    /// What whoever serves must be able to do.
    public let competence: String
    /// Who looks after it inside the office.
    public let supervision: String
    /// How many serve.
    public let staff: String
    public let serviceGuarantee: String
    public let safetyGuarantee: String
    /// How and how often it is evaluated.
    public let evaluation: String
}

/// Reads `standard` of an office.
struct OfficeStandardReader {
    private static let examples = [
        ("complaints", "loket pengaduan, SP4N-LAPOR!"),
        ("facilities", "ruang tunggu, jalur kursi roda"),
        ("competence", "menguasai SIAK"),
        ("supervision", "Sekretaris Kecamatan, harian"),
        ("staff", "5 petugas"),
        ("service_guarantee", "sesuai maklumat pelayanan"),
        ("safety_guarantee", "data pribadi dilindungi (UU 27/2022)"),
        ("evaluation", "survei kepuasan masyarakat, tiap tahun"),
    ]

    func read(_ office: YAMLEntry) -> OfficeStandard? {
        guard let entry = office.entry("standard") else {
            office.report(
                "'standard' is missing",
                fix: "add 'standard:' with \(Self.examples.map(\.0).joined(separator: ", "))")
            return nil
        }
        guard entry.allows(Self.examples.map(\.0)) else { return nil }
        let words = Self.examples.map { entry.text($0.0, example: $0.1) }
        let read = words.compactMap { $0 }
        guard read.count == words.count else { return nil }
        return OfficeStandard(
            complaints: read[0], facilities: read[1], competence: read[2], supervision: read[3], staff: read[4],
            serviceGuarantee: read[5], safetyGuarantee: read[6], evaluation: read[7])
    }
}
