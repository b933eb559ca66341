import Contracts
import Majordomo
import SwiftProtobuf

extension BrokerStatus {
    /// The body of a reply to `lok.status`. It is always written: nothing in it can fail to encode.
    var encoded: [UInt8] {
        var report = WireBrokerStatus()
        report.incarnation = incarnation
        report.uptimeMilliseconds = UInt64(uptime / .milliseconds(1))
        report.services = services.map { service in
            var line = WireServiceLine()
            line.name = service.name
            line.workers = UInt32(clamping: service.workers)
            line.credit = UInt32(clamping: service.credit)
            line.outstanding = UInt32(clamping: service.outstanding)
            line.queued = UInt32(clamping: service.queued)
            return line
        }
        report.lines = lines.map(\.message)
        report.counters = counters.message
        let bytes: [UInt8]? = try? report.serializedBytes()
        return bytes ?? []
    }
}

extension LineStatus {
    fileprivate var message: WireSiteLine {
        var message = WireSiteLine()
        message.name = name
        message.offices = offices
        message.up = isUp
        message.sinceMilliseconds = UInt64(max(since, .zero) / .milliseconds(1))
        if let heard { message.heardMilliseconds = UInt64(max(heard, .zero) / .milliseconds(1)) }
        if let roundTrip { message.roundTripMicroseconds = UInt64(max(roundTrip, .zero) / .microseconds(1)) }
        message.endpoint = endpoint
        message.breaks = UInt64(breaks)
        message.outgoing = outgoing.message
        message.incoming = incoming.message
        return message
    }
}

extension LineStatus.Load {
    fileprivate var message: WireLineLoad {
        var message = WireLineLoad()
        message.requests = UInt64(requests)
        message.bytes = UInt64(bytes)
        message.oldestMilliseconds = UInt64(max(oldest, .zero) / .milliseconds(1))
        return message
    }
}

extension BrokerCounters {
    fileprivate var message: WireBrokerCounters {
        var message = WireBrokerCounters()
        message.requests = UInt64(requests)
        message.dispatched = UInt64(dispatched)
        message.replied = UInt64(replied)
        message.busy = UInt64(busy)
        message.unavailable = UInt64(unavailable)
        message.expired = UInt64(expired)
        message.refused = UInt64(refused)
        message.absorbed = UInt64(absorbed)
        message.mdpExpired = UInt64(mdpExpired)
        message.mdpDropped = UInt64(mdpDropped)
        message.oversize = UInt64(oversize)
        message.unknownHeaders = UInt64(unknownHeaders)
        message.malformed = UInt64(malformed)
        message.unknownHandles = UInt64(unknownHandles)
        message.afterDisconnect = UInt64(afterDisconnect)
        message.disconnected = UInt64(disconnected)
        message.workersLost = UInt64(workersLost)
        message.forgotten = UInt64(forgotten)
        message.released = UInt64(released)
        message.undelivered = UInt64(undelivered)
        message.refusedKeys = UInt64(refusedKeys)
        message.unwelcome = UInt64(unwelcome)
        return message
    }
}
