import Civil
import Testing

@Suite struct `A verdict` {
    @Test(arguments: [
        (CheckedKind.nik, "3215 0517 0893 0001", Verdict.Word.valid, [String]()),
        (.nik, "3215053102930001", .doubtful, ["impossible_date"]),
        (.nik, "0000001708930001", .doubtful, ["unknown_prefix"]), (.nik, "321505", .invalid, ["invalid_nik"]),
        (.kk, "3215050102150004", .valid, []), (.kk, "3215053102150004", .doubtful, ["impossible_date"]),
        (.kk, "3200000102150004", .doubtful, ["unknown_prefix"]),
        (.kk, "3215055708930001", .invalid, ["invalid_family_card"]), (.region, "32.15.05.2001", .valid, []),
        (.region, "3215040", .invalid, ["invalid_region"]), (.name, "BUDI SANTOSO", .valid, []),
        (.name, "SUHARTINI", .doubtful, ["one_word"]), (.name, "12", .invalid, ["invalid_name"]),
        (.phone, "62812345678", .valid, []), (.phone, "081111111111", .doubtful, ["repeated_digit"]),
        (.phone, "0215551234", .invalid, ["invalid_phone"]),
    ])
    func `has one word and says why`(kind: CheckedKind, text: String, word: Verdict.Word, codes: [String]) {
        let verdict = kind.reading(of: text).verdict()
        #expect(verdict.word == word)
        #expect(verdict.reasons.map(\.code) == codes)
    }

    @Test(arguments: [
        (CheckedKind.nik, "3603211708930001", RegionStanding.retired, "retired_prefix"),
        (.nik, "3603991708930001", .unlisted, "unknown_prefix"), (.kk, "3603210102150004", .retired, "retired_prefix"),
        (.kk, "3603990102150004", .unlisted, "unknown_prefix"), (.region, "36.03.21", .retired, "unlisted_region"),
        (.region, "36.03.99", .unlisted, "unlisted_region"),
    ])
    func `never refuses for a list of regions`(
        kind: CheckedKind, text: String, standing: RegionStanding, code: String
    ) throws {
        let reading = kind.reading(of: text)
        #expect(reading.place?.text.hasPrefix("36.03.") == true)
        #expect(reading.verdict().word == .valid)
        #expect(reading.verdict(standing: .listed).word == .valid)
        let verdict = reading.verdict(standing: standing)
        #expect(verdict.word == .doubtful)
        #expect(verdict.reasons.map(\.code) == [code])
    }

    @Test func `adds up what is doubtful about a person`() throws {
        let person = Person(
            name: try PersonName("SUHARTINI"), nik: try NIK("3603213102930001"), phone: try PhoneNumber("081111111111"))
        let doubts = person.doubts(standing: { _ in .retired })
        #expect(doubts.map(\.code) == [.oneWord, .retiredPrefix, .impossibleDate, .repeatedDigit])
        #expect(doubts.map(\.field) == ["name", "nik", "nik", "phone"])
        #expect(doubts.first?.under("visitor").field == "visitor.name")
    }

    @Test func `holds what else is known against a NIK, as doubts`() throws {
        let reading = CheckedKind.nik.reading(of: "3215055708930001")
        #expect(reading.verdict(birthDate: try Day(iso: "1993-08-17"), sex: .female).word == .valid)
        let verdict = reading.verdict(birthDate: try Day(iso: "1993-08-18"), sex: .male)
        #expect(verdict.reasons.map(\.code) == ["birth_date_differs", "sex_differs"])
    }

    @Test func `is one for every sixteen digits, however they are grouped, and says why unless it is valid`() {
        var random = SplitMix64(seed: 50)
        let separators = ["", "", "", " ", ".", "-", "  "]
        for round in 0..<6_000 {
            let digits = (0..<16).map { _ in "\(Int.random(in: 0...9, using: &random))" }
            let grouped = digits.map { $0 + (separators.randomElement(using: &random) ?? "") }.joined()
            let kind = round.isMultiple(of: 2) ? CheckedKind.nik : .kk
            let verdict = kind.reading(of: digits.joined()).verdict()
            #expect(kind.reading(of: grouped).verdict() == verdict, "\(grouped)")
            #expect((verdict.word == .valid) == verdict.reasons.isEmpty)
            #expect(verdict.reasons.allSatisfy { !$0.problem.isEmpty && !$0.fix.isEmpty && !$0.field.isEmpty })
        }
    }

    @Test(arguments: CheckedKind.allCases)
    func `is given to whatever is written, and no number of a person is repeated`(kind: CheckedKind) {
        var random = SplitMix64(seed: 51)
        let alphabet = Array("0123456789012345678901234567890123456789 .-+()Oax'\u{2019}\u{0}\u{1B}é٣Я🙂\n\u{202E}")
        for round in 0..<1_500 {
            let count = Int.random(in: 0...40, using: &random)
            let text =
                round.isMultiple(of: 2)
                ? String((0..<count).map { _ in alphabet.randomElement(using: &random) ?? "0" })
                : String(
                    decoding: (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }, as: UTF8.self)
            let reading = kind.reading(of: text)
            let verdict = reading.verdict(birthDate: Day(ordinal: 0), sex: .male, standing: .unlisted)
            #expect((verdict.word == .valid) == verdict.reasons.isEmpty)
            let said = reading.shown + verdict.reasons.map { "\($0)" }.joined()
            #expect(!Rejection.holdsPersonalNumber(said), "\(said)")
        }
    }
}
