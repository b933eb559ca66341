import CPostgres
import Foundation

extension Connection {
    /// The next result of the pipeline, or nil where one command's results end; blocks until it is there.
    ///
    /// While it waits it sends what is still unsent and reads what arrives, so that two full socket
    /// buffers never wait for each other.
    func nextResult(
        on handle: OpaquePointer, lostOutcome: PostgresError.Outcome
    ) throws(PostgresError) -> ResultMemory? {
        var isReadable = true
        while PQisBusy(handle) == 1 {
            let unsent = PQflush(handle)
            // A write that failed is no reason to stop: the server's last words may still be readable.
            isReadable = wait(on: handle, toSend: unsent == 1)
            guard isReadable, PQconsumeInput(handle) == 1 else { break }
        }
        if let pointer = PQgetResult(handle) { return ResultMemory(pointer) }
        guard isReadable, PQstatus(handle) == CONNECTION_OK else {
            throw lose(outcome: lostOutcome, message: Self.words(of: handle))
        }
        return nil
    }

    /// Waits until the socket can be read, or written where something is unsent; false if it is gone.
    private func wait(on handle: OpaquePointer, toSend: Bool) -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        if toSend { descriptor.events |= Int16(POLLOUT) }
        while true {
            if poll(&descriptor, 1, -1) >= 0 { return descriptor.revents & Int16(POLLNVAL) == 0 }
            if errno != EINTR { return false }
        }
    }

    /// The error that a failed result means. If it says that the session is over, the connection is closed.
    func failure(
        _ result: ResultMemory, step: Int?, statement: String?, lostOutcome: PostgresError.Outcome,
        refusedOutcome: PostgresError.Outcome
    ) -> PostgresError {
        let sqlstate = result.field("C")
        let severity = result.field("V")
        let isOver =
            severity == "FATAL" || severity == "PANIC" || sqlstate == nil
            || handle.map { PQstatus($0) != CONNECTION_OK } ?? true
        let primary = result.field("M") ?? String(cString: PQresultErrorMessage(result.pointer))
        let words = ServerMessage.words(sqlstate: sqlstate, primary: primary)
        if isOver { return lose(outcome: lostOutcome, message: words, sqlstate: sqlstate, step: step) }
        return PostgresError(
            kind: .statement, outcome: refusedOutcome, message: words, sqlstate: sqlstate, step: step,
            statement: statement, constraint: result.field("n"), table: result.field("t"), column: result.field("c"))
    }

    /// Closes the connection and returns the error that says so.
    func lose(
        outcome: PostgresError.Outcome, message: String, sqlstate: String? = nil, step: Int? = nil
    ) -> PostgresError {
        close()
        return PostgresError(
            kind: .connectionLost, outcome: outcome,
            message: message.isEmpty ? "the server is gone" : message, sqlstate: sqlstate, step: step)
    }
}
