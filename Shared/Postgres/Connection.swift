import CPostgres
import Foundation

/// A session with PostgreSQL whose calls block; the thread that opens it is the only one that may use it.
///
/// After an error of kind `connectionLost` it is closed for good: open another. After an error of kind
/// `statement` the session goes on; if a transaction was open, the server has aborted it and wants a ROLLBACK.
public final class Connection: Session {
    /// libpq's handle; nil once closed or lost.
    var handle: OpaquePointer?
    /// The SQL that this session has prepared, by name.
    var prepared: [String: String] = [:]

    /// Opens a session, within five seconds for each host of the connection string.
    ///
    /// Keywords of `conninfo` win over this module's defaults for the connect timeout and the keepalives.
    public init(_ conninfo: String, applicationName: String, planning: Planning = .indexed) throws(PostgresError) {
        let parameters = [
            ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "25000"), ("fallback_application_name", applicationName),
            ("dbname", conninfo),
        ]
        handle = Self.connect(parameters)
        guard let handle, PQstatus(handle) == CONNECTION_OK else {
            let error = PostgresError(
                kind: .notReachable, outcome: .nothingCommitted,
                message: handle.map { Self.words(of: $0) } ?? "there is no memory for a connection")
            close()
            throw error
        }
        // A notice may quote data, and libpq would print it on stderr.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        PQsetnonblocking(handle, 1)
        try script(SessionSettings.script(planning))
    }

    deinit { close() }

    /// Whether the session is open, as far as is known without asking the server.
    public var isUsable: Bool { handle.map { PQstatus($0) == CONNECTION_OK } ?? false }

    /// The session's socket, readable when the server says something unasked, as when it goes down; -1 once closed.
    public var socket: Int32 { handle.map { PQsocket($0) } ?? -1 }

    /// The server process that serves this session; 0 once closed.
    public var serverProcess: Int32 { handle.map { PQbackendPID($0) } ?? 0 }

    /// Whether a transaction is open, aborted ones included.
    public var isInTransaction: Bool {
        guard let handle else { return false }
        let status = PQtransactionStatus(handle)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// Ends the session; an open transaction is rolled back. Harmless when repeated.
    public func close() {
        if let handle { PQfinish(handle) }
        handle = nil
        prepared = [:]
    }

    /// Runs SQL of many statements and no binds, as one transaction unless it has BEGIN and COMMIT of its own.
    public func script(_ sql: String) throws(PostgresError) {
        let handle = try opened()
        let wasOpen = isInTransaction
        guard let pointer = PQexec(handle, sql) else {
            throw lose(outcome: .unknown, message: Self.words(of: handle))
        }
        let result = ResultMemory(pointer)
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default:
            throw failure(
                result, step: nil, statement: nil, lostOutcome: wasOpen ? .nothingCommitted : .unknown,
                refusedOutcome: .nothingCommitted)
        }
    }

    /// A handle with which another thread can end the statement that this session waits for.
    public func cancellation() -> Cancellation? {
        handle.flatMap { PQgetCancel($0) }.map(Cancellation.init)
    }

    func opened() throws(PostgresError) -> OpaquePointer {
        guard let handle else {
            throw PostgresError(
                kind: .connectionLost, outcome: .nothingCommitted, message: "the connection is closed")
        }
        return handle
    }

    private static func connect(_ parameters: [(String, String)]) -> OpaquePointer? {
        let keywords = parameters.map { strdup($0.0) }
        let values = parameters.map { strdup($0.1) }
        defer { for word in keywords + values { free(word) } }
        let keywordArray: [UnsafePointer<CChar>?] = keywords.map { UnsafePointer($0) } + [nil]
        let valueArray: [UnsafePointer<CChar>?] = values.map { UnsafePointer($0) } + [nil]
        return PQconnectdbParams(keywordArray, valueArray, 1)
    }

    static func words(of handle: OpaquePointer) -> String {
        ServerMessage.oneLine(String(cString: PQerrorMessage(handle)))
    }
}
