import Foundation

/// One line of what `loket up` tells of a restart, as it travels to whoever asked for it.
struct RestartNews: Codable, Equatable {
    enum Step: String, Codable {
        case starting, serving, makingRoom, ended
        /// The last line is one of these.
        case finished, failed, refused

        var isLast: Bool { [.finished, .failed, .refused].contains(self) }
    }

    var step: Step
    var program = ""
    var process: Int32?
    /// The process that it takes the place of.
    var beside: Int32?
    var why = ""

    init(_ step: Step, why: String = "") {
        self.step = step
        self.why = why
    }

    init(_ news: Rollover.News, process: (SiteProgram) -> Int32?) {
        switch news {
        case .starting(let program):
            step = .starting
            self.program = program.name
        case .serving(let program, let old):
            step = .serving
            self.program = program.name
            self.process = process(program)
            beside = old.flatMap(process)
        case .makingRoom(let program):
            step = .makingRoom
            self.program = program.name
            self.process = process(program)
        case .ended(let program):
            step = .ended
            self.program = program.name
            self.process = process(program)
        case .failed(let name, let why):
            step = .failed
            program = name
            self.why = why
        case .finished: step = .finished
        }
    }
}

/// What is asked of a running `loket up`: programs by their names.
struct RestartOrder: Codable {
    var restart: [String]
}
