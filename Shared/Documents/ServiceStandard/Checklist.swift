/// Daftar persyaratan: what an applicant brings for a product, the same for everybody, to be handed out at the counter.
public struct Checklist: Hashable, Sendable {
    /// One paper.
    public struct Item: Hashable, Sendable {
        public var name: String
        /// Where it is to be had.
        public var obtainedFrom: String
        /// What does as well.
        public var alternatives: [String]
        /// Since when and on whose decision this office asks for it besides the national standard.
        public var decision: String?

        public init(name: String, obtainedFrom: String, alternatives: [String] = [], decision: String? = nil) {
            self.name = name
            self.obtainedFrom = obtainedFrom
            self.alternatives = alternatives
            self.decision = decision
        }
    }

    /// The papers of one ground; the first group has none and is for everybody.
    public struct Group: Hashable, Sendable {
        /// "Bila hilang"; nil for what is always wanted.
        public var heading: String?
        public var items: [Item]

        public init(heading: String?, items: [Item]) {
            self.heading = heading
            self.items = items
        }
    }

    public var office: Office
    public var product: String
    /// The day on which these requirements hold.
    public var day: PrintedDay
    public var groups: [Group]
    /// "24 jam sejak berkas lengkap".
    public var promise: String
    /// By which ways it can be asked for.
    public var channels: String
    /// The decision that the list rests on, and since when.
    public var basis: [String]
    /// What the office no longer asks for, with the decision.
    public var removed: [String]

    public init(
        office: Office, product: String, day: PrintedDay, groups: [Group], promise: String, channels: String,
        basis: [String], removed: [String] = []
    ) {
        self.office = office
        self.product = product
        self.day = day
        self.groups = groups
        self.promise = promise
        self.channels = channels
        self.basis = basis
        self.removed = removed
    }
}
