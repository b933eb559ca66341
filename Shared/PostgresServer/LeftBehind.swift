import Foundation

extension ServerFolder {
    /// Waits until nothing of an earlier server lives in the data folder, then removes its stale pid files:
    /// the data's and the socket's.
    ///
    /// A server killed hard leaves children that end within a second or so; one whose starter was killed is
    /// about to stop and is asked to once more. A server that somebody else started is left alone. The pid
    /// file of a living server is never touched, and nothing is ever killed hard.
    func clearWhatWasLeftBehind(
        port: Int, startedByUs: pid_t?, until deadline: ContinuousClock.Instant
    ) throws(PostgresServerError) {
        let began = ContinuousClock.now
        var asked = false
        while case let pids = processes(), !pids.isEmpty {
            let postmaster = PostmasterFile(of: data)?.pid
            let orphaned = postmaster.map { !pids.contains($0) } ?? true
            if let postmaster, !orphaned, postmaster != startedByUs {
                throw .alreadyRunning(folder: path, pid: postmaster)
            }
            if let postmaster, !orphaned, !asked {
                kill(postmaster, SIGINT)
                asked = true
            }
            if orphaned, !asked, ContinuousClock.now > began + .seconds(5) {
                // Busy with a long statement, they have not noticed. SIGQUIT makes them leave at once.
                for pid in pids { kill(pid, SIGQUIT) }
                asked = true
            }
            if ContinuousClock.now > deadline { throw .leftBehind(folder: path, pids: pids) }
            usleep(20_000)
        }
        // Nobody lives here, so whoever has the number in them now is a stranger (after a reboot, say), or dead
        // and not yet reaped; PostgreSQL itself can't tell.
        for path in [PostmasterFile.path(of: data), socket(port: port) + ".lock", socket(port: port)] { unlink(path) }
    }

    /// The processes that work in the data folder: PostgreSQL's server and each of its children.
    private func processes() -> [pid_t] {
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { pid_t($0) } ?? []
        return ids.filter { id in
            guard (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd")) == data,
                let name = try? String(contentsOfFile: "/proc/\(id)/comm", encoding: .utf8)
            else { return false }
            return name.trimmingCharacters(in: .newlines) == "postgres"
        }
    }
}
