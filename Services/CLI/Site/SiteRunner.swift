import Foundation
import Logging
import PostgresServer
import Processes

/// Keeps a whole site running until it is asked to stop: acts on what `Supervision` decides.
///
/// One thread decides; PostgreSQL's starting and stopping, which take a while, have a queue of their own.
/// Every program is a child that the kernel ends together with this process, however that ends.
final class SiteRunner: @unchecked Sendable {
    private let plan: SitePlan
    private let request: SiteRequest
    private let postgres: EmbeddedPostgres
    let door: DatabaseDoor?
    private let members: MemberLogins?
    private let anchors: DailyAnchors
    private let events = EventQueue()
    private let storeWork = DispatchQueue(label: "loket.store")
    /// Touched by the deciding thread only, but for `site`, which is set before anybody is told of it.
    private var children: [SiteProgram: ChildProcess] = [:]
    private var site: SiteRecord?
    private var readiness: Readiness?
    /// Programs that are replaced as soon as it is known how their names are served without them.
    private var awaitingLook: Set<SiteProgram> = []
    private var listener: RestartListener?
    private var processes: [SiteProgram: pid_t] = [:]

    init(_ plan: SitePlan, _ request: SiteRequest) throws {
        self.plan = plan
        self.request = request
        var settings = EmbeddedPostgres.Settings(folder: plan.folder.postgres)
        settings.overrides["password_encryption"] = "scram-sha-256"
        door = plan.doors.database.map { DatabaseDoor($0, in: plan.folder) }
        door?.open(&settings)
        let postgres = try EmbeddedPostgres(settings)
        self.postgres = postgres
        members = door.map { door in
            MemberLogins(
                plan.keys, door, conninfo: { postgres.conninfo(database: SiteRecord.database) }, say: SiteRunner.say)
        }
        anchors = DailyAnchors(
            plan.folder, conninfo: { postgres.conninfo(database: SiteRecord.database, user: "loket_auditor") },
            say: SiteRunner.say)
    }

    /// Returns when everything has stopped; throws when the site could not come up.
    func run(announce: (SiteRecord) -> Void) throws {
        let signals = stopOnSignals()
        defer { for signal in signals { signal.cancel() } }
        let desk = try RestartDesk(plan) { [events] in events.put(.restart($0, $1)) }
        defer { desk.close() }
        var supervision = Supervision(plan.all)
        var actions = supervision.begin(at: .now)
        while true {
            for action in actions {
                switch action {
                case .start(let program): start(program)
                case .stop(let program): stop(program)
                case .kill(let program): kill(program)
                case .say(let sentence): SiteRunner.say(sentence)
                case .announceReady: if let site { announce(site) }
                case .makeRoom(let broker): lookFirst(broker)
                case .report(let news): report(news)
                case .finish(let failure):
                    readiness?.stop()
                    if let failure { throw SiteProblem(failure) }
                    return
                }
            }
            actions = react(to: events.take(until: supervision.wake), &supervision)
        }
    }

    private func react(to news: SiteNews, _ supervision: inout Supervision) -> [Supervision.Action] {
        switch news {
        case .looked(let program):
            guard awaitingLook.remove(program) != nil else { return [] }
            if program.stage == .broker { stop(program) } else { launch(program) }
            return []
        case .restart(let names, let listener):
            guard supervision.rollover == nil else {
                listener.hear(RestartNews(.refused, why: "a restart is under way already"))
                return []
            }
            self.listener = listener
            return supervision.handle(.restart(names), at: .now)
        case .event(let event):
            if event == .stop {
                if awaitingLook.remove(plan.broker) != nil { stop(plan.broker) }
                readiness?.stop()
                members?.stop()
                anchors.stop()
            }
            if case .ended(let program, _, _) = event, program.life > 1 { readiness?.forget(program) }
            return supervision.handle(event, at: .now)
        }
    }

    private func report(_ news: Rollover.News) {
        listener?.hear(RestartNews(news) { processes[$0] })
        switch news {
        case .failed(let name, let why): SiteRunner.say("\(name) was not replaced: \(why)")
        case .starting, .serving, .makingRoom, .ended, .finished: break
        }
    }

    /// Finds out how a program's names are served, before another process serves them too.
    private func lookFirst(_ program: SiteProgram) {
        guard let site, let readiness else { return }
        awaitingLook.insert(program)
        let names =
            program.stage == .broker
            ? plan.services.flatMap { plan.names(of: $0, site: site) }
            : plan.names(of: program, site: site)
        readiness.expectAnother(program, serving: names) { [events] in events.put(.looked(program)) }
    }

    private func start(_ program: SiteProgram) {
        if program.stage == .store {
            storeWork.async { self.startStore() }
            return
        }
        // It may be started again after it has served.
        if program.life > 1, processes[program] == nil { return lookFirst(program) }
        launch(program)
    }

    private func launch(_ program: SiteProgram) {
        guard let site else { return }
        do throws(LaunchError) {
            let log = ProgramLog(path: plan.folder.log(of: program.name))
            let child = try ChildProcess.start(
                Launch(
                    plan.executable(of: program),
                    environment: plan.environment(of: program, site: site) {
                        postgres.conninfo(database: SiteRecord.database, user: $0)
                    },
                    output: .file(log.path))
            ) { [events] exit in
                let words = exit.isSuccess ? nil : log.lastWords
                let how = words.map { "\(exit) (\($0))" } ?? "\(exit)"
                if case .status = exit {
                    events.put(.ended(program, how: how, byItself: true))
                } else {
                    events.put(.ended(program, how: "\(exit)", byItself: false))
                }
            }
            children[program] = child
            processes[program] = child.pid
        } catch {
            events.put(.ended(program, how: error.description, byItself: true))
        }
    }

    private func stop(_ program: SiteProgram) {
        guard program.stage == .store else {
            if awaitingLook.remove(program) != nil, program.stage == .service {
                events.put(.ended(program, how: "was not started", byItself: true))
            }
            children[program]?.send(SIGTERM)
            return
        }
        storeWork.async { [self] in
            postgres.stop(within: program.patience)
            // Where it had died before, nobody else says so.
            events.put(.ended(program, how: "has stopped", byItself: true))
        }
    }

    private func kill(_ program: SiteProgram) {
        guard program.stage == .store else {
            if awaitingLook.remove(program) != nil, program.stage == .service {
                events.put(.ended(program, how: "was not started", byItself: true))
            }
            children[program]?.send(SIGKILL)
            return
        }
        Thread.detachNewThread { [postgres] in _ = postgres.stop(within: .zero) }
    }

    /// Brings PostgreSQL up; on the first time also the schema and the site itself.
    private func startStore() {
        let store = plan.store
        let life = ServerLife { [events] in events.put(.ended(store, how: $0, byItself: false)) }
        do {
            try door?.prepare()
            try postgres.start { life.ended("\($0)") }
            if site == nil {
                let site = try SiteStore(conninfo: { self.postgres.conninfo(database: $0) }).prepare(request)
                self.site = site
                members?.start()
                anchors.start(site)
                try watchReadiness()
            }
            events.put(.ready(store))
            life.began()
        } catch {
            postgres.stop()
            events.put(.ended(store, how: "\(error)", byItself: true))
        }
    }

    private func watchReadiness() throws {
        guard let site else { return }
        let expected = [plan.broker: []].merging(
            plan.services.map { ($0, plan.names(of: $0, site: site)) }
        ) { $1 }
        readiness = try Readiness(brokers: plan.brokers, expected: expected) { [events] in events.put(.ready($0)) }
    }

    /// SIGINT and SIGTERM ask the site to stop; asked twice, it hurries.
    private func stopOnSignals() -> [any DispatchSourceSignal] {
        signal(SIGPIPE, SIG_IGN)
        return [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [events] in events.put(.stop) }
            source.resume()
            return source
        }
    }

    private static func say(_ sentence: String) {
        FileHandle.standardError.write(Data("loket: \(sentence)\n".utf8))
    }
}

/// Tells of a server's end once, and only after its start was told of.
private final class ServerLife: @unchecked Sendable {
    private let lock = NSLock()
    private let tell: @Sendable (String) -> Void
    private var hasBegun = false
    private var end: String?

    init(_ tell: @escaping @Sendable (String) -> Void) {
        self.tell = tell
    }

    func began() {
        let end = lock.withLock {
            hasBegun = true
            return self.end
        }
        if let end { tell(end) }
    }

    func ended(_ how: String) {
        let isDue = lock.withLock {
            end = how
            return hasBegun
        }
        if isDue { tell(how) }
    }
}
