import Foundation
import Processes
import Testing

@Suite("A condition that waits by the monotonic clock")
struct TimedConditionTests {
    @Test("a wait ends by itself when its time is up, and at once where that is past")
    func ends() {
        let condition = TimedCondition()
        let began = ContinuousClock.now
        #expect(!condition.withLock { condition.wait(for: .milliseconds(30)) })
        #expect(ContinuousClock.now - began >= .milliseconds(30))
        #expect(!condition.withLock { condition.wait(until: began) })
        #expect(!condition.withLock { condition.wait(for: .seconds(-3)) })
    }

    @Test("a signal ends it, and whoever waits for ever is woken by a broadcast")
    func signalled() {
        let condition = TimedCondition()
        final class State: @unchecked Sendable {
            var waiting = 0
            var isOpen = false
            var passed = 0
        }
        let state = State()
        for limited in [true, false] {
            Thread.detachNewThread {
                condition.withLock {
                    state.waiting += 1
                    condition.broadcast()
                    while !state.isOpen {
                        if limited { _ = condition.wait(for: .seconds(1_000_000_000_000)) } else { condition.wait() }
                    }
                    state.passed += 1
                    condition.broadcast()
                }
            }
        }
        let deadline = ContinuousClock.now + .seconds(60)
        condition.withLock {
            while state.waiting < 2, condition.wait(until: deadline) {}
            state.isOpen = true
            condition.broadcast()
            while state.passed < 2, condition.wait(until: deadline) {}
            #expect(state.passed == 2)
        }
    }
}
