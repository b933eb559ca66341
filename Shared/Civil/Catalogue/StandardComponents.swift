/// The fourteen components of a service standard (Permenpan RB 15/2014), ready to be hung up: six about the delivery,
/// eight about what stands behind it.
public struct StandardComponents: Hashable, Sendable {
    public enum Part: String, Sendable {
        case delivery, manufacturing
    }

    public struct Component: Hashable, Sendable {
        /// 1 to 14, in the order of the regulation.
        public let number: Int
        public let part: Part
        /// The regulation's own word for it.
        public let name: String
        public let lines: [String]
    }

    public let components: [Component]

    /// - Parameters:
    ///   - district: the Dukcapil office of the route's steps at the district.
    ///   - written: a day as the page writes it.
    public init(
        _ standard: Standard, at office: Office, district: Office?, written: (Day) -> String = { $0.description }
    ) {
        let product = standard.product
        let common = office.standard
        let delivery: [(String, [String])] = [
            ("Persyaratan", standard.requirements.map { Self.line($0, product, written) }),
            (
                "Sistem, mekanisme dan prosedur",
                standard.route.map { step in
                    step.place == .own ? step.words : "\(step.words) di \(district?.name ?? standard.district.text)"
                } + ["Melalui: \(standard.channels.map(\.words).joined(separator: ", "))"]
            ),
            ("Jangka waktu penyelesaian", ["\(product.promise.words) sejak berkas lengkap"] + Self.urgency(product)),
            ("Biaya/tarif", [product.producedBy == .siak ? "Gratis (UU 24/2013 Pasal 79A)" : "Gratis"]),
            (
                "Produk pelayanan",
                ["\(product.name) (\(product.kind.words))"]
                    + (product.medium == .none
                        ? []
                        : ["Media: \(product.medium.words); berlaku \(product.validity.words)"])
                    + ["Penerbit: \(product.producedBy == .loket ? office.name : product.producedBy.words)"]
            ),
            ("Penanganan pengaduan, saran dan masukan", [common.complaints]),
        ]
        let manufacturing: [(String, [String])] = [
            (
                "Dasar hukum",
                product.legalBasis + standard.localDecisions.map { "\($0.decision), sejak \(written($0.since))" }
            ),
            ("Sarana, prasarana dan/atau fasilitas", [common.facilities]),
            ("Kompetensi pelaksana", [common.competence]),
            ("Pengawasan internal", [common.supervision]),
            ("Jumlah pelaksana", [common.staff]),
            ("Jaminan pelayanan", [common.serviceGuarantee]),
            ("Jaminan keamanan dan keselamatan pelayanan", [common.safetyGuarantee]),
            ("Evaluasi kinerja pelaksana", [common.evaluation]),
        ]
        components = (delivery.map { (Part.delivery, $0) } + manufacturing.map { (Part.manufacturing, $0) })
            .enumerated().map { index, entry in
                Component(number: index + 1, part: entry.0, name: entry.1.0, lines: entry.1.1)
            }
    }

    private static func line(_ requirement: Requirement, _ product: Product, _ written: (Day) -> String) -> String {
        let grounds = product.grounds.filter { requirement.grounds.contains($0.id) }.map(\.name)
        let when = grounds.isEmpty ? "" : " (bila \(grounds.joined(separator: " atau ").lowercased()))"
        let asked = requirement.asked.map { ", sejak \(written($0.since)): \($0.decision)" } ?? ""
        return requirement.name + when + asked
    }

    private static func urgency(_ product: Product) -> [String] {
        guard !product.urgentNeeds.isEmpty else { return [] }
        let needs = product.urgentNeeds.map { $0.name.lowercased() }.joined(separator: ", ")
        return ["Keperluan mendesak diselesaikan pada saat itu juga: \(needs)"]
    }
}
