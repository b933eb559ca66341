extension DayScript {
    /// The lines that read back as this day, each ended by a newline.
    public var lines: String {
        let head = JSONText.object([
            ("office", .text(office)), ("day", .text(day.iso)), ("day_two", .text(dayTwo.iso)),
            ("seed", .number(seed)), ("citizens", .number(citizens.count)),
        ])
        return ([head] + citizens.map(Self.json(of:))).map { $0.line + "\n" }.joined()
    }

    private static func time(_ moment: Moment) -> JSONText { .text(moment.iso8601(in: .wib)) }

    private static func json(of citizen: Citizen) -> JSONText {
        let conduct = citizen.conduct
        var pairs: [(String, JSONText)] = [("desk_seconds", .number(Int(conduct.deskTime.components.seconds)))]
        if !conduct.answersCall { pairs.append(("answers_call", .flag(false))) }
        if let leaves = conduct.leavesAfter {
            pairs.append(("leaves_after_minutes", .number(Int(leaves.components.seconds / 60))))
        }
        if !conduct.cases.isEmpty { pairs.append(("cases", .list(conduct.cases.map(json(of:))))) }
        return .object([
            ("at", time(citizen.at)), ("visit", VisitLine.json(of: citizen.visit)), ("conduct", .object(pairs)),
        ])
    }

    private static func json(of conduct: CaseConduct) -> JSONText {
        var pairs: [(String, JSONText)] = []
        if !conduct.captures.isEmpty {
            pairs.append(
                (
                    "captures",
                    .list(
                        conduct.captures.map { capture in
                            .object([
                                ("photo", .number(capture.photo)), ("fingerprints", .number(capture.fingerprints)),
                                ("iris", .number(capture.iris)), ("signature", .flag(capture.signature)),
                            ])
                        })
                ))
        }
        if let centre = conduct.centre {
            let minutes = Int(centre.after.components.seconds / 60)
            pairs.append(
                ("centre", .object([("status", .text(centre.status)), ("after_minutes", .number(minutes))])))
        }
        if let papers = conduct.brings {
            pairs.append(
                (
                    "brings",
                    .object([("at", time(papers.at)), ("documents", .list(papers.documents.map { .text($0) }))])
                ))
        }
        if conduct.stays { pairs.append(("stays", .flag(true))) }
        if conduct.surrenders > 0 { pairs.append(("surrenders", .number(conduct.surrenders))) }
        if let at = conduct.withdrawsAt { pairs.append(("withdraws_at", time(at))) }
        if let pickUp = conduct.pickUp {
            pairs.append(
                (
                    "pick_up",
                    .object([
                        ("at", time(pickUp.at)), ("name", .text(pickUp.name)), ("relation", .text(pickUp.relation)),
                    ])
                ))
        }
        return .object(pairs)
    }
}
