import Foundation

/// What the decisions about printing know besides the case: the room, its office's hours, and the moment.
public struct PrintRoom: Sendable {
    public var desk: PrintDesk
    public var calendar: OfficeCalendar
    public var isDemo: Bool
    public var now: Moment

    public init(desk: PrintDesk, calendar: OfficeCalendar, isDemo: Bool, now: Moment) {
        self.desk = desk
        self.calendar = calendar
        self.isDemo = isDemo
        self.now = now
    }

    public var office: Office { calendar.office }
    public var today: Day { office.zone.day(of: now) }

    /// Whether a case goes to the printer by itself and not with a run: its need is urgent, or the office has no runs.
    public func printsAtOnce(_ file: CaseFile) -> Bool {
        file.filing.urgent || file.plan.atOnce || office.printRun == nil
    }

    /// When a case that comes to the room now is printed: with the run of its day, or with the first whose list is
    /// still open.
    public func plan(for file: CaseFile) -> Plan {
        guard let run = office.printRun, !file.plan.atOnce else { return file.plan }
        var day = file.plan.printOn
        if day < today { day = calendar.isWorkingDay(today) ? today : calendar.nextWorkingDay(after: today) }
        if let closed = desk.closedDay, closed >= day { day = calendar.nextWorkingDay(after: closed) }
        guard day != file.plan.printOn else { return file.plan }
        return Plan(
            recordOn: file.plan.recordOn, printOn: day, readyFrom: office.zone.moment(day, run.readyAt), atOnce: false)
    }
}

/// A print that is planned: what its entries are, and the order for the printer.
public struct PlannedPrint: Sendable {
    public var effect: UUID
    public var deskEvents: [PrintDeskEvent]
    public var caseEvent: CaseEvent
    public var source: PrintSource
    /// The name of the document: the case's number, and which print of it this is from the second on.
    public var name: String

    /// Plans a print of `file`, which must have nothing at the printer. A letter gets the next number of the
    /// office's register with its first print, and keeps it.
    ///
    /// - Parameter classification: the code of the letter's kind in the register (Permendagri 83/2022).
    public init(
        of file: CaseFile, id: UUID, source: PrintSource, classification: String, reason: String, in room: PrintRoom
    ) {
        let ordinal = file.printsPlanned + 1
        var letter = ""
        deskEvents = []
        if source == .letter, file.letterNumber.isEmpty {
            let year = room.today.year
            let number = room.desk.nextLetter(in: year)
            deskEvents = [.letterNumbered(file: id, year: year, number: number)]
            letter = Self.letterNumber(number, classification, office: room.office, year: year)
        }
        effect = SubjectID.v8(naming: ["print", id.uuidString, String(ordinal)])
        caseEvent = .printPlanned(effect: effect, reason: reason, letter: letter, at: room.now)
        self.source = source
        name = ordinal == 1 ? file.filing.number : "\(file.filing.number).\(ordinal)"
    }

    /// `400.12.2.1/0042/Kec.Klari/2026`.
    static func letterNumber(_ number: Int, _ classification: String, office: Office, year: Int) -> String {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        let unit = office.name.hasPrefix("Kecamatan ") ? "Kec." + office.name.dropFirst(10) : office.shortCode
        return "\(classification)/\(zeros)\(digits)/\(unit)/\(year)"
    }
}
