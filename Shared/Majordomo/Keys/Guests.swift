/// Which of a ROUTER's peers came by which key, so that they can be cut off when it is no longer allowed.
///
/// ZAP is asked at the handshake only; afterwards nothing but this keeps out whoever was let in once. Lives on the
/// broker's thread.
struct Guests {
    enum Arrival: Equatable {
        /// Let in, and known: its principal, nil for the site's own.
        case known(user: String?)
        /// Let in, and heard for the first time under this routing id: whoever had the id before is gone.
        case new(user: String?)
        /// By a key that is no longer allowed: what it says is dropped.
        case unwelcome
    }

    private let admission: Admission
    private let mostIdle: Int
    private var version = 0
    private var senders: [BrokerCore.Peer: String] = [:]
    /// The one that spoke last, and as whom: most messages come from whom the one before came from.
    private var last: (sender: String, holder: KeyHolder?) = ("", nil)
    /// Peers whose key is no longer allowed. Nothing more is sent to them.
    private(set) var expelled: Set<BrokerCore.Peer> = []

    /// - Parameter mostIdle: how many peers that are no workers may be remembered before the oldest news is dropped.
    init(_ admission: Admission, mostIdle: Int = 4_096) {
        self.admission = admission
        self.mostIdle = mostIdle
    }

    var count: Int { senders.count }

    /// Somebody with a key said something. Call `review` first when `isOutdated`.
    mutating func arrival(of peer: BrokerCore.Peer, by sender: String) -> Arrival {
        if last.sender != sender { last = (sender, admission.holder(sender)) }
        guard let holder = last.holder else {
            senders[peer] = sender
            expelled.insert(peer)
            return .unwelcome
        }
        if senders[peer] == sender { return .known(user: holder.user) }
        senders[peer] = sender
        expelled.remove(peer)
        return .new(user: holder.user)
    }

    /// Whether the register was replaced since the last `review`.
    var isOutdated: Bool { admission.version != version }

    /// Holds everybody against the register as it is now, and gives those that it no longer lets in.
    mutating func review() -> [BrokerCore.Peer] {
        version = admission.version
        last = ("", nil)
        let before = expelled
        expelled = Set(senders.filter { admission.holder($0.value) == nil }.keys)
        return expelled.subtracting(before).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Forgets peers that are no workers once there are too many: they may be gone, which a ROUTER doesn't tell. One that
    /// isn't is remembered again when it speaks.
    mutating func forgetIdle(_ isWorker: (BrokerCore.Peer) -> Bool) {
        guard senders.count > mostIdle else { return }
        senders = senders.filter { isWorker($0.key) }
        expelled = expelled.filter { senders[$0] != nil }
    }
}
