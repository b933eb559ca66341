/// Makes up a day at an office: who comes, with what, and what they do. The same seed makes the same day.
///
/// The shares are those of a kecamatan like Klari: KTP-el above all, then KK and akta; every eighth file
/// incomplete; a few urgent needs, a KK for a childbirth always among them.
public struct SampleDay {
    private let office: Office
    private let calendar: OfficeCalendar
    private let catalogue: Catalogue
    private let day: Day
    private let dayTwo: Day
    private let seed: Int
    private var random: SplitMix64
    private var people: SamplePeople

    /// The script of `citizens` people on `day`. Refuses an office that isn't in the catalogue or is closed then, and
    /// a catalogue that lacks the products of a kecamatan.
    public static func script(
        office code: RegionCode, on day: Day, citizens: Int = 150, seed: Int, catalogue: Catalogue
    ) throws(Rejection) -> DayScript {
        let office = try catalogue.office(written: code.text)
        let calendar = OfficeCalendar(office: office, holidays: catalogue.holidays)
        guard calendar.isWorkingDay(day) else {
            throw Rejection(
                .invalidDay, field: "day", problem: "\(office.name) is closed on \(day)",
                fix: "take the next working day, \(calendar.nextWorkingDay(after: day))")
        }
        var sample = SampleDay(office: office, calendar: calendar, catalogue: catalogue, day: day, seed: seed)
        return try sample.script(citizens: citizens)
    }

    private init(office: Office, calendar: OfficeCalendar, catalogue: Catalogue, day: Day, seed: Int) {
        self.office = office
        self.calendar = calendar
        self.catalogue = catalogue
        self.day = day
        self.seed = seed
        dayTwo = calendar.nextWorkingDay(after: day)
        random = SplitMix64(seed: UInt64(bitPattern: Int64(seed)))
        people = SamplePeople(kecamatan: office.code, today: day)
    }

    private mutating func script(citizens count: Int) throws(Rejection) -> DayScript {
        let errands = SampleErrand.day(of: count, using: &random)
        // Whoever has an urgent need stays until called.
        let patient = errands.indices.filter { errands[$0].need == nil }.shuffled(using: &random)
        let noShows = Set(patient.prefix(Int.random(in: 5...7, using: &random)))
        let impatient = Set(patient.suffix(3)).subtracting(noShows)
        let arrivals = arrivals(count)
        var citizens: [DayScript.Citizen] = []
        for (index, errand) in errands.enumerated() {
            var citizen = try citizen(errand, at: arrivals[index], number: index + 1)
            if noShows.contains(index) { citizen.conduct.answersCall = false }
            if impatient.contains(index) {
                citizen.conduct.leavesAfter = .minutes(Int.random(in: 20...90, using: &random))
            }
            citizens.append(citizen)
        }
        return DayScript(office: office.code.text, day: day, dayTwo: dayTwo, seed: seed, citizens: citizens)
    }

    /// From 07.30 to 15.00, half of them before 09.30.
    private mutating func arrivals(_ count: Int) -> [Moment] {
        let opening = office.zone.moment(day) + .seconds(27_000)
        let spans = [(45, 0, 7_200), (30, 7_200, 14_400), (15, 14_400, 21_600), (10, 21_600, 27_000)]
        return (0..<count).map { _ in
            var share = Int.random(in: 0..<100, using: &random)
            for (weight, from, to) in spans {
                if share < weight { return opening + .seconds(Int.random(in: from..<to, using: &random)) }
                share -= weight
            }
            return opening
        }.sorted()
    }

    private mutating func citizen(
        _ errand: SampleErrand, at arrival: Moment, number: Int
    ) throws(Rejection) -> DayScript.Citizen {
        let isOld = Int.random(in: 0..<100, using: &random) < 12
        let sex: Sex = errand.isMothers || Bool.random(using: &random) ? .female : .male
        let visitor = people.person(sex, age: isOld && !errand.isMothers ? 60...78 : 20...52, using: &random)
        let card = people.familyCard(using: &random)
        var priority: Priority? = isOld && !errand.isMothers ? .elderly : nil
        if priority == nil, Int.random(in: 0..<100, using: &random) < 5 {
            priority = sex == .female ? pick([.pregnant, .nursing, .disability], using: &random) : .disability
        }
        var forms: [ApplicationForm] = []
        var cases: [DayScript.CaseConduct] = []
        // All of a visit's documents are fetched together; one person in eight doesn't come on the second day.
        let returns = Int.random(in: 0..<8, using: &random) > 0 ? onDayTwo(from: 545, to: 900) : nil
        let comesAlone = Int.random(in: 0..<100, using: &random) < 85
        let relative = comesAlone ? visitor.name : people.person(.female, age: 30...50, using: &random).name
        for wish in errand.wishes {
            let application = try application(wish, errand: errand, visitor: visitor, card: card)
            forms.append(application)
            var conduct = try conduct(wish, errand: errand, application, arrival: arrival)
            if let returns, !conduct.stays, !errand.withdraws, wish.isGiven {
                let byOwner = comesAlone && application.applicant == visitor
                conduct.pickUp = .init(at: returns, name: relative, relation: byOwner ? "owner" : "same-family-card")
            }
            cases.append(conduct)
        }
        let seconds = 150 + errand.wishes.reduce(0) { $0 + Int.random(in: $1.seconds, using: &random) }
        return DayScript.Citizen(
            at: arrival,
            visit: VisitForm(
                lineID: "\(office.shortCode.lowercased())-\(day.compact)-s\(seed)-\(padded(number, 3))",
                office: office.code.text, visitor: visitor, priority: priority?.rawValue, applications: forms),
            conduct: DayScript.Conduct(deskTime: .seconds(seconds), answersCall: true, cases: cases))
    }

    private mutating func application(
        _ wish: SampleErrand.Wish, errand: SampleErrand, visitor: PersonForm, card: String
    ) throws(Rejection) -> ApplicationForm {
        var applicant = visitor
        switch wish.subject {
        case .visitor: break
        case .newborn: applicant = people.newborn(using: &random)
        case .child(let age):
            applicant = people.person(Bool.random(using: &random) ? .male : .female, age: age, using: &random)
            applicant.phone = nil
        case .deceased:
            applicant = people.person(Bool.random(using: &random) ? .male : .female, age: 61...85, using: &random)
            applicant.phone = nil
        }
        let standard = try catalogue.ruling(
            on: wish.product, office: office.code, at: office.zone.moment(dayTwo))
        var documents = standard.requirements.filter { requirement in
            requirement.grounds.isEmpty || wish.ground.map(requirement.grounds.contains) ?? false
        }.map { requirement in
            Int.random(in: 0..<8, using: &random) == 0
                ? requirement.alternatives.first ?? requirement.id : requirement.id
        }
        for _ in 0..<(wish.lacks) where documents.count > 1 {
            documents.remove(at: Int.random(in: 1..<documents.count, using: &random))
        }
        let details = wish.ground.map { [Detail(name: ApplicationForm.groundName, value: $0)] } ?? []
        return ApplicationForm(
            product: wish.product, applicant: applicant, familyCard: card, documents: documents, need: errand.need,
            details: details)
    }

    /// What becomes of it, as far as the citizen and the centre decide that.
    private mutating func conduct(
        _ wish: SampleErrand.Wish, errand: SampleErrand, _ form: ApplicationForm, arrival: Moment
    ) throws(Rejection) -> DayScript.CaseConduct {
        var conduct = DayScript.CaseConduct()
        let standard = try catalogue.ruling(
            on: wish.product, office: office.code, at: office.zone.moment(dayTwo))
        guard wish.isGiven else { return conduct }
        if standard.route.contains(where: { $0.recording == .capture }) {
            conduct.captures = SampleCapture.attempts(using: &random)
            conduct.centre = SampleCapture.answer(using: &random)
        }
        conduct.surrenders = form.documents.contains { $0 == "ktp-lama" || $0 == "kk-lama" } ? 1 : 0
        conduct.stays = errand.need != nil
        let missing = standard.missing(from: form.documents, ground: form.ground)
        if !missing.isEmpty {
            let choice = Int.random(in: 0..<10, using: &random)
            if choice < 7 {
                let at = choice < 3 ? dayOneAfternoon(arrival) : onDayTwo(from: 450, to: 660)
                conduct.brings = .init(at: at, documents: missing.map(\.id))
            }
        }
        if errand.withdraws { conduct.withdrawsAt = onDayTwo(from: 480, to: 520) }
        return conduct
    }

    private mutating func dayOneAfternoon(_ arrival: Moment) -> Moment {
        let latest = office.zone.moment(day) + .minutes(15 * 60 + 30)
        return min(arrival + .minutes(Int.random(in: 90...240, using: &random)), latest)
    }

    private mutating func onDayTwo(from: Int, to: Int) -> Moment {
        office.zone.moment(dayTwo) + .seconds(Int.random(in: from * 60..<to * 60, using: &random))
    }
}
