import Civil
import Postgres

/// The counter of a restored site: closed until a person opens it.
///
/// `neighbours_asked_at` stands in the site's row where the restore got all of what they know of this site's cases; a site
/// without neighbours has nobody to wait for.
public struct RestoredCounter {
    private let connection: any Session

    public init(_ connection: any Session) {
        self.connection = connection
    }

    public func site() throws -> OpenCounter.Site {
        guard let row = try connection.query(RestorationRows.site).first else { throw SiteMissing() }
        let moments = (0...2).map { column in row.timestampIfPresent(column).map(Moment.init) }
        return OpenCounter.Site(
            restoredAt: moments[0], openedAt: moments[1], hasNeighbours: row.bool(3), neighboursAskedAt: moments[2])
    }

    /// - Parameter withoutNeighbours: why it is opened although they were not asked.
    public func open(by operatorName: String, withoutNeighbours: String?) throws {
        let reason = try OpenCounter.decide(try site(), withoutNeighbours: withoutNeighbours)
        try connection.query(RestorationRows.open, .text(operatorName), .text(reason))
    }
}
