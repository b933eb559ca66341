import ZeroMQ

/// Reads a folder's register again whenever its file changes, on a thread of its own.
public final class KeyWatch: Sendable {
    public typealias Content = (register: KeyRegister, mistakes: [KeyMistake])

    /// What the register was at the beginning.
    public let first: Content
    private let folder: KeyFolder
    private let pause: Duration
    private let version: FileVersion?
    private let stopping = Guarded(false)
    private let stopped = Signal()
    private let thread = Guarded<LoopThread?>(nil)

    /// Reads the register for the first time.
    public init(_ folder: KeyFolder, every pause: Duration = .seconds(1)) throws(KeyProblem) {
        self.folder = folder
        self.pause = pause
        version = folder.registerVersion
        first = try folder.register()
    }

    /// - Parameter onChange: called on the watch's thread. Of a file that can't be used it is told once; where there is
    ///   none any more, the register is empty.
    public func start(
        _ onChange: @escaping @Sendable (Result<Content, KeyProblem>) -> Void
    ) throws(ZeroMQError) {
        let (folder, pause, version, stopping, stopped) = (folder, pause, version, stopping, stopped)
        let started = try LoopThread(name: "loket-keys") {
            var seen = version
            while !stopped.wait(within: pause), !stopping.with({ $0 }) {
                let now = folder.registerVersion
                if now == seen { continue }
                seen = now
                do throws(KeyProblem) {
                    onChange(.success(try folder.register()))
                } catch {
                    onChange(.failure(error))
                }
            }
        }
        thread.with { $0 = started }
    }

    public func stop() {
        stopping.with { $0 = true }
        stopped.give()
        thread.with { $0 }?.join()
    }
}
