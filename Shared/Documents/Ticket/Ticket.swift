/// A queue ticket on the 80 mm roll: what number, how long, and what comes after.
///
/// It lies about the room and is thrown away, so it names nobody and carries no NIK.
public struct Ticket: Hashable, Sendable {
    /// One thing that will happen: "Hari ini" – "Perekaman data, foto, dan sidik jari".
    public struct Step: Hashable, Sendable {
        public var when: String
        public var what: String

        public init(when: String, what: String) {
            self.when = when
            self.what = what
        }
    }

    public var office: Office
    /// What is called out and shown large: "A042".
    public var number: String
    /// The whole number, also in the QR code: "KLR-261123-A042".
    public var visitNumber: String
    /// The lane's name: "Perekaman KTP-el".
    public var lane: String
    public var issuedAt: PrintedMoment
    /// What the person came for, a line each.
    public var purposes: [String]
    public var peopleAhead: Int
    /// Why the ticket goes first ("Prioritas lansia", "Mendesak"); nil for the ordinary order.
    public var priority: String?
    public var nextSteps: [Step]

    public init(
        office: Office, number: String, visitNumber: String, lane: String, issuedAt: PrintedMoment,
        purposes: [String], peopleAhead: Int, priority: String? = nil, nextSteps: [Step]
    ) {
        self.office = office
        self.number = number
        self.visitNumber = visitNumber
        self.lane = lane
        self.issuedAt = issuedAt
        self.purposes = purposes
        self.peopleAhead = peopleAhead
        self.priority = priority
        self.nextSteps = nextSteps
    }
}

extension Ticket.Step {
    /// The two-stage service: recorded today, printed and picked up on a later day.
    public static func twoStage(pickUpOn day: PrintedDay, from time: String? = nil) -> [Ticket.Step] {
        [
            Ticket.Step(when: "Hari ini", what: "Berkas diperiksa dan data direkam. Setelah itu Anda boleh pulang."),
            Ticket.Step(
                when: day.writtenWithWeekday,
                what: time.map { "Dokumen dicetak. Ambil mulai pukul \($0)." }
                    ?? "Dokumen dicetak dan dapat diambil setelah ada pemberitahuan."),
        ]
    }

    /// The urgent service: recorded, printed and handed over in one visit.
    public static let sameDay = [
        Ticket.Step(when: "Hari ini", what: "Berkas diperiksa, data direkam, dokumen langsung dicetak. Mohon ditunggu.")
    ]
}
