import ZeroMQ

/// What a peer needs to join a broker beyond its own machine: its own pair, and the key of the only broker that it
/// speaks with there.
public struct Identity: Sendable {
    public let pair: KeyPair
    public let broker: PublicKey

    public init(pair: KeyPair, broker: PublicKey) {
        self.pair = pair
        self.broker = broker
    }

    /// The identity for these brokers, from the environment; nil where none of them is reached over TCP, or where there is
    /// no broker's key and none is needed.
    ///
    /// - `LOKET_BROKER_KEY`: the broker's public key, or the absolute path of a file that holds it.
    /// - `LOKET_KEY`: the file of this machine's own secret key. Defaults to `key` in the data folder.
    public static func find(
        for brokers: [String], in environment: [String: String], dataFolder: String?
    ) throws(KeyProblem) -> Identity? {
        guard brokers.contains(where: { $0.hasPrefix("tcp://") }) else { return nil }
        guard let written = environment["LOKET_BROKER_KEY"], !written.isEmpty else {
            guard let far = brokers.first(where: Endpoint.needsKeys) else { return nil }
            throw KeyProblem(
                "\(far) is another machine's broker and LOKET_BROKER_KEY is not set: give the key that loket key show "
                    + "prints there, and in LOKET_KEY the file of a key that is allowed there")
        }
        let broker = try publicKey(written, named: "LOKET_BROKER_KEY")
        let own =
            environment["LOKET_KEY"].flatMap { $0.isEmpty ? nil : $0 } ?? dataFolder.map { KeyFolder($0).pairPath }
        guard let own else {
            throw KeyProblem(
                "LOKET_KEY is not set, and neither is LOKET_DATA: name the file of this machine's own key, made with "
                    + "loket key make")
        }
        return Identity(pair: try KeyFolder.pair(at: own), broker: broker)
    }

    /// A public key as a setting gives it: the 40 characters, or the absolute path of a file that holds them.
    public static func publicKey(_ written: String, named setting: String) throws(KeyProblem) -> PublicKey {
        guard written.hasPrefix("/") else {
            guard let key = PublicKey(written) else {
                throw KeyProblem(
                    "\(setting) is no public key: give the 40 characters that loket key show prints at the other side, "
                        + "between single quotes, or the path of a file that holds them")
            }
            return key
        }
        let text = try PrivateFile(path: written).publicText()
        guard let key = PublicKey(text) else {
            throw KeyProblem(
                "\(setting) names \(written), which holds no public key: write there what loket key show prints")
        }
        return key
    }
}

/// Where a broker listens, and whether it needs keys there.
public enum Endpoint {
    /// A unix socket is opened by whoever may enter its folder, and `tcp://127.0.0.1` by every program of this machine,
    /// both without a key. Anywhere else, and for every other spelling of this machine, there are keys.
    public static func needsKeys(_ endpoint: String) -> Bool {
        !endpoint.hasPrefix("ipc://") && !endpoint.hasPrefix("inproc://") && !endpoint.hasPrefix("tcp://127.0.0.1:")
    }
}
