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

    /// `LOKET_PEERS_PYTHON`, else a virtual environment in `.build/peers-venv`, made here if it's missing.
    private static let interpreter: Result<String, any Error> = Result {
        if let named = ProcessInfo.processInfo.environment["LOKET_PEERS_PYTHON"] { return named }
        let folder = root.appendingPathComponent(".build/peers-venv").path
        let python = folder + "/bin/python"
        if !imports(python) {
            try run("/usr/bin/python3", ["-m", "venv", folder])
            try run(python, ["-m", "pip", "install", "--quiet", "pyzmq", "protobuf"])
        }
        return python
    }

    private static func imports(_ python: String) -> Bool {
        guard FileManager.default.isExecutableFile(atPath: python) else { return false }
        let check = try? StartedProgram(python, ["-c", "import zmq, google.protobuf"])
        return (try? check?.waitForExit().isSuccess) ?? false
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let advice = "set LOKET_PEERS_PYTHON to a Python that has pyzmq and protobuf"
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw NoPython(description: "\(program) is missing: install python3-venv, or \(advice)")
        }
        let step = try StartedProgram(program, arguments)
        guard try step.waitForExit(within: .seconds(180)).isSuccess else {
            throw NoPython(description: "\(advice); making one failed: \(step.errorOutput.suffix(500))")
        }
    }
}
