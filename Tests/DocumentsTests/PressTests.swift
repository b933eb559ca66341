import Testing

@testable import Documents

@Suite struct PressTests {
    @Test func `the same document is the same bytes, on a new press and after others`() throws {
        let documents: [Document] = [
            .ticket(Samples.ticket), .receipt(Samples.incompleteReceipt), .printRunList(Samples.printRun(count: 40)),
            .kecamatanLetter(Samples.letterWithCrest), .sample(Samples.sample),
        ]
        let press = try Press()
        let first = try documents.map { try press.render($0, createdAt: Samples.morning) }
        let again = try documents.reversed().map { try press.render($0, createdAt: Samples.morning) }
        #expect(Array(again.reversed()) == first)
        for (document, bytes) in zip(documents, first) {
            #expect(try Press().render(document, createdAt: Samples.morning) == bytes)
        }
    }

    @Test func `threads share a press and get what one alone gets`() async throws {
        let press = try Press()
        let alone = try press.render(.receipt(Samples.receipt), createdAt: Samples.morning)
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<40 {
                group.addTask { try press.render(.receipt(Samples.receipt), createdAt: Samples.morning) }
            }
            for try await bytes in group {
                #expect(bytes == alone)
            }
        }
    }

    @Test func `a text that no QR code can hold is refused`() throws {
        var ticket = Samples.ticket
        ticket.visitNumber = ""
        #expect(throws: PressError.codeNotEncodable) {
            try Press().render(.ticket(ticket), createdAt: Samples.morning)
        }
    }

    @Test func `a NIK in place of a code is refused, for a QR code hides nothing`() throws {
        var letter = Samples.letter
        letter.verificationCode = "KLR-\(Samples.nationalID)"
        var receipt = Samples.receipt
        receipt.trackingCode = Samples.nationalID
        for document in [Document.kecamatanLetter(letter), .receipt(receipt)] {
            #expect(throws: PressError.codeHoldsNationalID) {
                try Press().render(document, createdAt: Samples.morning)
            }
        }
    }

    @Test func `whatever field a NIK slips into, only the letter prints it`() throws {
        let nik = Samples.nationalID
        let office = Office(government: nik, name: nik, addressLines: [nik])
        let ticket = Ticket(
            office: office, number: nik, visitNumber: "A1", lane: nik, issuedAt: Samples.morning, purposes: [nik],
            peopleAhead: 1, priority: nik, nextSteps: [.init(when: nik, what: nik)])
        let receipt = Receipt(
            office: office, caseNumber: nik, trackingCode: "A1", product: nik, applicantName: nik,
            receivedAt: Samples.morning, receivedBy: nik, urgency: nik, receivedDocuments: [nik],
            missingDocuments: [.init(name: nik, obtainedFrom: nik)],
            pickUp: .init(when: nik, place: nik, bring: nik), feeBasis: nik, statusEnquiry: [nik])
        let list = PrintRunList(
            office: office, runNumber: nik, day: Samples.nextDay, cutOff: Samples.morning,
            items: [.init(caseNumber: nik, applicantName: nik, product: nik, medium: nik, remark: nik)],
            signatories: [Signatory(capacity: [nik], name: nik, rank: nik, nip: nik)])
        let sample = SampleDocument(
            product: nik, caseNumber: nik, applicantName: nik, office: office, printedAt: Samples.morning)
        let press = try Press()
        let documents: [Document] = [.ticket(ticket), .receipt(receipt), .printRunList(list), .sample(sample)]
        for document in documents {
            #expect(!document.title.contains(nik))
            let file = try RenderedFile(press.render(document, createdAt: Samples.morning), name: "masked")
            let seen = try (file.text() + file.flowingText() + file.metadata()).filter { !$0.isWhitespace }
            #expect(!seen.contains(nik))
        }
    }

    @Test func `the longest names of offices, products and people stay inside every page`() throws {
        let office = Office(
            government: "Pemerintah Kabupaten Penukal Abab Lematang Ilir",
            name: "Kecamatan Ma'rang Kayu’s Seberang Barat Daya",
            addressLines: ["Jalan Letnan Jenderal Suprapto Persimpangan Raya Lintas Nomor 1234, Kelurahan Seberang Ulu"]
        )
        var ticket = Samples.ticket
        ticket.office = office
        ticket.number = "AB-10042"
        ticket.lane = "Pelayanan pengambilan dan pencetakan dokumen kependudukan"
        ticket.purposes = ["Surat Keterangan Pindah Warga Negara Indonesia (SKPWNI) antarprovinsi"]
        var receipt = Samples.incompleteReceipt
        receipt.office = office
        receipt.product = "Surat Keterangan Pindah Warga Negara Indonesia (SKPWNI) antarprovinsi sekeluarga"
        receipt.trackingCode = "KLRSEBERANG12-261123-AB10042-12-7QX4MP"
        var letter = Samples.letterWithCrest
        letter.office = office
        letter.identity[0].value = Samples.longestName
        letter.form = .other(
            title: "Surat Keterangan Domisili Usaha Mikro, Kecil, dan Menengah Binaan Pemerintah Kabupaten",
            statements: ["Usaha tersebut berada di wilayah kami."])
        letter.signatory = Signatory(
            capacity: ["a.n. CAMAT KLARI", "SEKRETARIS KECAMATAN,"],
            name: "Dr. Ir. H. \(Samples.longestName.capitalized), S.H., M.Si., M.Kom.", rank: "Pembina", nip: "19750312"
        )
        var list = Samples.printRun(count: 6)
        list.office = office
        list.items[2].product = "Surat Keterangan Pindah Warga Negara Indonesia"
        list.signatories.append(Signatory(capacity: ["Saksi,"], name: Samples.longestName))
        var sample = Samples.sample
        sample.product = receipt.product
        sample.applicantName = Samples.longestName
        let press = try Press()
        let documents: [(String, Document)] = [
            ("long-ticket", .ticket(ticket)), ("long-receipt", .receipt(receipt)),
            ("long-letter", .kecamatanLetter(letter)),
            ("long-list", .printRunList(list)), ("long-sample", .sample(sample)),
        ]
        for (name, document) in documents {
            let file = try RenderedFile(press.render(document, createdAt: Samples.morning), name: name)
            try file.expectInsideMargins(points: 8)
        }
    }

    @Test func `the time of creation is the caller's`() throws {
        let bytes = try Press().render(.ticket(Samples.ticket), createdAt: Samples.morning)
        let metadata = try RenderedFile(bytes, name: "ticket-dated").metadata()
        #expect(metadata.contains("2026-11-23T08:04:00+07"), "\(metadata)")
    }
}
