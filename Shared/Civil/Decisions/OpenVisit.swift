import Foundation

/// Opens a visit with its ticket, and files its applications: all of it or nothing.
///
/// An incomplete file is not refused and not favoured: whoever brings it, the same requirements are named as
/// missing, and nothing moves until they are there (service standard, Permenpan RB 15/2014).
public enum OpenVisit {
    public struct Context: Sendable {
        public var now: Moment
        public var incarnation: Int
        public var calendar: OfficeCalendar
        /// The open case, if any, of each application's person and product.
        public var openCases: [CaseFile?]
        /// Drawn for each application.
        public var secrets: [String]

        public init(
            now: Moment, incarnation: Int, calendar: OfficeCalendar, openCases: [CaseFile?], secrets: [String]
        ) {
            self.now = now
            self.incarnation = incarnation
            self.calendar = calendar
            self.openCases = openCases
            self.secrets = secrets
        }
    }

    public struct Opened: Sendable {
        public var visit: UUID
        public var laneEvents: [LaneEvent]
        public var opening: VisitOpening
        public var filings: [(id: UUID, filing: Filing)]
    }

    /// How far a sender's clock may be ahead of the site's.
    static let clockSkew = Duration.minutes(5)
    /// How long an arrival may lie back: a village that had no line for a week.
    static let longestDelay = Duration.hours(8 * 24)

    public static func laneKey(_ visit: CheckedVisit, at now: Moment) -> LaneKey {
        LaneKey(
            office: visit.office.code.text, shortCode: visit.office.shortCode, letter: visit.lane.letter,
            day: visit.office.zone.day(of: now))
    }

    public static func decide(
        _ visit: CheckedVisit, lane: Lane?, in context: Context
    ) throws(Rejection) -> Opened {
        let key = laneKey(visit, at: context.now)
        if let lane, lane.closed {
            throw Rejection(
                .laneClosed, field: "office", problem: "lane \(key.letter) is closed for \(key.day)",
                fix: "give the visit a ticket on the next working day")
        }
        if let arrived = visit.arrivedAt, arrived > context.now + clockSkew {
            throw Rejection(
                .invalidTime, field: "arrived_at", problem: "the visit arrives after now",
                fix: "correct the time, or the clock of the machine that wrote it")
        }
        if let arrived = visit.arrivedAt, context.now.microseconds - longestDelay.microseconds > arrived.microseconds {
            throw Rejection(
                .invalidTime, field: "arrived_at", problem: "the visit arrived more than a week ago",
                fix: "correct the time, or leave it out: then it is the time of the filing")
        }
        let ticket = TicketNumber(
            shortCode: key.shortCode, incarnation: context.incarnation, day: key.day, letter: key.letter,
            number: (lane?.issued ?? 0) + 1)
        return try opened(
            visit, ticket, lane: key, arrivedAt: min(visit.arrivedAt ?? context.now, context.now),
            events: { id in
                let issued = LaneEvent.ticketIssued(number: ticket.number, visit: id)
                return lane == nil ? [.opened(key), issued] : [issued]
            }, in: context)
    }

    /// A visit under its number, with what was applied for.
    ///
    /// - Parameter events: what its lane notes of the visit with that id.
    static func opened(
        _ visit: CheckedVisit, _ ticket: TicketNumber, lane key: LaneKey, arrivedAt: Moment,
        events: (UUID) -> [LaneEvent], in context: Context
    ) throws(Rejection) -> Opened {
        try refuseSecondCases(visit, context.openCases)
        let id = ticket.visitID(office: key.office)
        var filings: [(id: UUID, filing: Filing)] = []
        for (index, application) in visit.applications.enumerated() {
            let number = CaseNumber(ticket: ticket, ordinal: index + 1)
            filings.append(
                (
                    number.caseID(office: key.office),
                    filing(application, of: visit, number, visitID: id, secret: context.secrets[index], context)
                ))
        }
        let opening = VisitOpening(
            number: ticket.text, lane: key.id, office: key.office, ticket: ticket.number, visitor: visit.visitor,
            channel: visit.channel.rawValue, priority: visit.priority?.rawValue ?? "", urgent: visit.isUrgent,
            arrivedAt: arrivedAt, cases: filings.map(\.id), lineID: visit.lineID)
        return Opened(visit: id, laneEvents: events(id), opening: opening, filings: filings)
    }

    private static func refuseSecondCases(_ visit: CheckedVisit, _ openCases: [CaseFile?]) throws(Rejection) {
        var seen: [UUID: Int] = [:]
        for (index, application) in visit.applications.enumerated() {
            if let open = openCases[index] {
                throw Rejection(
                    .alreadyOpen, field: "applications[\(index)].product",
                    problem:
                        "\(application.standard.product.name) for this person is already open as \(open.filing.number)",
                    fix: "go on with \(open.filing.number), or withdraw it first")
            }
            if let before = seen.updateValue(index, forKey: application.naturalKey) {
                throw Rejection(
                    .alreadyOpen, field: "applications[\(index)].product",
                    problem: "the same person's same product stands in applications[\(before)] too",
                    fix: "file it once")
            }
        }
    }

    private static func filing(
        _ application: CheckedApplication, of visit: CheckedVisit, _ number: CaseNumber, visitID: UUID,
        secret: String, _ context: Context
    ) -> Filing {
        let standard = application.standard
        return Filing(
            number: number.text, secret: secret, office: visit.office.code.text, visit: visitID,
            visitNumber: number.ticket.text, product: standard.product.id, applicant: application.applicant,
            familyCard: application.familyCard, documents: application.documents,
            missing: application.missing.map(\.id), need: application.need ?? "", urgent: application.isUrgent,
            catalogueVersion: standard.catalogueVersion, channel: visit.channel.rawValue, filedAt: context.now,
            plan: context.calendar.plan(promise: standard.promise, urgent: application.isUrgent, at: context.now),
            phone: application.applicant.phone ?? visit.visitor.phone, route: standard.route,
            producedBy: standard.product.producedBy, details: application.details)
    }
}
