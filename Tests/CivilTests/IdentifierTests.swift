import Civil
import Testing

@Suite struct `A region code` {
    @Test(arguments: [
        ("32", RegionCode.Level.province, nil as String?), ("32.15", .regency, "32"), ("36.74", .regency, "36"),
        ("32.15.05", .district, "32.15"), ("32.15.05.2001", .village, "32.15.05"),
        ("36.74.04.1001", .village, "36.74.04"),
    ])
    func `knows its level and its parent`(text: String, level: RegionCode.Level, parent: String?) throws {
        let code = try RegionCode(text)
        #expect(code.level == level)
        #expect(code.parent?.text == parent)
        #expect(code.text == text)
    }

    @Test(arguments: [
        "", "3", "321", "3215", "1803110", "32.00", "32.70", "32.15.00", "32.15.05.0001", "32.15.05.4001",
        "32.15.05.2000", "32.15.05.", ".32", "32..05", "32.15.5", "ab.cd", "09.01", "32.15.05.2001.1", "３２",
    ])
    func `is refused where Kemendagri has no such form`(text: String) {
        let refusal = #expect(throws: Rejection.self) { try RegionCode(text) }
        #expect(refusal?.code == .invalidRegion)
    }

    @Test func `names a BPS code as such`() {
        let refusal = #expect(throws: Rejection.self) { try RegionCode("3215040") }
        #expect(refusal?.problem.contains("BPS") == true)
    }

    @Test func `contains what lies in it and nothing else`() throws {
        let karawang = try RegionCode("32.15")
        #expect(karawang.contains(try RegionCode("32.15.05.2001")))
        #expect(karawang.contains(karawang))
        #expect(!karawang.contains(try RegionCode("32")))
        #expect(!karawang.contains(try RegionCode("36.03.23")))
        #expect(try RegionCode("32.15.05").contains(RegionCode("32.15.05.2020")))
        #expect(try !RegionCode("32.15.05.2001").contains(RegionCode("32.15.05")))
    }

    @Test func `tells a kota from a kabupaten`() throws {
        #expect(try RegionCode("36.74.04").isCity == true)
        #expect(try RegionCode("36.03").isCity == false)
        #expect(try RegionCode("36").isCity == nil)
    }

    @Test func `sorts parents before children`() throws {
        let codes = try ["32.15.05.2001", "36", "32", "32.15.05", "32.15"].map { try RegionCode($0) }
        #expect(codes.sorted().map(\.text) == ["32", "32.15", "32.15.05", "32.15.05.2001", "36"])
    }
}

@Suite struct `A name` {
    @Test(arguments: [
        ("BUDI SANTOSO", [Doubt.Code]()), ("SUHARTINI", [.oneWord]), ("M RIDWAN", [.abbreviation]),
        ("SITI NUR'AINI", [.punctuation]), ("SITI NUR\u{2019}AINI", [.punctuation]), ("BUDI 2", [.digits]),
        ("ДЕВИ САРИ", [.otherScript]), ("AISYAH PUTRI RAMADHANI KUSUMAWARDHANI SASTRANEGARA DIPONEGORO", [.longName]),
        ("Drs. H. AHMAD, S.H.", [.punctuation, .abbreviation]),
    ])
    func `breaks the rule for newborns with a doubt only`(text: String, doubts: [Doubt.Code]) throws {
        #expect(try PersonName(text).doubts().map(\.code) == doubts)
    }

    @Test func `loses the spaces that nobody meant`() throws {
        #expect(try PersonName("  BUDI \t SANTOSO ").text == "BUDI SANTOSO")
    }

    @Test(arguments: ["", "   ", "123", "...", "BUDI\u{7}", "BUDI \u{FFFD}", String(repeating: "A", count: 401)])
    func `is refused where it can't be a name`(text: String) {
        #expect(throws: Rejection.self) { try PersonName(text) }
    }
}

@Suite struct `A phone number` {
    @Test(arguments: [
        ("081234567890", "+6281234567890"), ("+6281234567890", "+6281234567890"), ("6281234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"), ("+62 812 3456 789", "+628123456789"), ("62812345678", "+62812345678"),
        ("+62 (0)812 3456 7890", "+6281234567890"), ("0858123456789", "+62858123456789"),
    ])
    func `is kept in E.164`(text: String, stored: String) throws {
        #expect(try PhoneNumber(text).e164 == stored)
    }

    @Test(arguments: [
        "", "0215551234", "812345678", "08", "0812345", "08123456789012", "+60123456789", "0842345678901",
        "0802345678901", "0812345678x", "+", "00628123456789", "0812+345678",
    ])
    func `is refused where no SMS would arrive`(text: String) {
        let refusal = #expect(throws: Rejection.self) { try PhoneNumber(text) }
        #expect(refusal?.code == .invalidPhone)
    }

    @Test func `reads back what it wrote, and prints masked`() throws {
        let phone = try PhoneNumber("081234567890")
        #expect(try PhoneNumber(phone.e164) == phone)
        #expect(try PhoneNumber(phone.national) == phone)
        #expect("\(phone)" == "+6281•••••890")
    }
}

@Suite struct `A refusal` {
    @Test func `hides long runs of digits in what it quotes`() {
        #expect(Rejection.quoted("3215051708930001") == "'3215••••••••0001'")
        #expect(Rejection.quoted("kk 3215051708930001 x") == "'kk 3215••••••••0001 x'")
        #expect(Rejection.quoted("F-1.02") == "'F-1.02'")
        #expect(!Rejection.quoted(String(repeating: "a", count: 500)).contains(String(repeating: "a", count: 41)))
    }

    @Test(arguments: [
        "3215 0517 0893 0001", "3215.0517.0893.0001", "32-15-05-170893-0001", "321505170893 0001", "32150517\n08930001",
        "3215\t051708930001",
    ])
    func `hides a number that is written in groups`(text: String) {
        #expect(Rejection.quoted(text) == "'3215••••••••0001'")
        #expect(Rejection.quoted("nik: \(text), x") == "'nik: 3215••••••••0001, x'")
        #expect(Rejection.quoted("\(text) x") == "'3215••••••••0001 x'")
    }

    @Test(arguments: [
        "KLR-261123-A042-1", "KLR-261123-A042-1-7F3K9Q", "2026-11-23", "2026-11-23 07.30.15", "0812-3456-7890",
        "+62 812 3456 7890", "32.15.05.2001", "12 - 34", "1  2", "5.",
    ])
    func `repeats what is no number of a person as it was written`(text: String) {
        #expect(Rejection.quoted(text) == "'\(text)'")
    }

    @Test func `says where it belongs`() {
        let refusal = Rejection(.invalidNIK, field: "nik", problem: "p", fix: "f").under("visitor")
        #expect(refusal.field == "visitor.nik")
        #expect("\(refusal)" == "visitor.nik: p; f [invalid_nik]")
    }

    @Test func `has codes that are written once`() {
        #expect(Set(Rejection.Code.allCases.map(\.rawValue)).count == Rejection.Code.allCases.count)
    }
}
