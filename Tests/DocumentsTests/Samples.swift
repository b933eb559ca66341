@testable import Documents

/// Documents of an imaginary day at the kecamatan; nobody in them exists.
enum Samples {
    static let office = Office(
        government: "Pemerintah Kabupaten Karawang", name: "Kecamatan Klari",
        addressLines: ["Jalan Raya Kosambi–Klari Nomor 12, Klari, Karawang 41371"])
    /// 23 November 2026, 08.04 WIB
    static let morning = PrintedMoment(microsecondsSince1970: 1_795_395_840_000_000)
    static let nextDay = PrintedDay(year: 2026, month: 11, day: 24)
    static let nationalID = "3215051708930001"
    /// The longest name the rules allow: 60 letters with the spaces.
    static let longestName = "RADEN MAS MUHAMMAD ABDURRAHMAN SASTRODININGRAT KUSUMAWIJAYAS"

    static let ticket = Ticket(
        office: office, number: "A042", visitNumber: "KLR-261123-A042", lane: "Perekaman KTP-el", issuedAt: morning,
        purposes: ["KTP-el baru"], peopleAhead: 17,
        nextSteps: Ticket.Step.twoStage(pickUpOn: nextDay, from: "08.00 WIB"))

    static let receipt = Receipt(
        office: office, caseNumber: "KLR-261123-A042-1", trackingCode: "KLR-261123-A042-1-7QX4MP",
        product: "Kartu Keluarga (perubahan data)", applicantName: "SITI NUR'AINI", receivedAt: morning,
        receivedBy: "Petugas loket 2",
        receivedDocuments: [
            "Formulir F-1.02", "Kartu Keluarga lama", "Buku nikah atau kutipan akta perkawinan",
            "Surat keterangan lahir dari bidan",
        ],
        pickUp: Receipt.PickUp(
            when: "Selasa, 24 November 2026, pukul 08.00–15.00", place: "Loket pengambilan, Kantor Kecamatan Klari",
            bring: "tanda terima ini dan KK lama"),
        statusEnquiry: ["Sebutkan kode pelacakan kepada petugas, atau pindai kode QR di loket informasi."])

    static let incompleteReceipt = Receipt(
        office: office, caseNumber: "KLR-261123-B007-2", trackingCode: "KLR-261123-B007-2-K3ZT9W",
        product: "Kutipan Akta Kelahiran", applicantName: longestName, receivedAt: morning,
        urgency: "Persalinan, diproses pada hari yang sama",
        receivedDocuments: ["Formulir F-2.01", "Kartu Keluarga"],
        missingDocuments: [
            Receipt.MissingDocument(
                name: "Surat keterangan lahir", obtainedFrom: "rumah sakit, puskesmas, atau bidan tempat kelahiran"),
            Receipt.MissingDocument(
                name: "Buku nikah orang tua",
                obtainedFrom: "KUA tempat menikah; jika tidak ada, isi SPTJM F-2.04 di loket ini"),
        ],
        statusEnquiry: ["Sebutkan kode pelacakan kepada petugas, atau pindai kode QR di loket informasi."])
}
