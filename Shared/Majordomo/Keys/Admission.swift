import ZeroMQ

/// Whom a broker lets in now: what its gatekeeper asks at a handshake, and what each message is held against.
final class Admission: Sendable {
    private struct State {
        var register: KeyRegister
        var version = 0
        var refusals = 0
    }

    private let state: Guarded<State>

    init(_ register: KeyRegister) {
        state = Guarded(State(register: register))
    }

    /// Rises with each `replace`.
    var version: Int { state.with { $0.version } }

    /// Handshakes that the gatekeeper refused.
    var refusals: Int { state.with { $0.refusals } }

    func countRefusal() {
        state.with { $0.refusals += 1 }
    }

    func replace(with register: KeyRegister) {
        state.with {
            $0.register = register
            $0.version += 1
        }
    }

    /// The name that the gatekeeper gives to whoever has this key. It is the key itself: names may pass to another key
    /// while a connection of the old one still stands.
    func sender(_ key: PublicKey) -> String? {
        state.with { $0.register[key] } == nil ? nil : key.text
    }

    /// Who a message is from, nil when that key is no longer allowed.
    func holder(_ sender: String) -> KeyHolder? {
        guard let key = PublicKey(sender) else { return nil }
        return state.with { $0.register[key] }
    }

    /// What a site's name may do; nil for one that is no longer in the register.
    func standing(of name: String) -> Standing? {
        guard let holder = state.with({ $0.register[name: name] }) else { return nil }
        return switch holder.role {
        case .member: .member
        case .site(let offices): .site(offices: Set(offices))
        }
    }
}
