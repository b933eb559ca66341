import Civil

extension Rejection {
    /// The same id came before with another body: the sender mixed two requests up.
    static let idReused = Rejection(
        .idReused, field: "id", problem: "this id was used before for another request",
        fix: "give each request an id of its own, and only a resend the same")

    /// The one gate of a restored site: what a client asks is refused without a receipt, whatever the service, and can be
    /// asked again under the same id once the counter is open.
    static let restoring = Rejection(
        .restoring, field: "site", problem: "this site was restored from a backup, and its counter is still closed",
        fix: "see with loket restore report what was lost, then open the counter with loket restore open")

    /// A receipt of that age may be gone, so a resend could no longer be told from a new request.
    static let tooOld = Rejection(
        .tooOld, field: "id", problem: "this id was made longer ago than receipts are kept",
        fix: "look whether the request was carried out; if not, send it with a new id")
}
