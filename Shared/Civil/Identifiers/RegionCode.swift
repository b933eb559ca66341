/// A place in Kemendagri's tree: `32` province, `32.15` kabupaten or kota, `32.15.05` kecamatan,
/// `32.15.05.2001` desa or kelurahan (Permendagri 58/2021).
///
/// BPS codes look alike and mean other places; they have no dots and are refused where they can be told.
public struct RegionCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    public enum Level: Int, Comparable, Sendable, CaseIterable {
        case province = 1
        case regency, district, village

        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    public let province: UInt8
    /// 01-69 kabupaten, 71-99 kota; 0 above this level.
    public let regency: UInt8
    /// The kecamatan; 0 above this level.
    public let district: UInt8
    /// First digit 1 kelurahan, 2 desa, 3 desa adat; 0 above this level.
    public let village: UInt16

    private init(_ province: Int, _ regency: Int, _ district: Int, _ village: Int) {
        self.province = UInt8(province)
        self.regency = UInt8(regency)
        self.district = UInt8(district)
        self.village = UInt16(village)
    }

    /// Reads the dotted form.
    public init(_ text: String, field: String = "region") throws(Rejection) {
        func refusal(_ problem: String) -> Rejection {
            Rejection(
                .invalidRegion, field: field, problem: problem,
                fix: "write Kemendagri's dotted code, like 32.15 or 32.15.05 or 32.15.05.2001")
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...4).contains(parts.count), !text.isEmpty else {
            throw refusal("\(Rejection.quoted(text)) is no region code")
        }
        var numbers = [0, 0, 0, 0]
        for (index, part) in parts.enumerated() {
            let width = index == 3 ? 4 : 2
            guard part.count == width, part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                throw refusal(
                    parts.count == 1 && text.utf8.count > 2
                        ? "\(Rejection.quoted(text)) has no dots, it may be a code of BPS"
                        : "part \(index + 1) of \(Rejection.quoted(text)) must have \(width) digits")
            }
            numbers[index] = part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        }
        guard numbers[0] >= 11 else { throw refusal("there is no province \(twoDigits(numbers[0]))") }
        if parts.count > 1, numbers[1] == 0 || numbers[1] == 70 {
            throw refusal("the second part is 01-69 for a kabupaten or 71-99 for a kota")
        }
        if parts.count > 2, numbers[2] == 0 { throw refusal("there is no kecamatan 00") }
        if parts.count > 3, !(1...3).contains(numbers[3] / 1000) || numbers[3] % 1000 == 0 {
            throw refusal("the last part starts with 1 for a kelurahan, 2 for a desa or 3 for a desa adat")
        }
        self.init(numbers[0], numbers[1], numbers[2], numbers[3])
    }

    /// The kecamatan behind six undotted digits, as a NIK and a nomor KK carry them.
    public init?(digits: Int) {
        let (province, regency, district) = (digits / 10_000, digits / 100 % 100, digits % 100)
        guard (11...99).contains(province), regency != 0, regency != 70, district != 0 else { return nil }
        self.init(province, regency, district, 0)
    }

    public var level: Level {
        village > 0 ? .village : district > 0 ? .district : regency > 0 ? .regency : .province
    }

    /// The place one level up; nil for a province.
    public var parent: RegionCode? {
        switch level {
        case .province: nil
        case .regency: RegionCode(Int(province), 0, 0, 0)
        case .district: RegionCode(Int(province), Int(regency), 0, 0)
        case .village: RegionCode(Int(province), Int(regency), Int(district), 0)
        }
    }

    /// Whether `other` is this place or lies in it.
    public func contains(_ other: RegionCode) -> Bool {
        guard province == other.province else { return false }
        if regency > 0, regency != other.regency { return false }
        if district > 0, district != other.district { return false }
        return village == 0 || village == other.village
    }

    /// True for a kota at or above this place, false for a kabupaten, nil for a province.
    public var isCity: Bool? { regency == 0 ? nil : regency > 70 }

    /// What is worth a second look, given how the code stands in the list of regions; nil where there is none to ask.
    public func doubts(standing: RegionStanding?, field: String = "region") -> [Doubt] {
        let (problem, fix): (String, String)
        switch standing {
        case nil, .listed: return []
        case .retired:
            (problem, fix) = (
                "no place has the code \(text) any more, though later ones beside it are in use",
                "find the place's code of today with loket region show NAME"
            )
        case .unlisted:
            (problem, fix) = (
                "no place in the list that is in use has the code \(text)",
                "look it up with loket region show NAME, or import a newer list"
            )
        }
        return [Doubt(.unlistedRegion, field: field, problem: problem, fix: fix)]
    }

    /// The dotted form.
    public var text: String {
        var text = twoDigits(Int(province))
        if regency > 0 { text += "." + twoDigits(Int(regency)) }
        if district > 0 { text += "." + twoDigits(Int(district)) }
        if village > 0 { text += ".\(village)" }
        return text
    }

    public var description: String { text }

    public static func < (left: RegionCode, right: RegionCode) -> Bool { left.packed < right.packed }

    private var packed: UInt64 {
        UInt64(province) << 32 | UInt64(regency) << 24 | UInt64(district) << 16 | UInt64(village)
    }
}

/// How a well-formed code stands in a list of regions.
public enum RegionStanding: String, Sendable, CaseIterable {
    case listed
    /// Nobody has it, though later numbers beside it are in use: it was given up when its place went elsewhere.
    case retired
    case unlisted
}
