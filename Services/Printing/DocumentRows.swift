import Casework
import Postgres

/// The PDFs that were taken in, each once, found by its SHA-256.
enum DocumentRows {
    private static let insert = Statement(
        """
        INSERT INTO printing.document (hash, bytes) VALUES ($1::bytea, $2::bytea) ON CONFLICT (hash) DO NOTHING
        """, name: "keep_document")

    private static let select = Statement(
        "SELECT bytes FROM printing.document WHERE hash = $1::bytea", name: "read_document")

    static func keep(hash: [UInt8], bytes: [UInt8]) -> Step { Step(insert, .bytes(hash), .bytes(bytes)) }

    static func bytes(of hash: [UInt8], in archive: Archive) throws -> [UInt8]? {
        try archive.rows(select, .bytes(hash)).first?.bytes(0)
    }
}
