import Civil
import Foundation

/// The lanes, visits, cases and notices of one day of the site, held against each other.
///
/// Their ids begin with the same time, so the journal gives them together and only one day is kept in memory.
struct DayLedger {
    struct LaneRecord {
        var id: UUID
        var lane: Lane
        var moves: [Traces.LaneMove]
        var isWhole: Bool
        var name: SubjectName
    }

    struct VisitRecord {
        var number: String
        var office: String
        var lane: UUID
        var ticket: Int
        var position: [UInt8]
        var stage: Visit.Stage
        var desk: String
        var cases: [UUID]
        var call: Traces.Call?
        var leftWaitingAt: Int64?
        var isWhole: Bool
        var name: SubjectName { SubjectName(kind: .visit, number: number) }
    }

    struct CaseRecord {
        var number: String
        var office: String
        var visit: UUID
        var stage: CaseFile.Stage
        var notified: Int64?
        var isWhole: Bool
        var isFilingBack: Bool
        var name: SubjectName { SubjectName(kind: .caseFile, number: number) }
    }

    struct NoticeRecord {
        var id: UUID
        var file: UUID
        var occasion: String
        var caseNumber: String
        var isWhole: Bool
        var name: SubjectName
    }

    private let offices: SiteOffices
    private(set) var lanes: [UUID: LaneRecord] = [:]
    private(set) var visits: [UUID: VisitRecord] = [:]
    private(set) var cases: [UUID: CaseRecord] = [:]
    private(set) var notices: [NoticeRecord] = []
    private(set) var closings: [String: DayClosing] = [:]
    /// Cases that were filed at other sites and came here, or are known here.
    private(set) var fromElsewhere = 0

    init(offices: SiteOffices = .all) {
        self.offices = offices
    }

    mutating func take(_ history: History) {
        switch history.subject {
        case .lane(let lane):
            lanes[history.id] = LaneRecord(
                id: history.id, lane: lane, moves: history.traces.lane, isWhole: history.isWhole, name: history.name)
            count(lane.key.office) { _ in }
        case .visit(let visit):
            let opening = visit.opening
            visits[history.id] = VisitRecord(
                number: opening.number, office: opening.office, lane: opening.lane, ticket: opening.ticket,
                position: visit.position, stage: visit.stage, desk: visit.desk, cases: opening.cases,
                call: history.traces.call, leftWaitingAt: history.traces.leftWaitingAt, isWhole: history.isWhole)
            count(opening.office) { $0.count(visit) }
        case .caseFile(let file):
            cases[history.id] = CaseRecord(
                number: file.filing.number, office: file.filing.office, visit: file.filing.visit, stage: file.stage,
                notified: history.traces.notified, isWhole: history.isWhole, isFilingBack: history.isFilingBack)
            if offices.isOurs(file.filing.office) {
                count(file.filing.office) { $0.count(file) }
            } else {
                fromElsewhere += 1
            }
        case .notice(let notice):
            notices.append(
                NoticeRecord(
                    id: history.id, file: notice.file, occasion: notice.occasion, caseNumber: notice.caseNumber,
                    isWhole: history.isWhole, name: history.name))
        case .printDesk, .printRun: break
        }
    }

    private mutating func count(_ office: String, _ body: (inout DayClosing) -> Void) {
        body(
            &closings[
                office,
                default: DayClosing(
                    office: office, siteOffices: offices.codes, from: Moment(microseconds: .min),
                    to: Moment(microseconds: .max))])
    }

    /// The day is whole: what contradicts what.
    func findings() -> [Finding] {
        var findings: [Finding] = []
        for lane in lanes.values.sorted(by: { $0.name.number < $1.name.number }) {
            findings += ticketFindings(lane) + deskFindings(lane) + LaneOrder(lane, visits).findings()
        }
        findings += strayVisits() + caseFindings() + noticeFindings()
        return findings + balance()
    }

    // MARK: Tickets

    private func ticketFindings(_ record: LaneRecord) -> [Finding] {
        var findings: [Finding] = []
        let key = record.lane.key
        if key.id != record.id {
            findings.append(
                Finding(record.name, nil, "its id isn't that of its office, letter and day", .contradiction))
        }
        for move in record.moves {
            guard case .issued(let number, let id, let incarnation) = move.what else { continue }
            let ticket = TicketNumber(
                shortCode: key.shortCode, incarnation: incarnation, day: key.day, letter: key.letter, number: number)
            if id != ticket.visitID(office: key.office) {
                findings.append(
                    Finding(record.name, move.version, "\(ticket.text) was given to another visit", .contradiction))
            }
            guard let visit = visits[id] else {
                findings.append(
                    Finding(
                        record.name, move.version, "it gave ticket \(ticket.text), and that visit is gone",
                        .somethingLost))
                continue
            }
            if visit.lane != record.id || visit.ticket != number || visit.number != ticket.text
                || visit.office != key.office
            {
                findings.append(
                    Finding(
                        visit.name, 1, "it isn't the visit that \(record.name.number) gave \(ticket.text) to",
                        .contradiction))
            }
        }
        return findings
    }

    /// Visits that no lane gave a ticket to.
    private func strayVisits() -> [Finding] {
        var issued = Set<UUID>()
        var missing: [UUID: (count: Int, first: String)] = [:]
        for lane in lanes.values {
            for case .issued(_, let visit, _) in lane.moves.lazy.map(\.what) { issued.insert(visit) }
        }
        var findings: [Finding] = []
        for (id, visit) in visits where !issued.contains(id) {
            if let lane = lanes[visit.lane] {
                guard lane.isWhole else { continue }
                findings.append(
                    Finding(
                        visit.name, 1, "\(lane.name.number) never gave that ticket", .contradiction))
            } else {
                let known = missing[visit.lane] ?? (0, visit.number)
                missing[visit.lane] = (known.count + 1, min(known.first, visit.number))
            }
        }
        for (lane, found) in missing {
            findings.append(
                Finding(
                    SubjectName(kind: Subject.Kind.lane.rawValue, id: lane), nil,
                    "it is gone; \(found.count) visits have its tickets, the first \(found.first)", .somethingLost))
        }
        return findings.sorted { $0.place < $1.place }
    }

    // MARK: Desks

    private func deskFindings(_ record: LaneRecord) -> [Finding] {
        var findings: [Finding] = []
        var called = Set<UUID>()
        var carriedOver: (version: Int64, count: Int)?
        for move in record.moves {
            switch move.what {
            case .issued: continue
            case .closed(let count): carriedOver = (move.version, count)
            case .called(let id, let desk):
                called.insert(id)
                guard let visit = visits[id] else {
                    findings.append(
                        Finding(record.name, move.version, "it called a visit that is gone", .somethingLost))
                    continue
                }
                guard visit.isWhole, visit.call?.desk != desk || visit.lane != record.id else { continue }
                findings.append(
                    Finding(
                        record.name, move.version,
                        "it called \(visit.number) to desk \(desk), and that visit's history says otherwise",
                        .contradiction))
            }
        }
        guard record.isWhole else { return findings }
        let atDesks = Set(record.lane.desks.map(\.visit))
        var over = 0
        for (id, visit) in visits where visit.lane == record.id && visit.isWhole {
            if visit.stage == .carriedOver { over += 1 }
            if let call = visit.call, !called.contains(id) {
                findings.append(
                    Finding(visit.name, call.version, "it was called, and its lane knows nothing of it", .contradiction)
                )
            }
            if atDesks.contains(id) != (visit.stage == .called || visit.stage == .attended) {
                findings.append(
                    Finding(
                        visit.name, nil,
                        atDesks.contains(id)
                            ? "its lane has it at a desk, and it is \(visit.stage.word)"
                            : "it is \(visit.stage.word), and its lane has it at no desk", .contradiction))
            }
            if carriedOver != nil, visit.stage == .waiting {
                findings.append(
                    Finding(visit.name, nil, "its lane is closed and it still waits", .contradiction))
            }
        }
        let areWhole = visits.values.allSatisfy { $0.lane != record.id || $0.isWhole }
        if let carriedOver, areWhole, carriedOver.count != over {
            findings.append(
                Finding(
                    record.name, carriedOver.version,
                    "it closed with \(carriedOver.count) carried over, and \(over) visits are", .contradiction))
        }
        return findings.sorted { $0.place < $1.place }
    }

    // MARK: Cases

    private func caseFindings() -> [Finding] {
        var findings: [Finding] = []
        var named = Set<UUID>()
        for (id, visit) in visits {
            let ticket = TicketNumber.parse(visit.number)?.ticket
            if let ticket, ticket.visitID(office: visit.office) != id {
                findings.append(Finding(visit.name, 1, "its id isn't that of its number", .contradiction))
            }
            for (index, caseID) in visit.cases.enumerated() {
                named.insert(caseID)
                let number = "\(visit.number)-\(index + 1)"
                guard let file = cases[caseID] else {
                    findings.append(
                        Finding(
                            SubjectName(kind: .caseFile, number: number), nil,
                            "it is gone; visit \(visit.number) filed it", .somethingLost))
                    continue
                }
                let computed = ticket.map { CaseNumber(ticket: $0, ordinal: index + 1).caseID(office: visit.office) }
                if file.visit != id || file.number != number || file.office != visit.office || computed != caseID {
                    findings.append(
                        Finding(
                            file.name, 1, "it isn't the case that visit \(visit.number) filed as \(number)",
                            .contradiction))
                }
            }
        }
        // The visit of another site's case stays there.
        for (id, file) in cases where !named.contains(id) && offices.isOurs(file.office) && !file.isFilingBack {
            if let visit = visits[file.visit] {
                guard visit.isWhole else { continue }
                findings.append(Finding(file.name, 1, "its visit \(visit.number) didn't file it", .contradiction))
            } else {
                findings.append(Finding(file.name, 1, "the visit that it was filed in is gone", .somethingLost))
            }
        }
        return findings.sorted { $0.place < $1.place }
    }

    private func noticeFindings() -> [Finding] {
        var findings: [Finding] = []
        var told = Set<UUID>()
        for notice in notices {
            told.insert(notice.file)
            if Notice.id(file: notice.file, occasion: notice.occasion) != notice.id {
                findings.append(
                    Finding(notice.name, 1, "its id isn't that of its case and occasion", .contradiction))
            }
            guard let file = cases[notice.file] else {
                findings.append(Finding(notice.name, 1, "the case that it is about is gone", .somethingLost))
                continue
            }
            if file.number != notice.caseNumber {
                findings.append(
                    Finding(notice.name, 1, "it is about \(file.number) and says otherwise", .contradiction))
            }
        }
        for (id, file) in cases where !told.contains(id) {
            guard let version = file.notified, file.isWhole else { continue }
            findings.append(
                Finding(file.name, version, "its applicant was told, and that message is gone", .somethingLost))
        }
        return findings
    }

    // MARK: Balance

    /// What came in, by the counters and the visits' own lists, against what became of it.
    private func balance() -> [Finding] {
        closings.values.sorted { $0.office < $1.office }.flatMap { closing -> [Finding] in
            let lanes = lanes.values.filter { $0.lane.key.office == closing.office }
            let issued = lanes.reduce(0) { $0 + $1.lane.ticketsGiven }
            let back = cases.values.count { $0.office == closing.office && $0.isFilingBack }
            let filed = visits.values.reduce(back) { $0 + ($1.office == closing.office ? $1.cases.count : 0) }
            let day = lanes.first.map { " on \($0.lane.key.day)" } ?? ""
            let name = SubjectName(kind: "office", number: closing.office + day)
            var complaints: [String] = []
            if issued != closing.tickets {
                complaints.append("\(issued) tickets were given and \(closing.tickets) visits are there")
            }
            if filed != closing.filed + closing.carriedIn {
                complaints.append(
                    "\(filed) cases were filed and \(closing.filed + closing.carriedIn) are accounted for")
            }
            return complaints.map { Finding(name, nil, $0, .somethingLost) }
        }
    }
}

extension SubjectName {
    init(kind: Subject.Kind, number: String) { self.init(kind: Self.word(kind), number: number) }

    init(kind: String, number: String) {
        self.kind = kind
        self.number = number
    }
}
