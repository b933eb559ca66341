/// Standar pelayanan: the published service standard of one product, with the fourteen components of Permenpan RB
/// 15/2014, to be hung up and signed.
public struct StandardSheet: Hashable, Sendable {
    public struct Component: Hashable, Sendable {
        public var name: String
        /// Each a point of its own where there are several.
        public var lines: [String]

        public init(name: String, lines: [String]) {
            self.name = name
            self.lines = lines
        }
    }

    public var office: Office
    public var product: String
    /// The decision that it rests on.
    public var decision: String
    public var since: PrintedDay
    /// The day that it was asked for.
    public var day: PrintedDay
    /// The components of the delivery, 1 to 6.
    public var delivery: [Component]
    /// What stands behind it, 7 to 14.
    public var manufacturing: [Component]

    public init(
        office: Office, product: String, decision: String, since: PrintedDay, day: PrintedDay,
        delivery: [Component], manufacturing: [Component]
    ) {
        self.office = office
        self.product = product
        self.decision = decision
        self.since = since
        self.day = day
        self.delivery = delivery
        self.manufacturing = manufacturing
    }
}
