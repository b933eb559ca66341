import Foundation

/// What `loket day --json` printed.
struct PlayedDay: Decodable, Equatable {
    struct Closing: Decodable, Equatable {
        struct Step: Decodable, Equatable {
            let step: String
            let cases: Int
        }

        let filed: Int
        let carriedIn: Int
        let collected: Int
        let ready: Int
        let waiting: [Step]
        let tickets: Int
        let elsewhere: Int
        let served: Int
        let noShow: Int
        let unknown: Int
        let balanced: Bool
    }

    struct Happened: Decodable, Equatable {
        let arrivals: Int
        let turnedAway: Int
        let recorded: Int
        let capturesRefused: Int
        let handedOut: Int
        let inRun: Int
        let spoiled: Int
        let missing: Int
        let reprinted: Int
    }

    let days: [Closing]
    let happened: Happened
    let balanced: Bool
    let complaints: [String]
    let seconds: Double

    init(_ json: String) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(PlayedDay.self, from: Data(json.utf8))
    }
}

/// The committed sample day.
enum KlariDay {
    static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("ops/sample/klari-day.jsonl").path

    static let catalogue = URL(fileURLWithPath: file).deletingLastPathComponent()
        .appendingPathComponent("catalogue.yaml").path

    /// 23 November 2026, at an hour in Klari.
    static func firstDay(at hour: Int) -> Int64 { 1_795_366_800_000_000 + Int64(hour) * 3_600_000_000 }

    /// 23 November 2026, 07.45 in Klari: every lane has given tickets.
    static let firstTickets: Int64 = 1_795_394_700_000_000
    /// 24 November 2026, 07.30 in Klari.
    static let secondMorning: Int64 = 1_795_480_200_000_000

    /// Every NIK that stands in it.
    static func numbers() throws -> Set<String> {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        return Set(text.matches(of: /"nik": "(\d{16})"/).map { String($0.output.1) })
    }
}
