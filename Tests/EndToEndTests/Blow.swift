/// A program of the site is killed hard at a moment when work is surely in flight: a transaction, a request or a job
/// of a device stands still because the test holds what it waits for.
struct Blow: CustomStringConvertible {
    enum Pin {
        /// The lanes' rows are held, so whoever calls, serves or gives a ticket waits with its transaction open.
        case lanes
        /// The end of this service's next transaction waits: everything is written and nothing is committed.
        case transaction(of: DemoSite.Program)
        /// The printer has begun a sheet.
        case sheet
        /// The gateway has begun a message.
        case message
    }

    let victim: DemoSite.Program
    let pin: Pin

    init(_ victim: DemoSite.Program, _ pin: Pin) {
        (self.victim, self.pin) = (victim, pin)
    }

    var description: String {
        switch pin {
        case .lanes: "\(victim.rawValue) while intake waits for the lanes"
        case .transaction(let program): "\(victim.rawValue) while \(program.rawValue) is about to commit"
        case .sheet: "\(victim.rawValue) with a sheet in the printer"
        case .message: "\(victim.rawValue) with a message in the gateway"
        }
    }

    /// The service that stands in a transaction, if that is what is caught.
    var caught: DemoSite.Program? {
        switch pin {
        case .lanes: .intake
        case .transaction(let program): program
        case .sheet, .message: nil
        }
    }

    /// Whether what dies is a side of the transaction, and not only what carries its request.
    var endsTransaction: Bool { caught != nil && (victim == caught || victim == .store) }

    static let dayOne = [
        Blow(.intake, .lanes), Blow(.recording, .transaction(of: .recording)), Blow(.broker, .lanes),
        Blow(.printing, .transaction(of: .printing)), Blow(.store, .lanes),
        Blow(.intake, .transaction(of: .intake)), Blow(.broker, .transaction(of: .recording)),
        Blow(.recording, .transaction(of: .recording)), Blow(.store, .transaction(of: .printing)),
        Blow(.intake, .lanes), Blow(.notification, .transaction(of: .notification)),
    ]

    /// Of one kind of work, those come first that stop all of it: so there is still some left for the next.
    static let dayTwo = [
        Blow(.printing, .sheet), Blow(.printing, .transaction(of: .printing)), Blow(.printing, .sheet),
        Blow(.store, .transaction(of: .printing)), Blow(.broker, .transaction(of: .printing)),
        Blow(.notification, .transaction(of: .notification)), Blow(.notification, .message),
        Blow(.notification, .transaction(of: .notification)), Blow(.store, .transaction(of: .notification)),
        Blow(.broker, .transaction(of: .notification)),
        Blow(.intake, .lanes), Blow(.printing, .transaction(of: .printing)), Blow(.intake, .transaction(of: .intake)),
        Blow(.store, .lanes),
    ]
}
