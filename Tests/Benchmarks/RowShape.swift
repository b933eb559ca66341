import Postgres

/// How big the rows of one case are, measured on what intake wrote, so that the peers write rows of that size.
struct RowShape {
    var receipt: Int
    var laneState: Int
    var visitState: Int
    var caseState: Int
    var laneEntry: Int
    var visitEntry: Int
    var filedEntry: Int
    var handedEntry: Int
    var message: Int

    init(of connection: Connection) throws {
        var asked = 0
        func average(_ sql: String) throws -> Int {
            asked += 1
            let statement = Statement("SELECT coalesce((\(sql)), 0)::int8", name: "average_\(asked)")
            return Int(try connection.query(statement)[0].int64(0))
        }
        receipt = try average("SELECT avg(length(reply)) FROM casework.receipt")
        laneState = try average("SELECT avg(length(state)) FROM casework.subject WHERE kind = 1")
        visitState = try average("SELECT avg(length(state)) FROM casework.subject WHERE kind = 2")
        caseState = try average("SELECT avg(length(state)) FROM casework.subject WHERE kind = 3")
        laneEntry = try average("SELECT avg(length(body)) FROM casework.journal WHERE kind = 1")
        visitEntry = try average("SELECT avg(length(body)) FROM casework.journal WHERE kind = 2")
        filedEntry = try average("SELECT avg(length(body)) FROM casework.journal WHERE kind = 3 AND version = 1")
        handedEntry = try average("SELECT avg(length(body)) FROM casework.journal WHERE kind = 3 AND version = 2")
        message = try average("SELECT avg(length(body)) FROM casework.outbox")
    }
}
