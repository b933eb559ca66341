import Casework
import Foundation
import TestKit

/// A device that answers as a test tells it and keeps every call it gets.
final class ScriptedDevice: Device, @unchecked Sendable {
    let calls = Mailbox<DeviceJob>()
    let inquiries = Mailbox<UUID>()
    let place: String
    private let perform: @Sendable (DeviceJob) throws -> DeviceOutcome
    private let knowledge: DeviceKnowledge

    init(
        knowledge: DeviceKnowledge = .neverHeard, place: String = "",
        perform: @escaping @Sendable (DeviceJob) throws -> DeviceOutcome = { .confirmed(reference: "did \($0.number)") }
    ) {
        self.knowledge = knowledge
        self.place = place
        self.perform = perform
    }

    func perform(_ job: DeviceJob) throws -> DeviceOutcome {
        calls.put(job)
        return try perform(job)
    }

    func inquire(_ id: UUID) throws -> DeviceKnowledge {
        inquiries.put(id)
        return knowledge
    }
}

/// Holds a device's thread until the test lets it go.
final class Hold: Sendable {
    private let gate = DispatchSemaphore(value: 0)

    func wait() { _ = gate.wait(timeout: .now() + 30) }
    func letGo() { gate.signal() }
}
