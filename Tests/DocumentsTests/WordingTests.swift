import Testing

@testable import Documents

@Suite struct WordingTests {
    @Test(arguments: [
        ("NIK 3215051708930001.", "NIK 3215••••••••0001."),
        ("3215 0517 0893 0001", "3215••••••••0001"),
        ("321505-170893-0001", "3215••••••••0001"),
        ("32150517089300012", "32150517089300012"),
        ("12-11-2026 08.00-15.00", "12-11-2026 08.00-15.00"),
        ("KLR-261123-A042-1", "KLR-261123-A042-1"),
        ("dua: 3215051708930001 3215055708930001", "dua: 3215••••••••0001 3215••••••••0001"),
    ])
    func `sixteen digits are masked and other numbers are not`(text: String, masked: String) {
        #expect(Wording.maskingNationalIDs(text) == masked)
    }

    @Test func `a time and its zone stay on one line`() {
        #expect(
            Wording.bindingTimes("pukul 08.00 WIB, 9 WITA, 3 WIBAWA") == "pukul 08.00\u{A0}WIB, 9\u{A0}WITA, 3 WIBAWA")
    }

    @Test func `marks without ink are dropped and letters of any kind stay`() {
        #expect(Wording.printable("BU\u{202E}DI\u{0}\tA\u{2019}AN Ñ\n") == "BUDI A\u{2019}AN Ñ\n")
    }
}
