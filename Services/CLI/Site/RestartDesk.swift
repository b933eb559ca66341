import Foundation

/// Where a running `loket up` is asked for a restart: a socket in the site's folder, for its own account and root.
///
/// One line of JSON comes in, and lines of news go out until the restart is over. Whoever asked may go away meanwhile.
final class RestartDesk: @unchecked Sendable {
    private let socket: LocalSocket
    private let path: String
    private let known: [String]
    private let take: @Sendable ([String], RestartListener) -> Void

    init(_ plan: SitePlan, take: @escaping @Sendable ([String], RestartListener) -> Void) throws {
        path = plan.folder.restartSocket
        known = plan.restartable
        self.take = take
        // The folder's lock is ours, so whoever made one that lies there is gone.
        unlink(path)
        guard let socket = LocalSocket.listening(at: path) else {
            throw SiteProblem("\(path) can't be made (\(String(cString: strerror(errno)))): choose another --data.")
        }
        self.socket = socket
        let thread = Thread { [self] in serve() }
        thread.name = "restart-desk"
        thread.start()
    }

    func close() {
        unlink(path)
        socket.shut()
    }

    private func serve() {
        while let guest = socket.accept() {
            let listener = RestartListener(guest)
            guard guest.belongsToUs else { continue }
            guard let line = guest.line(within: 5),
                let order = try? JSONDecoder().decode(RestartOrder.self, from: Data(line.utf8))
            else {
                listener.hear(RestartNews(.refused, why: "the site doesn't understand what it was asked"))
                continue
            }
            if let stranger = order.restart.first(where: { !known.contains($0) }) {
                listener.hear(RestartNews(.refused, why: "this site has no \(stranger)"))
                continue
            }
            take(known.filter { order.restart.isEmpty || order.restart.contains($0) }, listener)
        }
    }
}

/// Whoever hears how a restart goes.
final class RestartListener: @unchecked Sendable {
    private let guest: LocalSocket

    init(_ guest: LocalSocket) {
        self.guest = guest
    }

    func hear(_ news: RestartNews) {
        guard let line = try? JSONEncoder().encode(news) else { return }
        guest.say(String(decoding: line, as: UTF8.self))
        if news.step.isLast { guest.shut() }
    }
}

extension SitePlan {
    /// What can be replaced while the site serves, in that order. The broker is last: by then it is known that the
    /// installed programs run.
    var restartable: [String] { services.map(\.name) + [broker.name] }
}
