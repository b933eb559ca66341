import Contracts

/// A service that has a device: start and end of an effect are two of its use cases, which change the effect's
/// row and the subject's history in one commit.
public protocol EffectDepartment: Department {
    /// The body of the command that claims an effect for a device.
    func body(starting start: WireStartEffect) -> [UInt8]

    /// The body of the command that reports how it ended.
    func body(ending end: WireEndEffect) -> [UInt8]

    /// What the device gets for an effect that was started. Throws `ImpossibleJob` where that can never be made.
    func job(for effect: Effect, from archive: Archive) throws -> DeviceJob
}
