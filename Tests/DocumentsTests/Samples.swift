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

    static let sample = SampleDocument(
        product: "Kartu Keluarga", caseNumber: "KLR-261123-A042-1", applicantName: "SITI NUR'AINI", office: office,
        printedAt: morning)

    static let letter = KecamatanLetter(
        office: Office(
            government: "Pemerintah Kabupaten Karawang", name: "Kecamatan Klari",
            addressLines: [
                "Jalan Raya Kosambi–Klari Nomor 12, Klari, Karawang 41371",
                "Telepon (0267) 000000, laman kecamatan-klari.contoh.id",
            ]),
        form: .lowIncome, number: "400.12.2.1/0042/Kec.Klari/2026", authority: "Camat Klari, Kabupaten Karawang",
        identity: [
            .init("Nama", "DEDE SUPRIATNA"), .init("NIK", nationalID),
            .init("Tempat, tanggal lahir", "Karawang, 17 Agustus 1993"), .init("Jenis kelamin", "Laki-laki"),
            .init("Agama", "Islam"), .init("Pekerjaan", "Buruh harian lepas"), .init("Status perkawinan", "Kawin"),
            .init("Alamat", "Dusun Krajan RT 003 RW 001, Desa Duren, Kecamatan Klari, Kabupaten Karawang"),
        ],
        basis: "Surat Keterangan Kepala Desa Duren Nomor 400.12.2.1/118/Ds.Duren/2026 tanggal 20 November 2026",
        purpose: "pengajuan keringanan biaya perawatan rumah sakit", place: "Klari", date: morning.day,
        signatory: Signatory(
            capacity: ["CAMAT KLARI,"], name: "Drs. H. AGUS CONTOH, M.Si.", rank: "Pembina Tingkat I (IV/b)",
            nip: "19750312 200003 1 004"),
        verificationCode: "KLR-261123-C011-1-9V2HMD",
        copies: ["Kepala Dinas Sosial Kabupaten Karawang", "Kepala Desa Duren"])

    static var letterWithCrest: KecamatanLetter {
        var letter = letter
        letter.crest = crest
        return letter
    }

    static func heirsLetter(count: Int) -> KecamatanLetter {
        var letter = letter
        letter.form = .heirs
        letter.identity = [
            .init("Nama", "H. MA'MUN BIN SAJIDIN (almarhum)"), .init("NIK", nationalID),
            .init("Meninggal dunia", "12 Oktober 2026"), .init("Alamat terakhir", "Desa Walahar, Kecamatan Klari"),
        ]
        letter.people = (1...count).map {
            .init(name: "AHLI WARIS KE \($0)", nationalID: "3215055708930001", relation: "Anak kandung")
        }
        letter.purpose = nil
        return letter
    }

    static func printRun(count: Int) -> PrintRunList {
        let names = ["SITI NUR’AINI", "DEDE SUPRIATNA", "RINA MARLINA", "H. ENTIS SUTISNA", longestName]
        let products = [
            ("Kartu Keluarga", "HVS A4"), ("KTP-el", "Blangko KTP-el"), ("Akta Kelahiran", "HVS A4"),
            ("KIA", "Kartu KIA"), ("Surat Keterangan Pindah (SKPWNI)", "HVS A4"),
        ]
        let items = (0..<count).map { index in
            let number = String(index + 1)
            let padded = String(repeating: "0", count: max(0, 3 - number.count)) + number
            return PrintRunList.Item(
                caseNumber: "KLR-261123-A\(padded)-1", applicantName: names[index % 5],
                product: products[index * 3 % 5].0, medium: products[index * 3 % 5].1, isUrgent: index < 2)
        }
        return PrintRunList(
            office: office, runNumber: "KLR-CTK-261124-1", day: nextDay, cutOff: morning, items: items,
            signatories: [
                Signatory(capacity: ["Petugas pencetak,"]),
                Signatory(
                    capacity: ["Mengetahui,", "Kepala Seksi Pelayanan,"], name: "ENDANG CONTOH, S.Sos.",
                    nip: "19800417 200501 2 003"),
            ])
    }

    static var reconciledRun: PrintRunList {
        var list = printRun(count: 14)
        list.isReconciled = true
        for index in list.items.indices { list.items[index].marks = [.printed] }
        list.items[3].marks = [.spoiled, .reprinted]
        list.items[3].remark = "kertas terlipat"
        list.items[6].marks = [.printed, .spoiled]
        list.items[6].remark = "lembar pertama buram"
        list.items[9].marks = [.missing]
        list.items[9].remark = "blangko tidak ada di tempat"
        return list
    }
}
