import Testing

@testable import Majordomo

@Suite("Broker: as whom a request is handed on")
struct PrincipalTests {
    @Test("whoever needs no key asks as the site, whoever came by one under its name, and what is queued too")
    func principals() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(2, "intake@1"))
        #expect(broker.says("a", ask("intake@1", 1))[0].frames[5] == b("site"))
        #expect(broker.says("b", ask("intake@1", 2), as: "klari")[0].frames[5] == b("klari"))
        #expect(broker.says("b", ask("intake@1", 3), as: "klari").isEmpty)
        #expect(broker.says("w", done("intake@1", 1)).last?.frames[5] == b("klari"))
    }

    @Test("a request of RFC 7 by a key carries its name too")
    func plainClient() {
        var broker = BrokerTable()
        _ = broker.says("w", lokReady(1, "intake@1"))
        let request: [[UInt8]] = [[], mdpc, b("intake@1"), b("body")]
        #expect(broker.says("a", request, as: "klari")[0].frames[5] == b("klari"))
    }
}
