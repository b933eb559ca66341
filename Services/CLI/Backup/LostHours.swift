import Civil
import Foundation

/// What a restored site doesn't know, worked out from what it does know and from what others saw. Pure.
struct LostHours: Equatable {
    /// A lane of a day and the last ticket that the backup knows; 0 where it knows none.
    struct Lane: Equatable {
        let office: String
        let shortCode: String
        let letter: String
        let day: Day
        let incarnation: Int
        let last: Int

        func gave(_ ticket: TicketNumber) -> Bool {
            ticket.shortCode == shortCode && ticket.letter == letter && ticket.day == day
                && ticket.incarnation == incarnation
        }

        func ticket(_ number: Int) -> String {
            TicketNumber(shortCode: shortCode, incarnation: incarnation, day: day, letter: letter, number: number).text
        }
    }

    /// A number that somebody outside the database saw: a device in its log, a neighbour in what it holds.
    struct Sighting: Equatable {
        let number: String
        /// The print or message that it was, where a device saw it.
        let effect: UUID?
        /// What was done for it: `printed`, `told`.
        let what: String
        /// Who saw it: `printer.log`.
        let by: String
    }

    /// What is to be entered again at a lane.
    struct Gap: Equatable {
        let lane: Lane
        /// Tickets that surely were given and that nobody knows, in order.
        let missing: [String]
        /// The first number that nobody saw.
        let next: Int

        init(lane: Lane, missing: [String], next: Int? = nil) {
            self.lane = lane
            self.missing = missing
            self.next = next ?? lane.last + missing.count + 1
        }
    }

    let gaps: [Gap]
    /// What was seen about cases that are known: they went on after the backup.
    let wentOn: [Sighting]

    /// - Parameters:
    ///   - known: numbers of cases and runs that are in the database.
    ///   - settled: prints and messages that had ended by the backup.
    ///   - cameBack: numbers of cases that were filed after the backup, and that neighbours knew.
    init(
        lanes: [Lane], sightings: [Sighting], known: Set<String>, settled: Set<UUID>, cameBack: Set<String> = []
    ) {
        let tickets = { (numbers: [String]) in numbers.compactMap { TicketNumber.parse($0)?.ticket } }
        let back = tickets(Array(cameBack))
        let given = tickets(sightings.map(\.number).filter { !known.contains($0) }) + back
        gaps = lanes.map { lane in
            let highest: Int = given.filter(lane.gave).map(\.number).max() ?? 0
            guard highest > lane.last else { return Gap(lane: lane, missing: []) }
            let there = Set(back.filter(lane.gave).map(\.number))
            return Gap(
                lane: lane, missing: (lane.last + 1...highest).filter { !there.contains($0) }.map { lane.ticket($0) },
                next: highest + 1)
        }
        wentOn = sightings.filter { sighting in
            known.contains(sighting.number) && !(sighting.effect.map(settled.contains) ?? false)
        }
    }
}

extension DeviceMemory {
    /// What the embedded devices' logs in a folder say was printed and sent.
    static func sightings(in folder: String) throws -> [LostHours.Sighting] {
        try printed(in: folder) + told(in: folder)
    }

    /// Tab between time, call, effect, attempt, number and more.
    private static func printed(in folder: String) throws -> [LostHours.Sighting] {
        try lines(of: "\(folder)/printer.log").compactMap { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 8, fields[1] == "print" else { return nil }
            return LostHours.Sighting(
                number: String(fields[4]), effect: UUID(uuidString: String(fields[2])), what: "printed",
                by: "printer.log")
        }
    }

    private static func told(in folder: String) throws -> [LostHours.Sighting] {
        struct Call: Decodable {
            let call: String
            let effect: UUID
            let number: String
        }
        return try lines(of: "\(folder)/gateway.log").compactMap { line in
            // A line that a power cut left unfinished says nothing.
            guard let call = try? JSONDecoder().decode(Call.self, from: Data(line.utf8)), call.call == "send" else {
                return nil
            }
            return LostHours.Sighting(number: call.number, effect: call.effect, what: "told", by: "gateway.log")
        }
    }

    private static func lines(of path: String) throws -> [Substring] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    }
}
