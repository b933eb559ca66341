import Casework
import Civil
import Contracts
import Foundation
import Logging
import Majordomo

/// Reads what the broker delivers: a command goes to the engine, a question to the readers, and what can't be
/// read gets a fault that says so.
package struct Reception<D: Department>: Sendable {
    let desk: D
    let logger: Logger
    private let draw: @Sendable () -> Draw.Seed
    private let put: @Sendable (_ handle: [UInt8], _ body: [UInt8]) -> Void
    private let flush: @Sendable () -> Void

    /// - Parameters:
    ///   - draw: where what is random about a request comes from.
    ///   - put: takes an answer, on any thread; what was put leaves with the next `flush`.
    package init(
        desk: D, logger: Logger, draw: @escaping @Sendable () -> Draw.Seed = { .drawn() },
        put: @escaping @Sendable (_ handle: [UInt8], _ body: [UInt8]) -> Void,
        flush: @escaping @Sendable () -> Void
    ) {
        self.desk = desk
        self.logger = logger
        self.draw = draw
        self.put = put
        self.flush = flush
    }

    package struct Sorted {
        package var commands: [Admission<D.Command>] = []
        var questions: [Inquiry<D.Question>] = []
    }

    package func sort(_ deliveries: [Delivery]) -> Sorted {
        var sorted = Sorted()
        for delivery in deliveries {
            switch read(delivery) {
            case .command(let asking, let command, let body, let carried):
                sorted.commands.append(
                    Admission(asking: asking, command: command, body: body, seed: draw(), carried: carried) { [put] in
                        put(delivery.handle, $0)
                    })
            case .question(let asking, let question):
                sorted.questions.append(
                    Inquiry(asking: asking, question: question) { [put, flush] in
                        put(delivery.handle, $0)
                        flush()
                    })
            case .fault(let reply): put(delivery.handle, reply)
            }
        }
        flush()
        return sorted
    }

    /// Why another site doesn't get what it asks for.
    private func refusal(of asked: Asked<D.Command, D.Question>, _ asking: Asking) -> Rejection? {
        guard let offices = asking.speaksFor else { return nil }
        do throws(Rejection) {
            try desk.admit(asked, speakingFor: offices)
            return nil
        } catch {
            logger.warning(
                "another site asked for what is not its own: refused",
                metadata: ["principal": "\(asking.principal)", "service": "\(desk.service)", "code": "\(error.code)"])
            return error
        }
    }

    private enum Understood {
        case command(Asking, D.Command, [UInt8], CarriedHistory?)
        case question(Asking, D.Question)
        case fault([UInt8])
    }

    private func read(_ delivery: Delivery) -> Understood {
        guard let request = try? WireRequest(serializedBytes: delivery.body) else {
            return .fault(
                ReplyBytes.fault(
                    nil, code: "malformed", problem: "the body is no loket.v1.Request",
                    fix: "send the protobuf message of envelope.proto"))
        }
        let id = UUID(checking: request.id)
        guard request.contract == 1 else {
            return .fault(
                ReplyBytes.fault(
                    id, code: "wrong_contract", problem: "contract \(request.contract) isn't spoken here",
                    fix: "send contract 1, or run a newer service"))
        }
        guard let id else {
            return .fault(
                ReplyBytes.fault(
                    nil, code: "malformed", problem: "id has \(request.id.count) bytes", fix: "send a UUID's 16 bytes"))
        }
        guard delivery.service == "\(desk.service)@\(request.office)" else {
            return .fault(
                ReplyBytes.fault(
                    id, code: "wrong_office",
                    problem:
                        "the request is for office \(Rejection.quoted(request.office)) and came to \(delivery.service)",
                    fix: "name the same office in the request and in the service's name"))
        }
        let asking = Asking(
            id: id, principal: delivery.principals.joined(separator: ">"), office: request.office,
            operatorName: request.actor.operator, desk: request.actor.desk, purpose: request.actor.purpose,
            service: request.actor.service, speaksFor: Principals.limits(of: delivery.principals))
        let body = Array(request.body)
        do throws(UnreadableRequest) {
            let asked = try desk.read(body)
            if let refusal = refusal(of: asked, asking) { return .fault(ReplyBytes.rejected(id, refusal)) }
            switch asked {
            case .command(let command):
                let carried = request.hasCarried ? try CarriedHistory(request.carried) : nil
                return .command(asking, command, body, carried)
            case .question(let question): return .question(asking, question)
            }
        } catch {
            return .fault(ReplyBytes.fault(id, code: error.code, problem: error.problem, fix: error.fix))
        }
    }
}
