import Casework
import Civil
import Contracts
import Foundation

/// The site's clock: shown everywhere, advanced at a demo site only.
struct SiteClock {
    /// The clock of a demo site never goes back, so a slip of the pen must not take it far.
    private static let farthest = Duration.hours(366 * 24)

    private let intake: IntakeService

    init(_ intake: IntakeService) {
        self.intake = intake
    }

    /// Moves the demo clock forward; a time that has passed changes nothing.
    func set(to microseconds: Int64, in archive: Archive) throws -> WireIntakeReply {
        guard try archive.site().isDemo else {
            throw Rejection(
                .notADemoSite, field: "to", problem: "this is no demo site, so its clock is the world's",
                fix: "make a demo site with loket up --demo in a folder of its own")
        }
        let now = try archive.site().now
        guard microseconds < now.microseconds + Self.farthest.microseconds else {
            throw Rejection(
                .invalidTime, field: "to", problem: "that is more than a year ahead, and the clock never goes back",
                fix: "move it by days")
        }
        try archive.holdClock(at: Moment(microseconds: microseconds))
        return try show(from: archive)
    }

    func show(from archive: Archive) throws -> WireIntakeReply {
        let site = try archive.site()
        let underWay = try archive.underWay()
        return .with {
            $0.site.offices = site.offices
            $0.site.demo = site.isDemo
            $0.site.incarnation = Int32(site.incarnation)
            $0.site.counterClosed = !site.isCounterOpen
            $0.site.now = site.now.microseconds
            $0.site.due = Int32(underWay.due)
            $0.site.outgoing = Int32(underWay.outgoing)
            $0.site.district =
                intake.catalogue.offices.filter { site.offices.contains($0.code.text) }.map(\.district.text)
                .first { !site.offices.contains($0) } ?? ""
            $0.site.leaving = Int32(underWay.leaving)
            $0.site.reachable = site.reachable
            $0.site.known = intake.catalogue.offices.filter { site.offices.contains($0.code.text) }.map(Self.view)
            $0.site.elsewhere = intake.catalogue.offices.filter { !site.offices.contains($0.code.text) }.map(Self.view)
        }
    }

    private static func view(_ office: Office) -> WireOfficeView {
        .with {
            $0.code = office.code.text
            $0.shortCode = office.shortCode
            $0.name = office.name
            $0.zone = office.zone.rawValue
        }
    }
}
