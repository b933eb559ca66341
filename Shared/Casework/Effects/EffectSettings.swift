import Foundation

/// What can be set about the runner of a device. Every key has a sound default.
public struct EffectSettings: Sendable {
    /// How often the table is looked at although nobody woke the runner. Defaults to 1 s.
    public var sweep = Duration.seconds(1)
    /// The pause after the first attempt that failed; it doubles with each. Defaults to 1 s.
    public var retryAfter = Duration.seconds(1)
    /// The longest such pause. Defaults to 5 minutes.
    public var retryAtMost = Duration.seconds(300)
    /// How long an effect that a device at another place was asked for waits for an instance there, before it is unknown.
    /// Defaults to 2 minutes.
    public var otherPlace = Duration.seconds(120)

    public init() {}
}
