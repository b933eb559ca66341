/// A place of the country's list: its code and its name.
public struct RegionRow: Hashable, Sendable {
    public let code: RegionCode
    /// Without spaces at the ends or doubled inside.
    public let name: String

    /// The longest name that the public list's own table holds.
    public static let longestName = 100

    public init(code: RegionCode, name: String) throws(Rejection) {
        func refusal(_ problem: String) -> Rejection {
            Rejection(
                .invalidRegion, field: "name", problem: problem, fix: "write the name as Kemendagri's list has it")
        }
        for scalar in name.unicodeScalars where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0xFFFD {
            throw refusal("the name of \(code) holds a character that can't be printed")
        }
        var text = name
        if name.utf8.first == Self.space || name.utf8.last == Self.space || name.contains("  ") {
            text = name.split(separator: " ").joined(separator: " ")
        }
        guard !text.isEmpty else { throw refusal("\(code) has no name") }
        guard text.utf8.count <= Self.longestName || text.count <= Self.longestName else {
            throw refusal("the name of \(code) has \(text.count) letters, at most \(Self.longestName) are taken")
        }
        self.code = code
        self.name = text
    }

    public init(code: String, name: String) throws(Rejection) {
        try self.init(code: try RegionCode(code, field: "code"), name: name)
    }

    private static let space = UInt8(ascii: " ")
}

extension RegionCode {
    /// What such a place is called: `kecamatan`, `desa adat`.
    public var kind: String {
        switch level {
        case .province: "provinsi"
        case .regency: isCity == true ? "kota" : "kabupaten"
        case .district: "kecamatan"
        case .village: village >= 3000 ? "desa adat" : village >= 2000 ? "desa" : "kelurahan"
        }
    }

    /// The places that it lies in, the nearest first.
    public var parents: [RegionCode] {
        Array(sequence(first: self, next: \.parent).dropFirst())
    }
}

/// A name as it is looked for: people write neither capitals nor apostrophes the way the list does.
public enum RegionName {
    private static let apostrophes: Set<Character> = [
        "'", "\u{2019}", "\u{2018}", "`", "\u{B4}", "\u{2BC}", "\u{2032}",
    ]

    /// In small letters, without apostrophes, with single spaces.
    public static func folded(_ name: String) -> String {
        name.lowercased().filter { !apostrophes.contains($0) }.split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    /// What a name in the list may begin with that is called `name` for short: a kabupaten or a kota stands there with
    /// what it is.
    public static func beginnings(_ name: String) -> [String] {
        var folded = folded(name)
        for short in ["kab. ", "kab "] where folded.hasPrefix(short) {
            folded = "kabupaten " + folded.dropFirst(short.count)
        }
        return ["", "kabupaten ", "kota ", "kabupaten administrasi ", "kota administrasi "].map { $0 + folded }
    }
}
