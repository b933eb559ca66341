import Foundation
import Testing

@testable import Casework

struct DueHoldingsTests {
    private let key = DueHoldings.Key(subject: UUID(), kind: 1, at: 7)
    private let start = ContinuousClock.now

    @Test func `a row under way isn't fired twice, and one that is done is forgotten`() {
        var holdings = DueHoldings()
        let first = holdings.begin(key, now: start)
        let second = holdings.begin(key, now: start)
        #expect(first && !second)
        #expect(holdings.count == 1)
        holdings.end(key, isDone: true, now: start)
        #expect(holdings.count == 0)
    }

    @Test func `a row that fails rests a second, then twice as long each time, and never over five minutes`() {
        var holdings = DueHoldings()
        var now = start
        for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            let begun = holdings.begin(key, now: now)
            #expect(begun)
            holdings.end(key, isDone: false, now: now)
            let tooEarly = holdings.begin(key, now: now + .seconds(seconds) - .milliseconds(1))
            #expect(!tooEarly)
            now += .seconds(seconds)
        }
        let last = holdings.begin(key, now: now)
        #expect(last)
        holdings.end(key, isDone: true, now: now)
        #expect(holdings.count == 0)
    }

    @Test func `a row that rests holds up no other, and makes room for it`() {
        var holdings = DueHoldings()
        let other = DueHoldings.Key(subject: UUID(), kind: 1, at: 8)
        let first = holdings.begin(key, now: start)
        #expect(first)
        holdings.end(key, isDone: false, now: start)
        let second = holdings.begin(other, now: start)
        #expect(second)
        #expect(holdings.count == 2)
    }

    @Test func `a row that has rested and is there no more is forgotten`() {
        var holdings = DueHoldings()
        let first = holdings.begin(key, now: start)
        #expect(first)
        holdings.end(key, isDone: false, now: start)
        holdings.forget(allBut: [], now: start + .milliseconds(999))
        #expect(holdings.count == 1)
        holdings.forget(allBut: [key], now: start + .seconds(1))
        #expect(holdings.count == 1)
        holdings.forget(allBut: [], now: start + .seconds(1))
        #expect(holdings.count == 0)
    }
}
