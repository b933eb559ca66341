import Foundation
import TestKit

/// What a line of 512 kbit/s and 300 ms carries of a day's captures, what the counter feels of it, and how soon the
/// messages of six hours without a line have gone.
struct LineBench {
    static let wholeDay = 150
    static let captureBytes = 500_000
    /// Six of the eight hours in which 150 cases come in.
    static let backlogCases = 113

    let captures: Int
    let seconds: Int
    let rate: Double
    let delay: Double

    func run(progress: (String) -> Void) throws -> LineReport {
        progress("bringing both sites up")
        let sites = try LineSites(.init(delay: delay, rate: rate))
        let counter = LineCounter(sites.client)
        sites.line.set { $0.isCut = true }

        progress("taking \(captures) captures of \(Self.captureBytes / 1000) kB while the line is cut")
        for index in 0..<captures {
            let number = try counter.file("ktp-el-baru", documents: ["f-1.02", "kk"])
            try counter.capture(number, bytes: Self.file(index))
        }
        progress("the counter without the line, \(seconds) s")
        let span = ContinuousClock.now + .seconds(seconds)
        let alone = try Self.measure("line cut", counter) { ContinuousClock.now < span }

        progress("the captures go up, and the counter goes on")
        let before = sites.line.bytesCarried
        let began = ContinuousClock.now
        sites.line.set { $0.isCut = false }
        let least = ContinuousClock.now + .seconds(seconds)
        let limit = ContinuousClock.now + .seconds(300 + captures * 60)
        var first: Duration?
        var whole: Duration?
        let beside = try Self.measure("captures going up", counter) {
            guard ContinuousClock.now < limit else { throw CountsDiffer(what: "the captures didn't come in time") }
            if first == nil, try sites.piecesAtDukcapil() > 0 { first = ContinuousClock.now - began }
            if whole == nil, try sites.filesAtDukcapil() == captures { whole = ContinuousClock.now - began }
            return whole == nil || ContinuousClock.now < least
        }
        let (start, end) = ((first ?? .zero) / .seconds(1), (whole ?? .zero) / .seconds(1))
        let carried = sites.line.bytesCarried - before
        let files = try sites.filesAtDukcapil()
        guard files == captures else { throw CountsDiffer(what: "\(captures) captures and \(files) files there") }

        progress("\(Self.backlogCases) cases while the line is cut, and then it is back")
        sites.line.set { $0.isCut = true }
        for _ in 0..<Self.backlogCases {
            let number = try counter.file("kk-perubahan", documents: Self.familyCard)
            try counter.recordData(number)
        }
        let messages = try sites.waitingToGoUp()
        let back = ContinuousClock.now
        sites.line.set { $0.isCut = false }
        try eventually("the backlog has gone up", within: .seconds(600)) { try sites.waitingToGoUp() == 0 }
        let drained = (ContinuousClock.now - back) / .seconds(1)
        try sites.stop()
        return LineReport(
            rate: rate, delay: delay, captures: captures, firstPieceAfter: start, captureSeconds: end - start,
            bytesCarried: carried,
            counter: [alone, beside], backlogCases: Self.backlogCases, backlogMessages: messages,
            backlogSeconds: drained)
    }

    private static let familyCard = ["f-1.02", "f-1.06", "kk-lama", "bukti-perubahan"]

    /// Bytes that nothing on the way could make smaller.
    private static func file(_ index: Int) -> [UInt8] {
        var state = UInt64(index) &+ 0x9E37_79B9_7F4A_7C15
        return (0..<captureBytes).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    /// Files and looks up one case after the other, a pair every 100 ms, for as long as it is wanted.
    private static func measure(
        _ name: String, _ counter: LineCounter, while isWanted: () throws -> Bool
    ) throws -> CounterFigure {
        var filing: [Double] = []
        var status: [Double] = []
        let pace = DispatchSemaphore(value: 0)
        while try isWanted() {
            let began = ContinuousClock.now
            let number = try counter.file("kk-perubahan", documents: familyCard)
            let filed = ContinuousClock.now
            try counter.status(number)
            let seen = ContinuousClock.now
            filing.append((filed - began) / .milliseconds(1))
            status.append((seen - filed) / .milliseconds(1))
            _ = pace.wait(timeout: .now() + 0.1)
        }
        return CounterFigure(name: name, filing: Latencies(filing), status: Latencies(status), pairs: filing.count)
    }
}
