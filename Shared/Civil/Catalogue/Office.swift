/// An office as its catalogue describes it: where it is, when it is open, how people queue there.
public struct Office: Hashable, Sendable {
    /// Its region, which is its name in messages: `32.15.05`.
    public let code: RegionCode
    /// What stands in front of its tickets: `KLR`.
    public let shortCode: String
    public let name: String
    public let zone: OfficeZone
    /// The Dukcapil office that takes the steps of the district; the office itself where that is one.
    public let district: RegionCode
    /// Recording on one day, printing on the next working day; the urgent at once.
    public let isTwoStage: Bool
    /// When the counter is open. A break in which it closes is a gap between two spans; where staff take turns
    /// there is none.
    public let hours: [Weekday: [ClockSpan]]
    public let lanes: [OfficeLane]
    public let desks: [Desk]
    public let printRun: PrintRunTimes?
    /// Days of this office alone on which it is closed; those of the whole country stand in the catalogue.
    public let holidays: [Holiday]
    /// Products that this office doesn't give at present, with the reason.
    public let notServed: [String: Refusal]
    /// Products whose documents are printed, and signed, at the district's office and come back for the pick-up.
    public let printedAtDistrict: Set<String>
    /// Where a citizen picks up, for tickets and messages.
    public let address: String
    /// The ways by which people can come here.
    public let channels: [Channel]
    /// One number for each group of products that people can write to.
    public let onlineLines: [OnlineLine]
    /// What it added to and removed from the products' requirements, by the days from which it holds.
    public let localDecisions: [LocalDecision]
    /// The part of its service standard that is the same for all its products.
    public let standard: OfficeStandard

    /// An office like this one in another place, for trials of many offices.
    public func copy(code: RegionCode, shortCode: String, name: String) -> Office {
        Office(
            code: code, shortCode: shortCode, name: name, zone: zone, district: district, isTwoStage: isTwoStage,
            hours: hours, lanes: lanes, desks: desks, printRun: printRun, holidays: holidays, notServed: notServed,
            printedAtDistrict: printedAtDistrict, address: address, channels: channels, onlineLines: onlineLines,
            localDecisions: localDecisions, standard: standard)
    }

    /// From which days on which local decisions hold for a product: first what holds when the catalogue comes into
    /// force, then one step for each later day.
    func steps(of product: String, from effective: Day) -> [(since: Day, decisions: [LocalDecision])] {
        let own = localDecisions.filter { $0.product == product }
        let later = Set(own.map(\.since).filter { $0 > effective }).sorted()
        return ([effective] + later).map { day in (day, own.filter { $0.since <= day }) }
    }

    public func lane(letter: String) -> OfficeLane? { lanes.first { $0.letter == letter } }

    /// The lane of a group of products; people without an application stand in the one marked for inquiries.
    public func lane(group: String) -> OfficeLane? { lanes.first { $0.groups.contains(group) } }

    /// The lane for people who bring no application.
    public var inquiryLane: OfficeLane? { lanes.first { $0.takesInquiries } }
}

/// A queue of an office.
public struct OfficeLane: Hashable, Sendable {
    /// One capital letter, which starts its tickets: `A042`.
    public let letter: String
    public let name: String
    /// The groups of products that stand here.
    public let groups: [String]
    public let takesInquiries: Bool
}

/// A place where a citizen is served.
public struct Desk: Hashable, Sendable {
    public let id: String
    public let name: String
    /// The lanes that it calls from, the first first.
    public let lanes: [String]
}

/// A number that people write to for one group of products, as Lampung Selatan has them.
public struct OnlineLine: Hashable, Sendable {
    public let name: String
    public let phone: PhoneNumber
    public let groups: [String]
}

/// The day's print run of a two-stage office.
public struct PrintRunTimes: Hashable, Sendable {
    /// What is recorded before this time goes into the run of the next working day.
    public let cutOff: ClockTime
    /// When that run starts.
    public let startsAt: ClockTime
    /// From when its documents can be picked up.
    public let readyAt: ClockTime
}

/// A day on which offices are closed.
public struct Holiday: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        case national
        /// *Cuti bersama*.
        case jointLeave = "joint_leave"
        /// Of one office.
        case local
    }

    public let day: Day
    public let kind: Kind
    public let name: String
}
