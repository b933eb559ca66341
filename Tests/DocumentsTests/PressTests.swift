import Testing

@testable import Documents

@Suite struct PressTests {
    @Test func `the same document is the same bytes, on a new press and after others`() throws {
        let press = try Press()
        let first = try press.render(.ticket(Samples.ticket), createdAt: Samples.morning)
        _ = try press.render(.receipt(Samples.receipt), createdAt: Samples.morning)
        #expect(try press.render(.ticket(Samples.ticket), createdAt: Samples.morning) == first)
        #expect(try Press().render(.ticket(Samples.ticket), createdAt: Samples.morning) == first)
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

    @Test func `the time of creation is the caller's`() throws {
        let bytes = try Press().render(.ticket(Samples.ticket), createdAt: Samples.morning)
        let metadata = try RenderedFile(bytes, name: "ticket-dated").metadata()
        #expect(metadata.contains("2026-11-23T08:04:00+07"), "\(metadata)")
    }
}
