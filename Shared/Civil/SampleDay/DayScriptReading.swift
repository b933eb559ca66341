extension DayScript {
    /// Reads the lines of a day, or refuses the first wrong one with its line number and field.
    public init(lines text: String) throws(Rejection) {
        var lines: [(number: Int, line: Substring)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy(\.isWhitespace) {
            lines.append((index + 1, line))
        }
        guard let first = lines.first else {
            throw Rejection(
                .missingField, field: "line 1", problem: "the file is empty",
                fix: "start it with a line that names office and day")
        }
        do {
            self = try Self.head(try JSONObject(line: String(first.line)))
        } catch {
            throw error.under("line \(first.number)")
        }
        for (number, line) in lines.dropFirst() {
            do {
                citizens.append(try Self.citizen(try JSONObject(line: String(line))))
            } catch {
                throw error.under("line \(number)")
            }
        }
    }

    private static func head(_ object: JSONObject) throws(Rejection) -> DayScript {
        try object.allow(only: ["office", "day", "day_two", "seed", "citizens"])
        return DayScript(
            office: try object.text("office", example: #""32.15.05""#),
            day: try Day(iso: object.text("day", example: #""2026-11-23""#), field: "day"),
            dayTwo: try Day(iso: object.text("day_two", example: #""2026-11-24""#), field: "day_two"),
            seed: try object.optionalInt("seed") ?? 0, citizens: [])
    }

    private static func citizen(_ object: JSONObject) throws(Rejection) -> Citizen {
        try object.allow(only: ["at", "visit", "conduct"])
        let visit = try VisitLine.form(of: try object.object("visit", example: "{…}"))
        let conduct = try conduct(try object.object("conduct", example: #"{"desk_seconds": 300}"#))
        guard conduct.cases.count == visit.applications.count else {
            throw Rejection(
                .notOnList, field: "conduct.cases",
                problem: "\(conduct.cases.count) entries for \(visit.applications.count) applications",
                fix: "write one for each, in their order")
        }
        return Citizen(at: try object.moment("at"), visit: visit, conduct: conduct)
    }

    private static func conduct(_ object: JSONObject) throws(Rejection) -> Conduct {
        try object.allow(only: ["desk_seconds", "answers_call", "leaves_after_minutes", "cases"])
        var cases: [CaseConduct] = []
        for entry in try object.objects("cases") { cases.append(try caseConduct(entry)) }
        let leaves = try object.optionalInt("leaves_after_minutes")
        return Conduct(
            deskTime: .seconds(try object.int("desk_seconds", example: "300")),
            answersCall: try object.optionalFlag("answers_call") ?? true, leavesAfter: leaves.map { .minutes($0) },
            cases: cases)
    }

    private static func caseConduct(_ object: JSONObject) throws(Rejection) -> CaseConduct {
        try object.allow(
            only: ["captures", "centre", "brings", "stays", "surrenders", "pick_up", "withdraws_at"])
        var conduct = CaseConduct()
        for capture in try object.objects("captures") {
            try capture.allow(only: ["photo", "fingerprints", "iris", "signature"])
            conduct.captures.append(
                CaptureQuality(
                    photo: try capture.int("photo", example: "80"),
                    fingerprints: try capture.int("fingerprints", example: "80"),
                    iris: try capture.int("iris", example: "80"),
                    signature: try capture.optionalFlag("signature") ?? false))
        }
        if let centre = try object.optionalObject("centre") {
            try centre.allow(only: ["status", "after_minutes"])
            conduct.centre = CentreAnswer(
                status: try centre.text("status", example: #""PRINT_READY_RECORD""#),
                after: .minutes(try centre.int("after_minutes", example: "120")))
        }
        if let papers = try object.optionalObject("brings") {
            try papers.allow(only: ["at", "documents"])
            conduct.brings = LatePapers(at: try papers.moment("at"), documents: try papers.texts("documents"))
        }
        if let pickUp = try object.optionalObject("pick_up") {
            try pickUp.allow(only: ["at", "name", "relation"])
            conduct.pickUp = PickUp(
                at: try pickUp.moment("at"), name: try pickUp.text("name", example: #""BUDI SANTOSO""#),
                relation: try pickUp.text("relation", example: #""owner""#))
        }
        conduct.stays = try object.optionalFlag("stays") ?? false
        conduct.surrenders = try object.optionalInt("surrenders") ?? 0
        conduct.withdrawsAt = try object.optionalMoment("withdraws_at")
        return conduct
    }
}
