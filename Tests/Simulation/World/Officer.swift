import Casework
import Civil
import Contracts
import Foundation
import Majordomo
import ServiceClient
import TestKit

/// An officer of Klari with a line of citizens: files, records, says what has arrived, hands out; each request through the
/// broker, until it is answered.
final class Officer {
    private let name: String
    private let district: District
    private let books: Books
    private var citizens: [Int]
    private let caller: Caller
    private let asker: Asker
    private var isGone = false
    /// What is waited for, in words.
    private(set) var waitsFor = ""
    private(set) var isDone = false

    init(_ name: String, _ citizens: [Int], _ district: District, _ books: Books) {
        self.name = name
        self.citizens = citizens
        self.district = district
        self.books = books
        asker = Asker(operatorName: name)
        caller = Caller(name, at: district.klari.broker)
    }

    private var world: World { district.world }
    private var hadRestore: Bool { district.lives > 2 }
    var wires: [Wire] { [caller.wire].compactMap(\.self) }

    func start() {
        caller.start()
        beat()
        serveNext()
    }

    private func beat() {
        world.after(.milliseconds(250)) { [self] in
            caller.tick()
            if !isGone { beat() }
        }
    }

    /// The PC fails, and whatever was asked is never heard of again by whoever asked it. Another takes the citizens who
    /// still wait.
    func leave() -> (state: ClientState, waiting: [Int]) {
        isGone = true
        isDone = true
        let state = caller.outstanding > 0 ? ClientState.asking : .idle
        caller.die()
        return (state, citizens)
    }

    private func serveNext() {
        guard !isGone else { return }
        guard !citizens.isEmpty else {
            isDone = true
            return
        }
        let citizen = citizens.removeFirst()
        books.comes(citizen)
        let command = WireIntakeCommand.OneOf_Command.openVisit(
            .with {
                $0.form = SampleCitizen.form(citizen, of: District.klariOffice, line: "line-\(citizen)")
            })
        let again = world.chance(0.1)
        // Whose case came back from Dukcapil is told that it is open already.
        let refused = { [self] in serveNext() }
        ask(IntakeDialect.self, command, twice: again, refused: refused) { [self] reply in
            guard case .visitOpened(let visit) = reply, let opened = visit.cases.first,
                let id = UUID(checking: opened.caseID)
            else { return { [self] in world.wrong("\(name): a visit was answered with \(reply)") } }
            books.told(citizen, opened.number)
            return { [self] in see(citizen, opened, id) }
        }
    }

    /// Goes on with a case once it stands where the officer has something to do.
    private func see(_ citizen: Int, _ opened: WireCaseOpened, _ id: UUID) {
        world.after(world.milliseconds(50...250)) { [self] in
            guard !isGone else { return }
            let again = { [self] in see(citizen, opened, id) }
            // Nobody can look while the site is dead.
            if district.klari.isDead { return again() }
            guard let (file, _) = district.klari.caseFile(id) else {
                if books.goneWithSite.contains(opened.number) { return serveNext() }
                return world.wrong("\(opened.number) was told and isn't there")
            }
            waitsFor = "\(opened.number), \(file.stage.word) at \(file.holder)\(file.inTransit ? ", in transit" : "")"
            guard file.held.isEmpty || hadRestore else {
                return world.wrong("\(opened.number) is held: \(file.held)")
            }
            let goOn: (Any) -> () -> Void = { _ in again }
            if !file.held.isEmpty { return again() }
            switch file.stage {
            case .toRecord where file.service == "recording" && !file.inTransit:
                ask(
                    RecordingDialect.self, .recordData(.with { $0.caseNumber = opened.number }),
                    twice: world.chance(0.1),
                    refused: again, then: goOn)
            case .arriving where !file.inTransit:
                ask(
                    PrintingDialect.self, .noteArrival(.with { $0.caseNumber = opened.number }),
                    twice: world.chance(0.1), refused: again, then: goOn)
            case .ready where !file.inTransit:
                let collect = WirePrintingCommand.OneOf_Command.collect(
                    .with {
                        $0.caseNumber = opened.number
                        $0.trackingCode = opened.trackingCode
                        $0.collector = "WARGA KLARI"
                        $0.relation = "owner"
                        $0.surrendered = 1
                    })
                ask(PrintingDialect.self, collect, twice: world.chance(0.1), refused: again) { [self] _ in
                    books.collected(citizen)
                    return { [self] in serveNext() }
                }
            case .collected:
                // Handed out by an answer that a restore took back.
                books.collected(citizen)
                serveNext()
            default: again()
            }
        }
    }

    // MARK: Requests

    /// - Parameters:
    ///   - twice: asks the same again after the answer, as if it had not come: the answer must be the same.
    ///   - refused: what to do with a no; at a site that was restored things may stand otherwise than they were seen.
    ///   - answered: notes the answer, as the site may be gone before the second; gives what comes after both.
    private func ask<D: ServiceDialect>(
        _ dialect: D.Type, _ command: D.Command, twice: Bool, refused: @escaping () -> Void,
        then answered: @escaping (D.Reply) -> () -> Void
    ) {
        do {
            let id = SubjectID.v7(at: Moment(microseconds: world.wallClock), random: world.drawBytes(10))
            let request = ServiceRequest(
                D.service, office: District.klariOffice, id: id, body: try D.written(command))
            let bytes: [UInt8] = try request.envelope(from: asker).serializedBytes()
            books.attempt(id)
            waitsFor = "an answer of \(request.name)"
            pursue(request, bytes, refused) { [self] first in
                books.answered(id)
                let goOn: () -> Void
                do {
                    guard let reply = try D.read(first) else { return world.wrong("\(name): an empty answer") }
                    goOn = answered(reply)
                } catch {
                    return world.wrong("\(name): \(error)")
                }
                guard twice else { return goOn() }
                let lives = district.lives
                pursue(request, bytes, goOn) { [self] second in
                    if second != first, district.lives == lives {
                        world.wrong("\(name): the same request was answered twice, differently")
                    }
                    goOn()
                }
            }
        } catch {
            world.wrong("\(name): \(error)")
        }
    }

    private func pursue(
        _ request: ServiceRequest, _ bytes: [UInt8], _ refused: @escaping () -> Void,
        _ ended: @escaping ([UInt8]) -> Void
    ) {
        send(Pursuit(request, patience: .patient(.seconds(600)), from: world.now), bytes, refused, ended)
    }

    private func send(
        _ pursuit: Pursuit, _ bytes: [UInt8], _ refused: @escaping () -> Void, _ ended: @escaping ([UInt8]) -> Void
    ) {
        guard !isGone else { return }
        // A counter's program asks for as long as it takes, in questions of a minute.
        let deadline = min(pursuit.left(at: world.now), .seconds(60))
        caller.request(pursuit.request.name, id: pursuit.request.id, bytes, deadline: deadline) { [self] outcome in
            guard !isGone else { return }
            if outcome == .unknown || outcome == .expired {
                return send(pursuit, bytes, refused, ended)
            }
            var pursuit = pursuit
            switch pursuit.received(outcome, at: world.now) {
            case .end(.success(let body)): ended(body)
            case .end(.failure(.rejected(let no))) where hadRestore && no.code == "restoring":
                world.after(.seconds(1)) { [self] in send(pursuit, bytes, refused, ended) }
            case .end(.failure(.rejected)) where hadRestore: refused()
            case .end(.failure(let failure)): world.wrong("\(name): \(pursuit.request.name): \(failure)")
            case .again(let pause): world.after(pause) { [self] in send(pursuit, bytes, refused, ended) }
            }
        }
    }
}
