import Civil
import Foundation
import Postgres

/// The site's clock between two readings: held at a demo site, running everywhere else.
struct ExpectedClock {
    private let read: Moment
    private let isHeld: Bool
    private let readAt = ContinuousClock.now

    init(reading connection: any Session) throws {
        guard let row = try connection.query(CaseworkRows.clock).first else { throw SiteMissing() }
        read = Moment(microseconds: row.timestamp(0))
        isHeld = row.bool(3)
    }

    var now: Moment { isHeld ? read : read + (ContinuousClock.now - readAt) }
}
