import Foundation

/// The printing room of an office: numbers its runs and letters, and has at most one list open.
///
/// It is also what batches lock before they choose from the office's print queue.
public struct PrintDesk: Hashable, Sendable {
    public var office: String
    public var shortCode: String
    /// Runs of `runsDay`, the day of the latest planned run.
    public var runs = 0
    public var runsDay: Day?
    public var openRun: UUID?
    /// The latest day whose run has closed its list: what comes now is printed later.
    public var closedDay: Day?
    /// Letters of `lettersYear`, which begin at 1 every year.
    public var letters = 0
    public var lettersYear = 0

    public init(office: String, shortCode: String) {
        self.office = office
        self.shortCode = shortCode
    }

    public static func id(office: String) -> UUID {
        SubjectID.v7(dayOf: Day(ordinal: 0), naming: ["print-desk", office])
    }

    /// The number of the next run of a day, from 1.
    public func nextRun(on day: Day) -> Int {
        runsDay == day ? runs + 1 : 1
    }

    public func nextLetter(in year: Int) -> Int {
        lettersYear == year ? letters + 1 : 1
    }

    public mutating func apply(_ event: PrintDeskEvent) -> Bool {
        switch event {
        case .opened: return false
        case .runPlanned(let run, let day, let number):
            guard openRun == nil, number == nextRun(on: day) else { return false }
            (runs, runsDay, openRun) = (number, day, run)
        case .runListClosed(let run):
            guard openRun == run, let day = runsDay else { return false }
            openRun = nil
            closedDay = max(day, closedDay ?? day)
        case .letterNumbered(_, let year, let number):
            guard year >= lettersYear, number == nextLetter(in: year) else { return false }
            (letters, lettersYear) = (number, year)
        case .restored(let year, let letters, _, _):
            guard year >= lettersYear, letters >= (year == lettersYear ? self.letters : 0) else { return false }
            (self.letters, lettersYear, openRun) = (letters, year, nil)
        }
        return true
    }
}

public enum PrintDeskEvent: Hashable, Sendable {
    case opened(office: String, shortCode: String)
    case runPlanned(UUID, day: Day, number: Int)
    case runListClosed(UUID)
    case letterNumbered(file: UUID, year: Int, number: Int)
    /// The site was brought back from a backup: the register of `year` goes on after `letters`, and a list that was open
    /// is given up.
    case restored(year: Int, letters: Int, reason: String, at: Moment)
}
