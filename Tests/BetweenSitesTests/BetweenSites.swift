import Testing

/// Two sites and what passes between them. One test after the other: each brings eight engines, with their threads and
/// connections.
@Suite(.serialized) struct BetweenSites {}
