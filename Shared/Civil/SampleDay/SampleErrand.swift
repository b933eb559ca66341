/// Why somebody comes to the office.
struct SampleErrand {
    /// One product that is asked for.
    struct Wish {
        enum Subject {
            case visitor, newborn, deceased
            case child(age: ClosedRange<Int>)
        }

        let product: String
        var subject: Subject = .visitor
        var ground: String?
        /// How long it takes at the desk.
        var seconds = 180...420
        /// How many papers are missing.
        var lacks = 0
        /// False for what offices are asked for although they can't give it.
        var isGiven = true
    }

    var wishes: [Wish]
    /// The urgent need.
    var need: String?
    var withdraws = false

    /// Whether a mother comes with it: for her newborn.
    var isMothers: Bool {
        wishes.contains { if case .newborn = $0.subject { true } else { false } }
    }

    private static let recording = Wish(product: "ktp-el-baru", seconds: 300...600)
    private static let pupil = Wish(product: "ktp-el-baru", subject: .child(age: 17...17), seconds: 300...600)
    private static let birth = Wish(product: "akta-kelahiran", subject: .newborn)
    private static let family = Wish(product: "kk-perubahan")

    /// How often each comes, of a hundred with one application.
    private static let shares: [(weight: Int, wish: Wish)] = [
        (18, pupil), (9, recording),
        (9, Wish(product: "ktp-el-ganti", ground: "lost")), (6, Wish(product: "ktp-el-ganti", ground: "damaged")),
        (5, Wish(product: "ktp-el-ganti", ground: "changed")),
        (14, family), (6, Wish(product: "kk-baru")), (3, Wish(product: "kk-hilang")),
        (8, birth), (3, Wish(product: "akta-kematian", subject: .deceased)),
        (3, Wish(product: "kia", subject: .child(age: 1...3), ground: "under-five")),
        (4, Wish(product: "kia", subject: .child(age: 6...15), ground: "five-or-older")),
        (4, Wish(product: "skpwni")), (5, Wish(product: "sktm", seconds: 120...300)),
        (1, Wish(product: "belum-menikah", seconds: 120...300)), (1, Wish(product: "ahli-waris", seconds: 300...600)),
        (1, Wish(product: "cetak-pbb", seconds: 120...240)),
    ]

    /// What one person brings together.
    private static let pairs: [[Wish]] = [
        [birth, family], [birth, family],
        [Wish(product: "ktp-el-ganti", ground: "changed"), Wish(product: "kk-baru")],
        [Wish(product: "akta-kematian", subject: .deceased), family],
        [pupil, Wish(product: "kia", subject: .child(age: 6...15), ground: "five-or-older")],
        [
            Wish(product: "kia", subject: .child(age: 6...10), ground: "five-or-older"),
            Wish(product: "kia", subject: .child(age: 1...3), ground: "under-five"),
        ],
    ]

    /// The errands of a whole day, in the order of arrival.
    static func day(of count: Int, using random: inout SplitMix64) -> [SampleErrand] {
        var errands = [
            SampleErrand(wishes: [family], need: "childbirth"),
            SampleErrand(wishes: [Wish(product: "kk-baru")], need: "childbirth"),
            SampleErrand(wishes: [Wish(product: "sktm")], need: "hospital"),
            SampleErrand(wishes: [family], need: "school"),
            SampleErrand(wishes: [Wish(product: "ktp-el-ganti", ground: "lost")], need: "departure"),
        ].prefix(Int.random(in: 3...5, using: &random)).map { $0 }
        // Two who ask for what isn't given, and a few who only ask.
        errands += [SampleErrand(wishes: [Wish(product: "legalisir", seconds: 30...60, isGiven: false)])]
        errands += [SampleErrand(wishes: [Wish(product: "suket-ktp-el", seconds: 30...60, isGiven: false)])]
        errands += Array(repeating: SampleErrand(wishes: []), count: Int.random(in: 3...5, using: &random))
        errands += (0..<Int.random(in: 9...11, using: &random)).map { _ in
            SampleErrand(wishes: pick(pairs, using: &random))
        }
        errands = Array(errands.prefix(count))
        let ordinary = errands.count
        while errands.count < count { errands.append(SampleErrand(wishes: [wish(using: &random)])) }
        // Every eighth file lacks something; one citizen changes their mind.
        for place in (ordinary..<max(ordinary, count)).shuffled(using: &random).prefix(count / 8) {
            errands[place].wishes[0].lacks = Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1
        }
        if let place = (ordinary..<max(ordinary, count)).randomElement(using: &random) {
            errands[place].withdraws = true
        }
        return errands.shuffled(using: &random)
    }

    private static func wish(using random: inout SplitMix64) -> Wish {
        var share = Int.random(in: 0..<shares.reduce(0) { $0 + $1.weight }, using: &random)
        for (weight, wish) in shares {
            if share < weight { return wish }
            share -= weight
        }
        return family
    }
}

/// How captures turn out and what the national data centre makes of them.
enum SampleCapture {
    /// One attempt for most people; every fifth has a bad one before it, rarely two.
    static func attempts(using random: inout SplitMix64) -> [DayScript.CaptureQuality] {
        let luck = Int.random(in: 0..<36, using: &random)
        let bad = luck == 0 ? 2 : luck < 8 ? 1 : 0
        var attempts: [DayScript.CaptureQuality] = []
        for _ in 0..<bad {
            var attempt = good(using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: attempt.photo = Int.random(in: 10...35, using: &random)
            case 1: attempt.iris = Int.random(in: 10...30, using: &random)
            case 2: attempt.signature = false
            default: attempt.fingerprints = Int.random(in: 5...18, using: &random)
            }
            attempts.append(attempt)
        }
        return attempts + [good(using: &random)]
    }

    private static func good(using random: inout SplitMix64) -> DayScript.CaptureQuality {
        DayScript.CaptureQuality(
            photo: Int.random(in: 75...98, using: &random), fingerprints: Int.random(in: 70...95, using: &random),
            iris: Int.random(in: 75...97, using: &random), signature: true)
    }

    /// Most are unique within hours, some take days, a few were recorded twice or must be recorded again.
    static func answer(using random: inout SplitMix64) -> DayScript.CentreAnswer {
        let luck = Int.random(in: 0..<40, using: &random)
        switch luck {
        case 0: return .init(status: "DUPLICATE_RECORD", after: .minutes(Int.random(in: 120...600, using: &random)))
        case 1..<28:
            return .init(status: "PRINT_READY_RECORD", after: .minutes(Int.random(in: 45...300, using: &random)))
        case 28..<35:
            return .init(status: "PRINT_READY_RECORD", after: .minutes(Int.random(in: 900...1_500, using: &random)))
        default:
            return .init(status: "PRINT_READY_RECORD", after: .minutes(Int.random(in: 4_000...20_000, using: &random)))
        }
    }
}
