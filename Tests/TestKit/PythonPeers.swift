import Foundation

/// The independent peers in `Tests/Peers`, written in Python from the RFCs.
public enum PythonPeers {
    public struct NoPython: Error, CustomStringConvertible {
        public let description: String
    }

    /// Starts a peer by the name of its script.
    public static func start(_ script: String, _ arguments: [String]) throws -> StartedProgram {
        let path = root.appendingPathComponent("Tests/Peers/\(script)").path
        return try StartedProgram(interpreter.get(), [path] + arguments)
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `LOKET_PEERS_PYTHON`, else the system's Python with Debian's pyzmq, which `ops/install` brings.
    private static let interpreter: Result<String, any Error> = Result {
        let python = ProcessInfo.processInfo.environment["LOKET_PEERS_PYTHON"] ?? "/usr/bin/python3"
        let advice = "install python3-zmq, or set LOKET_PEERS_PYTHON to a Python that has pyzmq"
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw NoPython(description: "\(python) is missing: \(advice)")
        }
        let check = try StartedProgram(python, ["-c", "import zmq"])
        guard try check.waitForExit(within: .seconds(60)).isSuccess else {
            throw NoPython(description: "\(python) can't speak ZeroMQ: \(advice)")
        }
        return python
    }
}
