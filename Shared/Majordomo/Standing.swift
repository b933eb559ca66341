/// What the name of a key may do at a broker.
public enum Standing: Sendable, Equatable {
    /// A machine of this very site: what it says, the site says.
    case member
    /// Another site: it serves what is for these offices, speaks for them, and for nobody else.
    case site(offices: Set<String>)
}
