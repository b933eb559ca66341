import Foundation

/// Ends what this test process started once it is gone itself, also after `kill -9`.
///
/// A shell in a session of its own reads a pipe whose other end only this process holds. What it hears of
/// processes and folders it keeps in mind; at the end of the pipe it kills the ones and removes the others.
final class Watchdog: @unchecked Sendable {
    static let shared = Watchdog()

    private let lock = NSLock()
    private let pipe: Int32

    private static let script = """
        processes=' '; clusters=; folders=
        while read -r verb what; do
          case $verb in
            process) processes="$processes$what " ;;
            forget) processes=$(printf %s "$processes" | sed "s| $what | |") ;;
            cluster) clusters="$clusters $what" ;;
            folder) folders="$folders $what" ;;
          esac
        done
        for pid in $processes; do kill -9 "$pid"; done
        for cluster in $clusters; do
          [ -s "$cluster/postmaster.pid" ] || continue
          pid=$(head -n 1 "$cluster/postmaster.pid")
          kill -QUIT "$pid"
          for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            kill -0 "$pid" || break
            sleep 0.1
          done
        done
        for folder in $folders; do rm -rf "$folder"; done
        """

    private init() {
        do {
            let ends = try Spawn.pipe()
            _ = try Spawn.process(
                "/bin/sh", ["-c", Self.script],
                descriptors: .init(input: ends.reading, output: nil, error: nil), inOwnSession: true)
            close(ends.reading)
            pipe = ends.writing
        } catch {
            preconditionFailure("the watchdog can't start: \(error)")
        }
    }

    func watch(process: pid_t) { tell("process \(process)") }
    func forget(process: pid_t) { tell("forget \(process)") }
    /// A PostgreSQL data folder whose postmaster, whoever that will be then, is to be stopped.
    func watch(cluster: String) { tell("cluster \(cluster)") }
    func watch(folder: String) { tell("folder \(folder)") }

    private func tell(_ line: String) {
        let bytes = [UInt8]((line + "\n").utf8)
        lock.withLock {
            // One short write to a pipe is whole; if it fails the watchdog is gone, and nothing is left to do.
            _ = write(pipe, bytes, bytes.count)
        }
    }
}
