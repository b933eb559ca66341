// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of Loket is built with these: Swift 6 mode comes from the tools version, and a
/// warning is an error.
///
/// What a debug build proves at run time, and every test runs on one, a release build doesn't check again: exclusive
/// access to memory cost an intake a twentieth of its time.
let house: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// A C library of the system, reached through a modulemap and nothing else.
func system(_ name: String) -> Target {
    .systemLibrary(name: name, path: "Shared/\(name)")
}

/// A module of `Shared/`. What it may depend on is the layer table in ARCHITECTURE.md.
func shared(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = [], resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Shared/\(name)", exclude: exclude, resources: resources,
        swiftSettings: house)
}

/// An executable of `Services/`.
func service(
    _ name: String, folder: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil
) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Services/\(folder)", resources: resources, swiftSettings: house)
}

/// A service with cases: a module, and under `Program` the executable that runs it.
func desk(_ module: String, _ dependencies: [Target.Dependency]) -> [Target] {
    [
        .target(
            name: module, dependencies: dependencies, path: "Services/\(module)", exclude: ["Program"],
            swiftSettings: house),
        .executableTarget(
            name: "loket-\(module.lowercased())", dependencies: [.target(name: module)],
            path: "Services/\(module)/Program", swiftSettings: house),
    ]
}

/// The tests of one module.
func tests(of name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests", resources: resources,
        swiftSettings: house)
}

/// What tests of every module share: a PostgreSQL of their own, scratch folders, processes.
let testKit: Target.Dependency = "TestKit"

let protobuf: Target.Dependency = .product(name: "SwiftProtobuf", package: "swift-protobuf")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let heap: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")

/// The four services with cases.
let desks: [Target] =
    desk(
        "Intake",
        [
            "Casework", "Civil", "Contracts", "Majordomo", "Postgres", "Processes", "Records", "ServiceRuntime", log,
            protobuf,
        ])
    + desk(
        "Recording",
        [
            "Casework", "Civil", "Contracts", "Majordomo", "Postgres", "Processes", "Records", "ServiceRuntime",
            crypto, log, protobuf,
        ])
    + desk(
        "Printing",
        [
            "Casework", "Civil", "Contracts", "Documents", "Postgres", "Records", "ServiceRuntime", crypto,
            protobuf,
        ])
    + desk("Notification", ["Casework", "Civil", "Contracts", "Records", "ServiceRuntime", protobuf])

let package = Package(
    name: "loket",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        system("CZeroMQ"),
        system("CPostgres"),

        shared("Civil", [crypto, yams]),
        tests(of: "Civil", ["Civil"]),
        shared("Contracts", [protobuf], exclude: ["Protos", "LOK.md"]),
        shared("Records", ["Civil", "Contracts", protobuf]),
        shared(
            "Casework",
            ["Civil", "Contracts", "Majordomo", "Postgres", "Processes", "Records", crypto, deque, log, protobuf]),
        shared("Audit", ["Casework", "Civil", "Postgres", "Records"]),
        tests(
            of: "Audit",
            ["Audit", "Casework", "Civil", "Contracts", "Postgres", "Records", "Intake", protobuf, testKit]),
        system("CSpawn"),
        shared("Processes", ["CSpawn"]),
        shared("PostgresServer", ["Processes"]),
        tests(of: "House"),
        service(
            "loket", folder: "CLI",
            [
                "Audit", "Casework", "Processes", "PostgresServer", "Postgres", "Schema", "Majordomo", "ZeroMQ",
                "Contracts",
                "Civil",
                "Documents",
                "Records",
                "ServiceClient", crypto, protobuf, log, arguments,
            ],
            resources: [.embedInCode("Resources/catalogue.yaml")]),
        tests(
            of: "CLI",
            [
                "loket", "Casework", "Civil", "Contracts", "Majordomo", "Postgres", "ServiceClient", "ZeroMQ", log,
                testKit,
            ]),
        tests(of: "Processes", ["Processes"]),
        tests(of: "PostgresServer", ["PostgresServer", "Processes"]),
        system("CCairo"),
        system("CPango"),
        system("CQREncode"),
        shared("Documents", ["CCairo", "CPango", "CQREncode"]),
        tests(of: "Documents", ["Documents"]),
        shared("Postgres", ["CPostgres"]),
        shared("Schema", ["Postgres", crypto], exclude: ["schema.sql"], resources: [.embedInCode("Migrations")]),
        .target(
            name: "TestKit",
            dependencies: [
                "Casework", "Contracts", "Majordomo", "Postgres", "PostgresServer", "Processes", "Records", "Schema",
                log, protobuf,
            ], path: "Tests/TestKit", swiftSettings: house),
        tests(of: "TestKit", ["Postgres", "Processes", testKit]),
        tests(of: "Postgres", ["Postgres", testKit]),
        shared("ZeroMQ", ["CZeroMQ"]),
        shared("Majordomo", ["ZeroMQ", log, deque]),
        shared(
            "ServiceRuntime",
            ["Casework", "Civil", "Contracts", "Majordomo", "Postgres", "Records", "Schema", log, protobuf]),
        shared(
            "ServiceClient", ["Civil", "Contracts", "Majordomo", "ZeroMQ", log, protobuf]),
        tests(of: "ServiceClient", ["ServiceClient", "Civil", "Contracts", "Majordomo", protobuf]),
        tests(
            of: "Printing",
            [
                "Audit", "Casework", "Civil", "Contracts", "Documents", "Postgres", "Records", "Intake",
                "Printing",
                "Recording", protobuf, testKit,
            ]),
        service("loket-broker", folder: "Broker", ["Majordomo", "ZeroMQ", "Contracts", protobuf, log]),
        .executableTarget(
            name: "loket-bench",
            dependencies: [
                "Civil", "Contracts", "Majordomo", "Postgres", "PostgresServer", "Processes", "Records", "Schema",
                crypto,
                log, protobuf, testKit,
            ], path: "Tests/Benchmarks", swiftSettings: house),
        .executableTarget(
            name: "loket-faults",
            dependencies: [
                "Civil", "Contracts", "Postgres", "Records", "ServiceClient", testKit,
            ], path: "Tests/Faults", swiftSettings: house),
        .executableTarget(
            name: "loket-simulate",
            dependencies: [
                "Audit", "Casework", "Civil", "Contracts", "Documents", "Intake", "Majordomo", "Notification",
                "Postgres", "Printing", "Records", "Recording", "ServiceClient", "ServiceRuntime", "ZeroMQ",
                crypto, heap, log, protobuf, testKit,
            ], path: "Tests/Simulation", swiftSettings: house),
        tests(of: "Simulation", ["loket-simulate", "Postgres", testKit]),
        tests(
            of: "Casework",
            ["Casework", "Civil", "Contracts", "Majordomo", "Postgres", "Records", "Schema", log, protobuf, testKit]),
        tests(
            of: "Intake",
            ["Audit", "Casework", "Civil", "Contracts", "Records", "Intake", crypto, protobuf, testKit]),
        tests(
            of: "Recording",
            [
                "Casework", "Civil", "Contracts", "Postgres", "Records", "Intake", "Recording", crypto,
                protobuf, testKit,
            ]),
        tests(
            of: "Notification",
            [
                "Casework", "Civil", "Contracts", "Majordomo", "Records", "loket-broker", "Notification", log,
                protobuf, testKit,
            ]),
        tests(
            of: "EndToEnd",
            ["Civil", "Contracts", "Postgres", "Processes", "Records", "ServiceClient", testKit]),
        tests(
            of: "BetweenSites",
            [
                "Audit", "Casework", "Civil", "Contracts", "Documents", "Majordomo", "Postgres", "Records",
                "Intake", "Recording", "Printing", "Notification", crypto, log, protobuf,
                testKit,
            ]),
        tests(of: "ZeroMQ", ["ZeroMQ"]),
        tests(of: "Majordomo", ["Majordomo", "ZeroMQ", log, testKit]),
        tests(of: "Broker", ["loket-broker", "Majordomo", "ZeroMQ", "Contracts", log, testKit]),
        tests(of: "Schema", ["Schema", "Postgres", "PostgresServer", testKit]),
    ] + desks
)
