/// A day of an office as its citizens make it: who comes when with what, and what each of them does. Nothing in it
/// is decided; tickets, verdicts, plans, calls and prints are the services' own.
///
/// A file of lines, each a JSON object. The first says which day it is:
///
/// ```json
/// {"office": "32.15.05", "day": "2026-11-23", "day_two": "2026-11-24", "seed": 1, "citizens": 150}
/// ```
///
/// Every other line is one citizen, in the order of arrival. `visit` is a line as ``VisitLine`` reads it:
///
/// ```json
/// {"at": "2026-11-23T07:41:20+07:00", "visit": {"id": "klari-261123-s1-012", …},
///  "conduct": {"desk_seconds": 420, "answers_call": true, "leaves_after_minutes": 90,
///   "cases": [{"captures": [{"photo": 81, "fingerprints": 28, "iris": 85, "signature": true}, …],
///              "centre": {"status": "PRINT_READY_RECORD", "after_minutes": 190},
///              "brings": {"at": "2026-11-24T08:40:00+07:00", "documents": ["surat-kehilangan"]},
///              "stays": true, "surrenders": 1, "withdraws_at": "2026-11-24T10:00:00+07:00",
///              "pick_up": {"at": "2026-11-24T10:05:00+07:00", "name": "…", "relation": "owner"}}]}}
/// ```
///
/// `conduct` holds facts that come true only if the services let them: whoever is never called is never late.
/// - `desk_seconds`: how long the visit takes at the desk.
/// - `answers_call` false: the citizen isn't there when called. `leaves_after_minutes`: goes home if not called by then.
/// - `cases` has one entry for each application, in their order; in each, all but `surrenders` may be absent:
///   - `captures`: the quality of each attempt, 0-100; a further attempt is as good as the last one here.
///   - `centre`: what the national data centre answers, so long after the capture was taken.
///   - `brings`: missing papers that are handed in later.
///   - `stays`: waits in the office until the document is printed, and takes it along.
///   - `pick_up`: comes for the document at that time; absent, not on these two days. `relation` is `owner` or
///     `same-family-card`. `surrenders` is the number of old documents given back.
///   - `withdraws_at`: takes the application back at that time if it isn't finished.
public struct DayScript: Hashable, Sendable {
    public var office: String
    public var day: Day
    /// The working day after it, on which things are printed and picked up.
    public var dayTwo: Day
    public var seed: Int
    public var citizens: [Citizen]

    public struct Citizen: Hashable, Sendable {
        public var at: Moment
        public var visit: VisitForm
        public var conduct: Conduct
    }

    public struct Conduct: Hashable, Sendable {
        public var deskTime: Duration
        public var answersCall: Bool
        public var leavesAfter: Duration?
        public var cases: [CaseConduct]
    }

    public struct CaseConduct: Hashable, Sendable {
        public var captures: [CaptureQuality] = []
        public var centre: CentreAnswer?
        public var brings: LatePapers?
        public var stays = false
        public var pickUp: PickUp?
        public var surrenders = 0
        public var withdrawsAt: Moment?
    }

    public struct CaptureQuality: Hashable, Sendable {
        public var photo: Int
        public var fingerprints: Int
        public var iris: Int
        public var signature: Bool
    }

    public struct CentreAnswer: Hashable, Sendable {
        public var status: String
        public var after: Duration
    }

    public struct LatePapers: Hashable, Sendable {
        public var at: Moment
        public var documents: [String]
    }

    public struct PickUp: Hashable, Sendable {
        public var at: Moment
        public var name: String
        public var relation: String
    }
}
