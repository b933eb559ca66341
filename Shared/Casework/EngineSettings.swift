import Foundation
import Logging

/// What can be set about an engine. Every key has a sound default.
public struct EngineSettings: Sendable {
    /// libpq's connection string, with the service's own role.
    public var database: String
    /// Connections that commit side by side; requests of one office always meet in the same one. Defaults to 2.
    public var committers = 2
    /// The most requests in one transaction. Defaults to 512.
    public var batch = 512
    /// How long a message belongs to the instance that took it. Defaults to 30 s.
    public var lease = Duration.seconds(30)
    /// How long an effect belongs to the instance that started it; while its device works, it is renewed. After
    /// that the instance counts as dead. Defaults to 6 s.
    public var effectLease = Duration.seconds(6)
    /// How long a receipt is kept at least; an id made before that is refused as too old. Defaults to 30 days.
    public var receiptRetention = Duration.seconds(30 * 86_400)
    /// How much longer it is really kept, for clocks that differ. Defaults to 2 days.
    public var receiptMargin = Duration.seconds(2 * 86_400)
    /// How often the due rows are looked at. Defaults to 100 ms.
    public var dueEvery = Duration.milliseconds(100)
    /// Where what is random about an entry comes from that no request brings about. Defaults to the system.
    public var draw: @Sendable () -> Draw.Seed = { .drawn() }
    /// How often the store is looked after: months made ahead, receipts forgotten, what waits too long told. Defaults to
    /// 5 minutes.
    public var upkeepEvery = Duration.seconds(300)
    /// The name of this instance, in leases and logs.
    public var instance: String
    public var logger: Logger

    public init(database: String, instance: String, logger: Logger) {
        self.database = database
        self.instance = instance
        self.logger = logger
    }
}
