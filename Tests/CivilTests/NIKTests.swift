import Civil
import Testing

@Suite struct `A NIK` {
    @Test(arguments: [
        ("3215051708930001", Sex.male, 17, 8, 93, 1), ("3215055708930001", .female, 17, 8, 93, 1),
        ("3603210101800012", .male, 1, 1, 80, 12), ("1801017112991234", .female, 31, 12, 99, 1234),
    ])
    func `tells sex, date and serial`(text: String, sex: Sex, day: Int, month: Int, year: Int, serial: Int) throws {
        let nik = try NIK(text)
        #expect(nik.sex == sex)
        #expect((nik.day, nik.month, nik.yearOfCentury, nik.serial) == (day, month, year, serial))
        #expect(nik.text == text)
        #expect(NIK(number: nik.number) == nik)
    }

    @Test(arguments: ["3215 0517 0893 0001", "32.15.05.170893.0001", "3215-0517-0893-0001", " 3215051708930001 "])
    func `may be grouped as people write it`(text: String) throws {
        #expect(try NIK(text).text == "3215051708930001")
    }

    @Test(arguments: [
        ("", "empty"), ("321505170893000", "1 too few"), ("32150517089300011", "1 too many"),
        ("3215O51708930001", "'O'"), ("3215051708930000", "0000"), ("3215050008930001", "00"),
        ("3215053208930001", "32"), ("3215054008930001", "40"), ("3215057208930001", "72"),
        ("3215051700930001", "month"), ("3215051713930001", "month"), ("３２１５051708930001", "digits only"),
        ("-", "empty"),
    ])
    func `is refused where SIAK could not have issued it`(text: String, word: String) {
        let refusal = #expect(throws: Rejection.self) { try NIK(text, field: "visitor.nik") }
        #expect(refusal?.code == .invalidNIK)
        #expect(refusal?.field == "visitor.nik")
        #expect(refusal?.problem.contains(word) == true, "\(refusal?.problem ?? "")")
    }

    @Test func `is never refused for a prefix, a date or a sex that doesn't match`() throws {
        let nik = try NIK("3603213102930001")
        let birth = try Day(iso: "1993-03-03")
        let codes = nik.doubts(birthDate: birth, sex: .female, standing: { _ in .unlisted }).map(\.code)
        #expect(codes == [.unknownPrefix, .impossibleDate, .birthDateDiffers, .sexDiffers])
        #expect(try NIK("3215055708930001").doubts(birthDate: Day(iso: "1993-08-17"), sex: .female).isEmpty)
        #expect(try NIK("3215052902960001").doubts().isEmpty)
        #expect(try NIK("0000001708930001").doubts().map(\.code) == [.unknownPrefix])
    }

    @Test func `prints masked, however it is printed`() throws {
        let nik = try NIK("3215051708930001")
        #expect(nik.masked == "3215••••••••0001")
        var dumped = ""
        dump([nik], to: &dumped)
        for text in ["\(nik)", String(reflecting: nik), "\([nik])", dumped, "\(Optional(nik) as Any)"] {
            #expect(text.contains("3215••••••••0001") && !text.contains("170893"), "\(text)")
        }
    }

    @Test func `gets one verdict for every sixteen digits, as the rules say`() {
        var random = SplitMix64(seed: 16)
        for _ in 0..<20_000 {
            let text = String((0..<16).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
            let digits = text.map { $0.wholeNumberValue ?? 0 }
            let (day, month) = (digits[6] * 10 + digits[7], digits[8] * 10 + digits[9])
            let issued =
                ((1...31).contains(day) || (41...71).contains(day)) && (1...12).contains(month)
                && digits[12...].contains { $0 != 0 }
            #expect(((try? NIK(text)) != nil) == issued, "\(text)")
        }
    }

    @Test func `parses whatever is thrown at it without a crash, and never repeats it`() {
        var random = SplitMix64(seed: 17)
        let alphabet = Array("0123456789 .-O\u{0}é٣🙂\n")
        for _ in 0..<5_000 {
            let count = Int.random(in: 0...24, using: &random)
            let text = String((0..<count).map { _ in alphabet.randomElement(using: &random) ?? "0" })
            do {
                let nik = try NIK(text)
                #expect(try NIK(nik.text) == nik)
            } catch {
                let digits = text.filter { $0.isNumber }
                if digits.count > 8 { #expect(!"\(error)".contains(digits)) }
            }
        }
    }
}

@Suite struct `A nomor KK` {
    @Test func `is a card, so no day of it is a woman's`() throws {
        #expect(try FamilyCardNumber("3215050102150004").masked == "3215••••••••0004")
        let refusal = #expect(throws: Rejection.self) { try FamilyCardNumber("3215055708930001") }
        #expect(refusal?.code == .invalidFamilyCard)
        #expect(refusal?.problem.contains("woman's NIK") == true)
    }

    @Test(arguments: ["3215050102150000", "3215050002150004", "3215050113150004", "321505010215", "KK"])
    func `is refused where it can't have been issued`(text: String) {
        let refusal = #expect(throws: Rejection.self) { try FamilyCardNumber(text) }
        #expect(refusal?.code == .invalidFamilyCard)
    }
}
