import Civil
import Contracts

extension DayPlayer {
    /// What an answer is the answer to.
    enum Intent: Equatable, Sendable {
        case open(coming: Int)
        case call(seat: Int)
        case attend(seat: Int, coming: Int)
        case sendAway(seat: Int)
        case complete(CaseKey)
        case record(CaseKey, seat: Int, attempt: Int)
        case collect(CaseKey, seat: Int)
        case close(seat: Int)
        case goHome(coming: Int)
        case takeAlong(CaseKey, attempt: Int)
        case noteCentre(CaseKey)
        case find(CaseKey)
        case withdraw
        case planRun(session: Int)
        case startRun
        case showRun(Int)
        case countSheet
        case printAgain
        case countReprint
        case closeRun
        case closeLanes(session: Int)
        case showClosing

        var isOpening: Bool {
            if case .open = self { true } else { false }
        }
    }

    mutating func handle(_ event: Event) {
        switch event {
        case .opens(let session): open(session)
        case .comes(let coming): come(coming)
        case .losesPatience(let coming): losePatience(coming)
        case .callsAgain(let seat): callNext(seat)
        case .finishes(let seat): finish(seat)
        case .triesAgain(let key, let seat, let attempt): record(key, seat: seat, attempt: attempt)
        case .centreAnswers(let key): noteCentre(key)
        case .withdraws(let key): find(key)
        case .takesAlong(let key, let attempt): takeAlong(key, attempt: attempt)
        case .startsRun(let run): startRun(run)
        case .countsRun(let run): showRun(run)
        case .printsAgain(let run): printAgain(run)
        case .countsReprints(let run): countReprints(run)
        case .closesRun(let run): closeRun(run)
        case .closesLanes(let session): closeLanes(session)
        case .ends(let session): end(session)
        }
    }

    mutating func handle(_ answer: DayAnswer, to intent: Intent) {
        switch (intent, answer) {
        case (.open(let coming), .intake(.visitOpened(let opened))):
            if Moment(microseconds: opened.at) != now { isOutOfStep = true }
            self.opened(coming, opened)
        case (.open(let coming), .declined(let why)):
            if why.code == "lane_closed", lanesAreOpen { isOutOfStep = true }
            turnAway(coming)
        case (.call(let seat), .intake(.visitCalled(let called))): self.called(seat, called)
        case (.call(let seat), _): seats[seat].state = .idle
        case (.attend(let seat, let coming), .intake): serve(seat, coming)
        case (.attend(let seat, _), _), (.sendAway(let seat), _): callLater(seat)
        case (.complete(let key), .intake(.case(let view))): completed(key, view)
        case (.record(let key, let seat, let attempt), .recording(.captureRefused)):
            ledger.capturesRefused += 1
            plan(.triesAgain(key, seat: seat, attempt: attempt + 1), at: now + .minutes(1))
        case (.record(let key, let seat, _), .recording(.case(let view))):
            recorded(key)
            tell(key, view)
            taskDone(seat)
        case (.record(_, let seat, _), _): taskDone(seat)
        case (.collect(let key, let seat), .printing):
            handedOut(key)
            taskDone(seat)
        case (.collect(_, let seat), _):
            ledger.inVain += 1
            taskDone(seat)
        case (.close(let seat), .intake):
            ledger.served += 1
            callNext(seat)
        case (.close(let seat), _): callLater(seat)
        case (.goHome(let coming), .intake):
            comings[coming].waits = false
            ledger.wentHome += 1
        case (.takeAlong(let key, _), .printing): handedOut(key)
        case (.takeAlong(let key, let attempt), _): waitOn(key, attempt: attempt)
        case (.noteCentre(let key), .recording(.case(let view))):
            ledger.centreAnswers += 1
            tell(key, view)
        case (.find(let key), .intake(.found(let found))): withdraw(key, found)
        case (.withdraw, .holder): ledger.withdrawn += 1
        case (.planRun(let session), .printing(.run(let view))): runPlanned(session, view)
        case (.showRun(let run), .printing(.run(let view))): count(run, view)
        case (.countReprint, .printing): ledger.reprinted += 1
        case (.closeLanes(let session), _): lanesClosed(session)
        case (.showClosing, .intake(.closing(let closing))): closed(closing)
        default: break
        }
    }
}
