import Civil
import Testing

struct PrintHandOutTests {
    private let now: Moment
    private let ready: CaseFile

    init() throws {
        now = try klari("2026-11-24T10:00:00")
        ready = try caseToPrint("sktm", at: klari("2026-11-23T10:00:00")).printed(at: now)
    }

    private func hand(
        _ file: CaseFile, code: String = "KLR-261123-C042-1-7KQ2MD", collector: String = "BUDI SANTOSO",
        relation: String = "owner", surrendered: Int = 0
    ) throws -> CaseEvent {
        try PrintHandOut.decide(
            file,
            PrintHandOut.Asked(
                trackingCode: code, collector: collector, relation: relation, surrendered: surrendered), at: now)
    }

    @Test func `whoever shows the tracking code gets a finished document`() throws {
        let event = try hand(ready, code: " 7kq2md ", surrendered: 1)
        #expect(event == .collected(collector: "BUDI SANTOSO", relation: "owner", surrendered: 1, at: now))
        let collected = try ready.after([event])
        #expect(collected.stage == .collected && collected.closedAt == now)
        #expect(rejection { try hand(collected) }?.problem.contains("handed out already") == true)
    }

    @Test func `a wrong code gets nothing, whatever else is right`() throws {
        #expect(rejection { try hand(ready, code: "KLR-261123-C042-1-7KQ2ME") }?.code == .wrongSecret)
        #expect(rejection { try hand(ready, code: "") }?.code == .missingField)
        let waiting = try caseToPrint("sktm", at: now)
        #expect(rejection { try hand(waiting, code: waiting.filing.trackingCode) }?.code == .wrongStage)
    }

    @Test func `only the owner and the family card's people may collect, by name`() throws {
        #expect(rejection { try hand(ready, relation: "neighbour") }?.code == .notOnList)
        #expect(rejection { try hand(ready, relation: "same-family-card") }?.problem.contains("family card") == true)
        #expect(rejection { try hand(ready, collector: " ") }?.field == "collector")
        #expect(rejection { try hand(ready, surrendered: -1) }?.code == .outOfRange)
        let held = try ready.after([.held(reason: "a wrong name on it", at: now)])
        #expect(rejection { try hand(held) }?.code == .onHold)
    }

    @Test func `whoever has another name than the owner doesn't get it as the owner`() {
        #expect(rejection { try hand(ready, collector: "MALING SAJA") }?.field == "collector")
        #expect(throws: Never.self) { try hand(ready, collector: "Budi  Santoso") }
    }

    @Test(arguments: ["NIK 3215051708930001", "3215 0517 0893 0001", "kk 3215.0501.0215.0001 lama"])
    func `a reason and a name with a personal number in them are refused`(text: String) {
        #expect(rejection { try CaseRules.reason(text) }?.code == .personalNumber)
        #expect(rejection { try PersonName(text) }?.code == .invalidName)
    }

    @Test func `a phone number or a date in a reason is no personal number`() throws {
        #expect(try CaseRules.reason("called +62 812 3456 7890 on 2026-11-23 at 08.00").isEmpty == false)
    }
}
