import Foundation
import Testing

@testable import Casework

struct RelayLaneTests {
    private func message(_ number: UInt8) -> OutgoingMessage {
        OutgoingMessage(
            id: UUID(uuid: (number, 0, 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0, 0, 0, 0, 0)),
            destination: "recording@32.15.05",
            subject: UUID(), version: 1, body: [number])
    }

    @Test func `a message goes once, however often it is added`() {
        var lane = RelayLane()
        lane.add(message(1))
        lane.add(message(1))
        #expect(lane.next(now: .now).sends.map(\.body) == [[1]])
        lane.add(message(1))
        #expect(lane.next(now: .now).sends.isEmpty)
    }

    @Test func `without an answer everything waits, in its order, and longer each time`() {
        var lane = RelayLane()
        let start = ContinuousClock.now
        for number in 1...3 as ClosedRange<UInt8> { lane.add(message(number)) }
        #expect(lane.next(now: start).sends.count == 3)
        lane.returned(message(1).id, .unanswered, now: start)
        let paused = lane.next(now: start + .milliseconds(10))
        #expect(paused.sends.isEmpty && paused.wakeAt == start + .milliseconds(50))
        #expect(lane.next(now: start + .milliseconds(60)).sends.map(\.body) == [[1]])
        lane.returned(message(1).id, .unanswered, now: start + .milliseconds(60))
        #expect(lane.next(now: start + .milliseconds(130)).sends.isEmpty)
        #expect(lane.next(now: start + .milliseconds(161)).sends.count == 1)
    }

    @Test func `what comes back without an answer goes again in the order in which it came`() {
        var lane = RelayLane()
        let start = ContinuousClock.now
        for number in 1...5 as ClosedRange<UInt8> { lane.add(message(number)) }
        #expect(lane.next(now: start).sends.count == 5)
        for number in [2, 1, 3, 5, 4] as [UInt8] { lane.returned(message(number).id, .unanswered, now: start) }
        lane.add(message(6))
        #expect(lane.next(now: start + .milliseconds(51)).sends.map(\.body) == [[1], [2], [3], [4], [5], [6]])
    }

    @Test func `what the receiver wants later holds up nobody else`() {
        var lane = RelayLane()
        let start = ContinuousClock.now
        lane.add(message(1))
        _ = lane.next(now: start)
        lane.returned(message(1).id, .again(after: .milliseconds(100)), now: start)
        lane.add(message(2))
        #expect(lane.next(now: start).sends.map(\.body) == [[2]])
        #expect(lane.next(now: start + .milliseconds(101)).sends.map(\.body) == [[1]])
    }

    @Test func `what is wanted again comes in the order of its times`() {
        var lane = RelayLane()
        let start = ContinuousClock.now
        for number in 1...3 as ClosedRange<UInt8> { lane.add(message(number)) }
        _ = lane.next(now: start)
        lane.returned(message(1).id, .again(after: .seconds(5)), now: start)
        lane.returned(message(2).id, .again(after: .milliseconds(100)), now: start)
        lane.returned(message(3).id, .again(after: .seconds(5)), now: start + .milliseconds(1))
        #expect(lane.next(now: start).wakeAt == start + .milliseconds(100))
        #expect(lane.next(now: start + .milliseconds(100)).sends.map(\.body) == [[2]])
        #expect(lane.next(now: start + .seconds(6)).sends.map(\.body) == [[1], [3]])
    }

    @Test func `what carries a history is read each time before it goes, from where the receiver wants it`() {
        var lane = RelayLane()
        let start = ContinuousClock.now
        var carrying = message(1)
        (carrying.version, carrying.carriesFrom) = (9, 7)
        lane.add(carrying)
        lane.add(message(2))
        let first = lane.next(now: start)
        #expect(first.sends.isEmpty && first.reads.map(\.carriesFrom) == [7])
        lane.found([carrying.id: [1, 1]], of: [carrying.id])
        #expect(lane.next(now: start).sends.map(\.body) == [[1, 1], [2]], "in its order")
        lane.returned(carrying.id, .again(after: .milliseconds(10), carryFrom: 3), now: start)
        #expect(lane.next(now: start + .milliseconds(11)).reads.map(\.carriesFrom) == [3])
    }

    @Test func `no more bytes are on their way than a slow line takes in time, and at least one message`() {
        var lane = RelayLane()
        for number in 1...4 as ClosedRange<UInt8> {
            var big = message(number)
            big.body = [UInt8](repeating: number, count: 200 << 10)
            lane.add(big)
        }
        #expect(lane.next(now: .now).sends.map { $0.body[0] } == [1, 2])
        #expect(lane.next(now: .now).sends.isEmpty)
        lane.returned(message(1).id, .done, now: .now)
        #expect(lane.next(now: .now).sends.map { $0.body[0] } == [3])
    }

    @Test func `what can't be sent as it is holds up nobody until it is buried`() {
        var lane = RelayLane()
        var carrying = message(1)
        carrying.carriesFrom = 1
        lane.add(carrying)
        lane.add(message(2))
        _ = lane.next(now: .now)
        lane.takeOut(carrying.id)
        lane.found([:], of: [carrying.id])
        #expect(lane.next(now: .now).sends.map(\.body) == [[2]])
        lane.add(carrying)
        #expect(lane.next(now: .now).reads.isEmpty, "it is known, and on its way to be buried")
        lane.returned(carrying.id, .done, now: .now)
        lane.add(carrying)
        #expect(lane.next(now: .now).reads.count == 1)
    }

    @Test func `beyond what it keeps in mind the table alone knows, and what comes later doesn't go before that`() {
        var lane = RelayLane()
        let start = ContinuousClock.now
        let all = (0..<RelayLane.most + 3).map { _ in
            OutgoingMessage(id: UUID(), destination: "x@1", subject: UUID(), version: 1, body: [1])
        }
        for message in all { lane.addNew(message) }
        #expect(lane.unfinished.count == RelayLane.most)
        #expect(lane.isLeftToTable && !lane.hasRoom && !lane.wantsMore(now: start))
        while lane.unfinished.count > RelayLane.most - RelayLane.handful {
            let work = lane.next(now: start)
            #expect(!work.sends.isEmpty)
            for message in work.sends { lane.returned(message.id, .done, now: start) }
        }
        #expect(lane.wantsMore(now: start))
        lane.addNew(message(1))
        #expect(!lane.unfinished.contains(message(1).id))
        lane.add(all[RelayLane.most])
        #expect(lane.unfinished.contains(all[RelayLane.most].id))
        lane.tableIsEmpty()
        lane.addNew(message(2))
        #expect(lane.unfinished.contains(message(2).id))
        // Nobody answers: there is no hurry to read more.
        lane.addNew(message(3))
        let sent = lane.next(now: start).sends
        lane.returned(sent[0].id, .unanswered, now: start)
        #expect(!lane.wantsMore(now: start))
    }

    @Test func `beyond the bound only ids stay in memory and bodies are read again`() {
        var lane = RelayLane()
        let all = (0..<UInt16(RelayLane.inMemory + 10)).map { number in
            OutgoingMessage(
                id: UUID(
                    uuid: (UInt8(number >> 8), UInt8(number & 255), 0, 0, 0, 0, 0x80, 0, 0x80, 0, 0, 0, 0, 0, 0, 0)),
                destination: "x@1", subject: UUID(), version: 1, body: [1])
        }
        for message in all { lane.add(message) }
        var sent = 0
        var reads: [UUID] = []
        while sent < RelayLane.inMemory {
            let work = lane.next(now: .now)
            for message in work.sends { lane.returned(message.id, .done, now: .now) }
            sent += work.sends.count
            reads += work.reads.map(\.id)
        }
        reads += lane.next(now: .now).reads.map(\.id)
        #expect(reads.count == 10)
        // One of them was acknowledged meanwhile by another instance.
        let bodies = Dictionary(uniqueKeysWithValues: reads.dropFirst().map { ($0, [UInt8(9)]) })
        lane.found(bodies, of: reads)
        #expect(lane.next(now: .now).sends.count == 9)
    }
}
