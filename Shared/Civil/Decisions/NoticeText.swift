import Foundation

/// What an applicant is told by message, in Indonesian: one SMS where that can be, and never a NIK.
public struct NoticeText: Hashable, Sendable {
    /// What a message can be about. There is one message for each case and occasion.
    public enum Occasion: String, Sendable, CaseIterable {
        /// The document is there and can be picked up.
        case ready
        /// The help or the goods are: nothing was printed for them.
        case arranged
    }

    public var caseNumber: String
    public var name: String
    public var product: String
    /// Where it is picked up: `Kantor Kecamatan Klari`.
    public var place: String
    /// When that place is open: `08.00-15.00`.
    public var hours: String

    public init(caseNumber: String, name: String, product: String, place: String, hours: String) {
        self.caseNumber = GSMText.plain(caseNumber)
        self.name = Self.clean(name)
        self.product = Self.clean(product)
        self.place = Self.clean(place)
        self.hours = Self.clean(hours)
    }

    /// The text for an occasion, in the alphabet of an SMS.
    ///
    /// Too long for one message, it loses what can be missed, in this order: long names of offices, the reminder of
    /// what to bring, all but the first of the applicant's names, the applicant, the ends of product and place. Case
    /// number, hours and GRATIS are always there.
    public func text(for occasion: Occasion) -> String {
        let words: Words =
            switch occasion {
            case .ready: Words(done: "sudah jadi", come: "Ambil di", open: "Ambil", bring: ", bawa resi & KK")
            case .arranged: Words(done: "sudah siap", come: "Datang ke", open: "Datang", bring: ", bawa resi & KTP")
            }
        return text(words)
    }

    private struct Words {
        let done: String
        /// Before a place, and before hours alone.
        let come: String
        let open: String
        let bring: String
    }

    private func text(_ words: Words) -> String {
        let short = Self.shortened(place)
        let first = name.split(separator: " ").first.map(String.init) ?? ""
        let versions = [
            version(words, name: name, product: product, place: place, bring: true),
            version(words, name: name, product: product, place: short, bring: true),
            version(words, name: name, product: product, place: short, bring: false),
            version(words, name: first, product: product, place: short, bring: false),
            version(words, name: "", product: product, place: short, bring: false),
            version(
                words, name: "", product: String(product.prefix(36)), place: String(short.prefix(36)), bring: false),
        ]
        return versions.first { GSMText.signs($0) <= GSMText.single } ?? versions[versions.count - 1]
    }

    private func version(_ words: Words, name: String, product: String, place: String, bring: Bool) -> String {
        let greeting = name.isEmpty ? "" : "Yth Sdr/i \(name), "
        let location = place.isEmpty ? "" : " \(words.come) \(place)\(bring ? words.bring : "")"
        let when = hours.isEmpty ? "" : place.isEmpty ? " \(words.open) \(hours)" : ", \(hours)"
        let pickUp = location + when
        return "\(greeting)\(product) \(name.isEmpty ? "" : "Anda ")(No. \(caseNumber)) \(words.done)."
            + (pickUp.isEmpty ? "" : pickUp + ".") + " GRATIS."
    }

    /// In the SMS alphabet, on one line, and without any number that could be a NIK or a nomor KK: people write them
    /// into every field.
    private static func clean(_ text: String) -> String {
        var kept: [Substring] = []
        // Numbers side by side, since a NIK is also written in groups: 3215 0517 0893 0001.
        var run: [Substring] = []
        func settle() {
            let digits = run.reduce(0) { $0 + $1.count(where: \.isNumber) }
            if digits < 12 || run.allSatisfy(isHours) { kept += run }
            run = []
        }
        for word in GSMText.plain(text).split(whereSeparator: \.isWhitespace) {
            let digits = word.count(where: \.isNumber)
            if digits * 2 > word.count {
                run.append(word)
                continue
            }
            settle()
            if digits < 12 { kept.append(word) }
        }
        settle()
        return kept.joined(separator: " ")
    }

    /// `07.30-11.30`, of which two may stand side by side.
    private static func isHours(_ word: Substring) -> Bool {
        word.split(whereSeparator: { !$0.isNumber }).allSatisfy { $0.count <= 2 }
    }

    /// Offices as a message names them.
    private static func shortened(_ place: String) -> String {
        let long = [
            ("Dinas Kependudukan dan Pencatatan Sipil", "Disdukcapil"), ("Kantor Kecamatan", "Kec."),
            ("Kantor Disdukcapil", "Disdukcapil"), ("Kantor Kelurahan", "Kel."), ("Kantor Desa", "Desa"),
            ("Kecamatan", "Kec."), ("Kelurahan", "Kel."), ("Kabupaten", "Kab."),
        ]
        return long.reduce(place) { $0.replacing($1.0, with: $1.1) }
    }
}
