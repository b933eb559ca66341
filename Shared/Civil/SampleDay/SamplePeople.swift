/// Makes up people of a kecamatan: names as they are common there, numbers that are well-formed and nobody's.
struct SamplePeople {
    private let prefix: Int
    private let today: Day
    private var serials: [Int: Int] = [:]
    private var phones = 0
    private var cards = 0
    private var names: Set<String> = []

    init(kecamatan: RegionCode, today: Day) {
        prefix = Int(kecamatan.province) * 10_000 + Int(kecamatan.regency) * 100 + Int(kecamatan.district)
        self.today = today
    }

    private static let men = [
        "ASEP", "DEDE", "UJANG", "DADANG", "CECEP", "AGUS", "HENDRA", "YAYAN", "WAWAN", "ENDANG", "IWAN", "RUDI",
        "BUDI", "AHMAD", "JAJANG", "TATANG", "DENI", "RIZKY", "FAJAR", "ANDI", "SLAMET", "NANA", "OMAN", "KARNA",
    ]
    private static let women = [
        "SITI", "NENG", "IMAS", "LILIS", "EUIS", "TATI", "YULI", "DEWI", "RINA", "NUR", "ENTIN", "AI", "SRI", "RATNA",
        "WATI", "IIS", "ENUNG", "AYU", "PUTRI", "FITRI", "NANI", "CICIH", "MIMIN", "TINI",
    ]
    private static let lastOfMen = [
        "HIDAYAT", "KURNIAWAN", "SUPRIATNA", "SURYANA", "SETIAWAN", "GUNAWAN", "SOPYAN", "HERMAWAN", "RUHIYAT",
        "SANTOSO", "MAULANA", "PRATAMA", "FIRMANSYAH", "NUGRAHA", "PERMANA", "SAEPUDIN", "MULYADI", "SUTISNA",
    ]
    private static let lastOfWomen = [
        "AMINAH", "SULASTRI", "MASITOH", "MARLINA", "SUMIATI", "LESTARI", "KARLINA", "YULIANTI", "KOMARIAH",
        "NURJANAH", "ROHAENI", "HASANAH", "SUMINAR", "WULANDARI", "ANGGRAENI", "SUHARTINI", "KURNIASIH", "MARYATI",
    ]

    /// Somebody of that sex and age in years; a phone for nearly every adult.
    mutating func person(
        _ sex: Sex, age: ClosedRange<Int>, using random: inout SplitMix64
    ) -> PersonForm {
        let days = Int.random(in: age.lowerBound * 366...age.upperBound * 365 + 300, using: &random)
        let hasPhone = age.lowerBound >= 15 && Int.random(in: 0..<100, using: &random) < 94
        return PersonForm(
            name: name(sex, using: &random), nik: nik(sex, born: today + -days, using: &random),
            phone: hasPhone ? phone() : nil)
    }

    /// A newborn without NIK.
    mutating func newborn(using random: inout SplitMix64) -> PersonForm {
        PersonForm(name: name(Bool.random(using: &random) ? .male : .female, using: &random))
    }

    mutating func familyCard(using random: inout SplitMix64) -> String {
        cards += 1
        let date =
            padded(Int.random(in: 1...28, using: &random), 2) + padded(Int.random(in: 1...12, using: &random), 2)
            + padded(Int.random(in: 8...25, using: &random), 2)
        return padded(prefix, 6) + date + padded(cards, 4)
    }

    private mutating func name(_ sex: Sex, using random: inout SplitMix64) -> String {
        let (first, last) = sex == .male ? (Self.men, Self.lastOfMen) : (Self.women, Self.lastOfWomen)
        var name = ""
        repeat {
            name = pick(first, using: &random) + " " + pick(last, using: &random)
        } while !names.insert(name).inserted
        return name
    }

    /// Of a NIK's prefix nothing can be told about where its holder lives: one in twelve comes from elsewhere.
    private mutating func nik(_ sex: Sex, born: Day, using random: inout SplitMix64) -> String {
        let elsewhere = [360_321, 180_101, 317_503, 320_813]
        let place = Int.random(in: 0..<12, using: &random) == 0 ? pick(elsewhere, using: &random) : prefix
        let (year, month, day) = born.components
        let date = padded(sex == .female ? day + 40 : day, 2) + padded(month, 2) + padded(year % 100, 2)
        serials[place, default: 0] += 1
        return padded(place, 6) + date + padded(serials[place, default: 1], 4)
    }

    /// Of a range that no operator has given out.
    private mutating func phone() -> String {
        phones += 1
        return "08120000" + padded(phones, 4)
    }
}

/// `value` with leading zeros.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// One of a list that is never empty.
func pick<Element>(_ list: [Element], using random: inout SplitMix64) -> Element {
    list[Int.random(in: 0..<list.count, using: &random)]
}
