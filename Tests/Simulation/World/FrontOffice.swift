/// The officers of Klari, and whoever takes the place of one whose PC failed.
final class FrontOffice {
    private(set) var officers: [Officer] = []
    private let district: District
    private let books: Books

    init(_ district: District, _ books: Books, officers count: Int, citizensOfEach: Int) {
        self.district = district
        self.books = books
        for index in 0..<count { hire((0..<citizensOfEach).map { index * 100 + 1 + $0 }) }
    }

    private func hire(_ citizens: [Int]) {
        officers.append(Officer("officer-\(officers.count)", citizens, district, books))
    }

    func start() { for officer in officers { officer.start() } }

    var isDone: Bool { officers.allSatisfy(\.isDone) }

    /// What the officer had in hand.
    func replace(_ officer: Officer) -> ClientState {
        let (state, waiting) = officer.leave()
        hire(waiting)
        officers.last?.start()
        return state
    }
}
