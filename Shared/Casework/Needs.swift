import Foundation

/// What a command touches, known before anything is read: the engine locks and loads it in one order.
public struct Needs: Sendable {
    /// Subjects that many commands share, such as a lane: locked first, made where they aren't there yet.
    public struct Shared: Hashable, Sendable {
        public var id: UUID
        public var kind: Int16
        public var office: String

        public init(id: UUID, kind: Int16, office: String) {
            self.id = id
            self.kind = kind
            self.office = office
        }
    }

    public var shared: [Shared] = []
    /// Natural keys: the same person's same product.
    public var keys: [UUID] = []
    public var subjects: [UUID] = []
    /// Lists that the command takes from by itself, and at most how many. Their shared subject must be locked.
    public var choosing: [UUID: Int] = [:]
    /// Lists that the command may take somebody out of by name.
    public var removing: [UUID] = []
    public var effects: [UUID] = []
    /// Those of `shared` whose parts are needed too: a lane's visits at the desks, a run's cases. Which they are is
    /// only known once the shared subject is locked.
    public var partsOf: [UUID] = []
    /// Subjects, among those above, whose effects are needed too.
    public var effectsOf: [UUID] = []
    /// Keys of what the service keeps in a schema of its own; `Department.kept` reads it.
    public var kept: [[UInt8]] = []

    public init() {}

    public init(shared: [Shared] = [], keys: [UUID] = [], subjects: [UUID] = [], choosing: [UUID: Int] = [:]) {
        self.shared = shared
        self.keys = keys
        self.subjects = subjects
        self.choosing = choosing
    }
}
