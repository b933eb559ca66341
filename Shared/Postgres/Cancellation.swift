import CPostgres

/// Ends, from any thread, the statement that a connection waits for; that connection then throws SQLSTATE 57014.
public final class Cancellation: @unchecked Sendable {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }
    deinit { PQfreeCancel(handle) }

    /// Asks the server to end the statement; false if the request couldn't be sent. What it hits is whatever
    /// the session runs when the request arrives, perhaps nothing.
    @discardableResult
    public func cancel() -> Bool {
        var reason = [CChar](repeating: 0, count: 256)
        return PQcancel(handle, &reason, Int32(reason.count)) == 1
    }
}
