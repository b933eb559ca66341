import Contracts
import Foundation
import ServiceClient

/// Desks of Klari that call one visit after the other from the lane of letters, and serve whoever comes.
struct Desks: Sendable {
    /// Those that the catalogue gets for it, beside the one that it has.
    static let more = ["6", "7", "8", "9"]

    let sites: FaultSites
    let books: Books

    /// Calls until it is over and nobody waits any more.
    ///
    /// - Returns: how many were served, and how many had gone, by the clock, when they were.
    func serve(until isOver: Flag) async -> (served: Int, gone: Int) {
        await withTaskGroup(of: (Int, Int).self) { group in
            for desk in ["5"] + Self.more { group.addTask { await serve(at: desk, until: isOver) } }
            var (served, gone) = (0, 0)
            for await (some, others) in group { (served, gone) = (served + some, gone + others) }
            return (served, gone)
        }
    }

    private func serve(at desk: String, until isOver: Flag) async -> (Int, Int) {
        var (served, gone) = (0, 0)
        do throws(RequestFailure) {
            while true {
                let mustEnd = isOver.isUp
                guard let number = try await call(to: desk) else {
                    if mustEnd { return (served, gone) }
                    await Pace.rest(0.25)
                    continue
                }
                if try await close(number) { served += 1 } else { gone += 1 }
            }
        } catch {
            books.wrong("desk \(desk): \(error)")
        }
        return (served, gone)
    }

    private func call(to desk: String) async throws(RequestFailure) -> String? {
        let reply = try await sites.klari.client.ask(
            IntakeDialect.self, FaultSites.klariOffice,
            .callNext(
                .with {
                    $0.lane = "C"
                    $0.desk = desk
                }), patience: .patient(.seconds(900)))
        guard case .visitCalled(let called) = reply, !called.nobody else { return nil }
        return called.visit.number
    }

    /// False where the call was given up, as it must be when the clock jumps beyond it.
    private func close(_ number: String) async throws(RequestFailure) -> Bool {
        do throws(RequestFailure) {
            _ = try await sites.klari.client.ask(
                IntakeDialect.self, FaultSites.klariOffice,
                .closeVisit(
                    .with {
                        $0.visit = number
                        $0.outcome = "served"
                    }), patience: .patient(.seconds(900)))
            return true
        } catch {
            guard case .rejected = error, sites.klari.clock?.wasMoved == true else { throw error }
            return false
        }
    }
}
