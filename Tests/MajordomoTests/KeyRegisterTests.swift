import Testing
import ZeroMQ

@testable import Majordomo

@Suite("The register of keys")
struct KeyRegisterTests {
    private let klari: PublicKey
    private let second: PublicKey
    private let member: PublicKey

    init() throws {
        (klari, second, member) = (try KeyPair().publicKey, try KeyPair().publicKey, try KeyPair().publicKey)
    }

    @Test("each line lets in one key, as a machine of the site or as another site for its offices")
    func lines() throws {
        let (register, mistakes) = KeyRegister.read(
            """
            # Whom we know

            \(klari)  klari  site 32.15.05,32.15.06
            \(member)\tprinting-2\tmember\r
            """)
        #expect(mistakes.isEmpty)
        #expect(
            register.holders == [
                KeyHolder(name: "klari", key: klari, role: .site(offices: ["32.15.05", "32.15.06"])),
                KeyHolder(name: "printing-2", key: member, role: .member),
            ])
        #expect(register[klari]?.user == "klari")
        #expect(register[member]?.user == nil)
        #expect(register[second] == nil)
        #expect(register[name: "printing-2"]?.key == member)
    }

    @Test("windows line ends are line ends")
    func windows() {
        let (register, mistakes) = KeyRegister.read("\(klari) klari member\r\n\(member) printing-2 member\r\n")
        #expect(mistakes.isEmpty)
        #expect(register.holders.map(\.name) == ["klari", "printing-2"])
    }

    @Test("a line with a mistake lets nobody in, is named with its number and the fix, and the others hold")
    func mistakes() {
        let (register, mistakes) = KeyRegister.read(
            """
            \(klari) klari site 32.15.05
            #no-remark
            \(second)
            \(second) Karawang member
            \(second) site member
            \(second) barat
            \(second) barat boss
            \(second) barat member now
            \(second) barat site
            \(second) barat site 32.15.07 32.15.08
            \(second) barat site 32.15.07,
            \(second) barat site *
            \(klari) timur member
            \(second) klari member
            \(member) printing-2 member
            """)
        #expect(register.holders.map(\.name) == ["klari", "printing-2"])
        #expect(register[second] == nil)
        let causes: [KeyMistake.Cause] = [
            .noKey, .noName(""), .noName("Karawang"), .noName("site"), .noRole(""), .noRole("boss"), .tooMuch("now"),
            .officesMissing, .tooMuch("32.15.08"), .noOffice(""), .noOffice("*"), .keyTwice(of: "klari"),
            .nameTwice("klari"),
        ]
        #expect(mistakes.map(\.cause) == causes)
        #expect(mistakes.map(\.line) == Array(2...14))
        #expect(mistakes.allSatisfy { "\($0)".hasPrefix("line ") && "\($0)".count(where: { $0 == ":" }) >= 2 })
    }

    @Test("no text is too strange to be read", arguments: ["", "\u{0}", "é ü", String(repeating: " x", count: 5_000)])
    func strange(_ text: String) {
        #expect(KeyRegister.read(text).register.holders.isEmpty)
    }

    @Test("adding a line leaves the others as they were written")
    func adding() throws {
        let text = "# ours\nwhat is this\n\(klari) klari   site 32.15.05"
        let holder = KeyHolder(name: "printing-2", key: member, role: .member)
        let more = try KeyRegister.text(text, adding: holder)
        #expect(more == text + "\n\(member)  printing-2  member\n")
        #expect(KeyRegister.read(more).register.holders.map(\.name) == ["klari", "printing-2"])
        let first = try KeyRegister.text("", adding: holder)
        #expect(first.hasPrefix("# "))
        #expect(KeyRegister.read(first).register.holders == [holder])
        #expect(KeyRegister.read(first).mistakes.isEmpty)
    }

    @Test("a key or a name that is there already isn't added")
    func twice() {
        let text = "\(klari) klari site 32.15.05\n"
        #expect {
            try KeyRegister.text(text, adding: KeyHolder(name: "other", key: klari, role: .member))
        } throws: {
            "\($0)".contains("already, as klari")
        }
        #expect {
            try KeyRegister.text(text, adding: KeyHolder(name: "klari", key: second, role: .member))
        } throws: {
            "\($0)".contains("klari is taken")
        }
    }

    @Test("removing takes every line of the name and of its key, so that no other comes to life by it")
    func removing() throws {
        let text =
            "# klari is our neighbour\n\(klari) klari member\n\(second) klari member\n\(klari) x y\n\(member) m member\n"
        let (left, lines) = try KeyRegister.text(text, removing: "klari")
        #expect(left == "# klari is our neighbour\n\(member) m member\n")
        #expect(lines.count == 3)
        #expect(try KeyRegister.text(text, removing: klari.text).text == left)
        #expect(throws: KeyProblem.self) { try KeyRegister.text(left, removing: "klari") }
    }

    @Test("a line with a mistake can be removed by its name too")
    func removingMistake() throws {
        #expect(try KeyRegister.text("\(second) barat boss\n", removing: "barat").text == "")
    }
}
