import Casework
import Civil
import Foundation
import Postgres
import TestKit

/// Changes a case's last entry at one site past Loket, so that chain and row still fit there.
struct Forgery {
    let filed: Filed
    let site: Site

    init(of filed: Filed, at site: Site) {
        self.filed = filed
        self.site = site
    }

    func changeLastActor() throws {
        let connection = try site.database.connect()
        defer { connection.close() }
        let rows = try connection.query(
            Statement(
                """
                SELECT version, incarnation, kind, happened_at, recorded_at, body_hash, hash FROM casework.journal
                WHERE subject_id = $1::uuid ORDER BY version DESC LIMIT 2
                """, name: "forgery.read"), .uuid(filed.id))
        let (last, before) = (rows[0], rows[1])
        let hash = Chain.hash(
            previous: before.bytes(6), subject: filed.id, version: last.int64(0), incarnation: last.int32(1),
            kind: Int16(last.int32(2)), happenedAt: last.timestamp(3), recordedAt: last.timestamp(4),
            actor: "operator:nobody", bodyHash: last.bytes(5))
        try connection.query(
            Statement(
                """
                UPDATE casework.journal SET actor = 'operator:nobody', hash = $3::bytea
                WHERE subject_id = $1::uuid AND version = $2::int8
                """, name: "forgery.entry"), .uuid(filed.id), .int64(last.int64(0)), .bytes(hash))
        try connection.query(
            Statement(
                "UPDATE casework.subject SET head = $2::bytea WHERE subject_id = $1::uuid", name: "forgery.row"),
            .uuid(filed.id), .bytes(hash))
    }
}
