import Civil

extension Rejection {
    /// The same id came before with another body: the sender mixed two requests up.
    static let idReused = Rejection(
        .idReused, field: "id", problem: "this id was used before for another request",
        fix: "give each request an id of its own, and only a resend the same")

    /// A receipt of that age may be gone, so a resend could no longer be told from a new request.
    static let tooOld = Rejection(
        .tooOld, field: "id", problem: "this id was made longer ago than receipts are kept",
        fix: "look whether the request was carried out; if not, send it with a new id")
}
