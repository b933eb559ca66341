/// The root of a site's anchor on paper: what is filed away from every computer, to be held against the site later.
public struct AnchorSheet: Hashable, Sendable {
    public var office: Office
    /// Region codes of all offices of the site.
    public var siteOffices: [String]
    public var made: PrintedMoment
    /// The life of the site, 1 for one that never was restored.
    public var life: Int
    public var leaves: Int
    /// 32 bytes each; nil before the first.
    public var root: [UInt8]
    public var previous: [UInt8]?
    /// The anchor's name in its folder.
    public var file: String

    public init(
        office: Office, siteOffices: [String], made: PrintedMoment, life: Int, leaves: Int, root: [UInt8],
        previous: [UInt8]?, file: String
    ) {
        self.office = office
        self.siteOffices = siteOffices
        self.made = made
        self.life = life
        self.leaves = leaves
        self.root = root
        self.previous = previous
        self.file = file
    }
}
