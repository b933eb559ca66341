/// Hands a finished document out.
public enum PrintHandOut {
    /// Who may take it: the owner, or somebody of the same family card.
    public enum Relation: String, Hashable, Sendable, CaseIterable {
        case owner
        case sameFamilyCard = "same-family-card"
    }

    public struct Asked: Sendable {
        /// The whole tracking code or its last six signs.
        public var trackingCode: String
        /// The name on the identity that was shown.
        public var collector: String
        public var relation: String
        public var surrendered: Int

        public init(trackingCode: String, collector: String, relation: String, surrendered: Int) {
            self.trackingCode = trackingCode
            self.collector = collector
            self.relation = relation
            self.surrendered = surrendered
        }
    }

    /// Whoever comes with a right code and a name gets a finished document, once.
    public static func decide(_ file: CaseFile, _ asked: Asked, at now: Moment) throws(Rejection) -> CaseEvent {
        try checkCode(asked.trackingCode, of: file)
        if file.stage == .collected {
            throw Rejection(
                .wrongStage, field: "case_number", problem: "\(file.filing.number) was handed out already",
                fix: "look at its history with loket status \(file.filing.number)")
        }
        try CaseRules.checkFree(file)
        guard file.stage == .ready else { throw CaseRules.wrongStage(file, needs: "ready") }
        guard let relation = Relation(rawValue: asked.relation) else {
            throw Rejection(
                .notOnList, field: "relation", problem: "\(Rejection.quoted(asked.relation)) may not collect it",
                fix: "use owner, or same-family-card for somebody of the same KK")
        }
        if relation == .sameFamilyCard, file.filing.familyCard == nil {
            throw Rejection(
                .notOnList, field: "relation", problem: "\(file.filing.number) was filed without a family card",
                fix: "only the owner can collect it")
        }
        let collector: PersonName
        do throws(Rejection) {
            collector = try PersonName(asked.collector)
        } catch {
            throw Rejection(error.code, field: "collector", problem: error.problem, fix: error.fix)
        }
        let owner = file.filing.applicant.name.text
        guard relation != .owner || collector.text.uppercased() == owner.uppercased() else {
            throw Rejection(
                .notOnList, field: "collector", problem: "the owner of \(file.filing.number) has another name",
                fix: "compare it with the identity that is shown; for somebody of the same KK say same-family-card")
        }
        guard (0...100).contains(asked.surrendered) else {
            throw Rejection(
                .outOfRange, field: "surrendered", problem: "\(asked.surrendered) old documents can't be",
                fix: "count what was handed in, 0 if nothing")
        }
        return .collected(
            collector: collector.text, relation: relation.rawValue, surrendered: asked.surrendered, at: now)
    }

    private static func checkCode(_ written: String, of file: CaseFile) throws(Rejection) {
        let code = written.uppercased().filter { !$0.isWhitespace }
        guard !code.isEmpty else {
            throw Rejection(
                .missingField, field: "tracking_code", problem: "the tracking code is missing",
                fix: "read it from the receipt, or scan it")
        }
        guard code == file.filing.trackingCode || code == file.filing.secret else {
            throw Rejection(
                .wrongSecret, field: "tracking_code",
                problem: "the tracking code doesn't belong to \(file.filing.number)",
                fix: "read it again from the receipt")
        }
    }
}
