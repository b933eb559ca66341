import Testing

@testable import Documents

@Suite struct TicketTests {
    let press: Press

    init() throws {
        press = try Press()
    }

    private func file(_ ticket: Ticket, _ name: String) throws -> RenderedFile {
        try RenderedFile(press.render(.ticket(ticket), createdAt: ticket.issuedAt), name: name)
    }

    @Test func `a ticket says number, time, lane, purpose, people ahead and both stages`() throws {
        let file = try file(Samples.ticket, "ticket")
        try file.expectSound()
        let text = try file.flowingText()
        for expected in [
            "PEMERINTAH KABUPATEN KARAWANG", "KECAMATAN KLARI", "A042", "Perekaman KTP-el", "Senin, 23 November 2026",
            "pukul 08.04 WIB", "KTP-el baru", "17 orang", "Hari ini", "Selasa, 24 November 2026",
            "Ambil mulai pukul 08.00 WIB", "KLR-261123-A042", "GRATIS",
        ] {
            #expect(text.contains(expected), "\(expected) missing in: \(text)")
        }
        #expect(try file.metadata().contains("Tiket antrean KLR-261123-A042"))
    }

    @Test func `its QR code is the visit number`() throws {
        #expect(try file(Samples.ticket, "ticket").scannedCodes() == ["KLR-261123-A042"])
    }

    @Test func `the roll is 80 mm wide and as long as the ticket needs`() throws {
        var long = Samples.ticket
        long.purposes = ["KTP-el baru", "Kartu Keluarga (pecah KK karena menikah)", "Kutipan Akta Kelahiran", "KIA"]
        long.priority = "Prioritas ibu hamil"
        let short = try file(Samples.ticket, "ticket").pageSize()
        let tall = try file(long, "ticket-long").pageSize()
        #expect(abs(short.width - 226.77) < 0.1)
        #expect(tall.width == short.width)
        #expect(tall.height > short.height)
    }

    @Test func `a NIK in a free text comes out masked`() throws {
        var ticket = Samples.ticket
        ticket.purposes = ["Perbaikan NIK \(Samples.nationalID)", "juga 3215 0517 0893 0001"]
        let bytes = try press.render(.ticket(ticket), createdAt: ticket.issuedAt)
        let file = try RenderedFile(bytes, name: "ticket-nik")
        let text = try file.flowingText()
        #expect(!text.filter(\.isNumber).contains(Samples.nationalID))
        #expect(text.contains("3215••••••••0001"))
    }
}
