import Civil
import Documents
import Foundation

/// Fills the kecamatan's letters with what a case knows.
struct Letters {
    let catalogue: Catalogue
    let office: Civil.Office

    /// The code of a letter's kind in the register (Permendagri 83/2022): identity, marriage, births and deaths.
    static func classification(of product: String) -> String {
        switch product {
        case "belum-menikah": "400.12.3.2"
        case "ahli-waris": "400.12.3.1"
        default: "400.12.2.1"
        }
    }

    func letter(for file: CaseFile, product: String, at planned: Moment) -> KecamatanLetter {
        let place = office.name.hasPrefix("Kecamatan ") ? String(office.name.dropFirst(10)) : office.name
        let head = office.name.hasPrefix("Kecamatan ") ? "Camat \(place)" : "Kepala \(place)"
        let district = catalogue.district(of: office).map { ", \($0)" } ?? ""
        return KecamatanLetter(
            office: catalogue.letterhead(of: office), form: form(of: file, product: product),
            number: file.letterNumber, authority: head + district, identity: identity(of: file),
            people: heirs(of: file), basis: file.detail("basis"), purpose: file.detail("purpose"), place: place,
            date: office.printed(planned).day, signatory: Signatory(capacity: ["\(head.uppercased()),"]),
            verificationCode: file.filing.trackingCode)
    }

    private func form(of file: CaseFile, product: String) -> LetterForm {
        switch file.filing.product {
        case "sktm": .lowIncome
        case "belum-menikah": .neverMarried
        case "ahli-waris": .heirs
        default:
            .other(
                title: product,
                statements: ["Nama tersebut di atas telah mengajukan \(product) dengan persyaratan yang lengkap."])
        }
    }

    /// Whom the letter is about: the deceased in a letter for heirs, else the applicant.
    private func identity(of file: CaseFile) -> [KecamatanLetter.Field] {
        let applicant = file.filing.applicant
        let person: [(String, String?)] = [
            ("Nama", applicant.name.text), ("NIK", applicant.nik?.text), ("Nomor KK", file.filing.familyCard?.text),
        ]
        let about: [(String, String?)] =
            file.detail("deceased").map { deceased in
                [("Nama", deceased), ("Pemohon", applicant.name.text), ("NIK pemohon", applicant.nik?.text)]
            } ?? person
        let further = [
            ("Tempat lahir", "born_at"), ("Tanggal lahir", "born_on"), ("Meninggal dunia", "died_on"),
            ("Agama", "religion"), ("Pekerjaan", "occupation"), ("Alamat", "address"),
        ].map { label, name in (label, file.detail(name).map(written)) }
        return (about + further).compactMap { label, value in value.map { KecamatanLetter.Field(label, $0) } }
    }

    /// Each heir as `heir`: name, NIK and relation, with commas between.
    private func heirs(of file: CaseFile) -> [KecamatanLetter.ListedPerson] {
        file.filing.details.filter { $0.name == "heir" }.map { detail in
            let parts = detail.value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            return KecamatanLetter.ListedPerson(
                name: parts.first ?? "", nationalID: parts.count > 1 ? parts[1] : "",
                relation: parts.count > 2 ? parts[2] : "")
        }
    }

    /// A day in ISO form is written out; everything else stands as it came.
    private func written(_ value: String) -> String {
        guard let day = try? Day(iso: value) else { return value }
        return day.indonesian.split(separator: ", ").last.map(String.init) ?? value
    }
}

extension CaseFile {
    fileprivate func detail(_ name: String) -> String? { filing.details.first { $0.name == name }?.value }
}
