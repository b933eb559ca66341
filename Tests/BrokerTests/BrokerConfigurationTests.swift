import Majordomo
import TestKit
import Testing

@testable import loket_broker

@Suite("Broker: its configuration")
struct BrokerConfigurationTests {
    @Test("nothing set means a socket in the site's data folder and the documented defaults")
    func defaults() throws {
        let configuration = try BrokerConfiguration(environment: [:], isRoot: true)
        #expect(configuration.endpoints == ["ipc:///var/lib/loket/broker.ipc"])
        #expect(configuration.settings.queueBound == 1_024)
        let user = try BrokerConfiguration(environment: ["HOME": "/home/sri"], isRoot: false)
        #expect(user.endpoints == ["ipc:///home/sri/.local/share/loket/broker.ipc"])
        let site = try BrokerConfiguration(environment: ["LOKET_DATA": "/srv/klari"], isRoot: true)
        #expect(site.endpoints == ["ipc:///srv/klari/broker.ipc"])
    }

    @Test("the default that each number documents is the one that holds")
    func documentedDefaults() throws {
        let unset = try BrokerConfiguration(environment: [:], isRoot: true)
        for key in NumberKey.all {
            let set = try BrokerConfiguration(environment: [key.name: String(key.standard)], isRoot: true)
            #expect(set.settings == unset.settings, "\(key.name)")
        }
    }

    @Test("several endpoints are separated by commas")
    func several() throws {
        let environment = ["LOKET_BROKER": "ipc:///run/a.ipc, tcp://127.0.0.1:5555"]
        let configuration = try BrokerConfiguration(environment: environment)
        #expect(configuration.endpoints == ["ipc:///run/a.ipc", "tcp://127.0.0.1:5555"])
    }

    @Test(
        "a value that can't be used names its key and what to write instead",
        arguments: [
            ("LOKET_BROKER", ""), ("LOKET_BROKER", "tcp://0.0.0.0:5555"), ("LOKET_BROKER", "ipc://relative"),
            ("LOKET_BROKER", "broker.ipc"), ("LOKET_BROKER", "tcp://10.0.0.1"), ("LOKET_BROKER", "tcp://:5555"),
            ("LOKET_LOG", "loud"), ("LOKET_BROKER_QUEUE", "many"),
            ("LOKET_BROKER_QUEUE", "0"), ("LOKET_BROKER_HEARTBEAT_MS", "10"),
        ])
    func bad(key: String, value: String) {
        #expect {
            try BrokerConfiguration(environment: [key: value])
        } throws: { error in
            (error as? BadConfiguration)?.key == key && "\(error)".contains(": ")
        }
    }

    @Test(
        "an endpoint that other machines reach is refused where there is no key, and the sentence says how to make one")
    func keys() throws {
        let scratch = try ScratchFolder()
        let environment = ["LOKET_BROKER": "ipc:///run/a.ipc,tcp://0.0.0.0:5670", "LOKET_DATA": scratch.path]
        #expect {
            try BrokerConfiguration(environment: environment)
        } throws: {
            "\($0)".contains("loket key make --data \(scratch.path)")
        }
        _ = try KeyFolder(scratch.path).makePair()
        let configuration = try BrokerConfiguration(environment: environment)
        #expect(configuration.needsKeys)
        #expect(configuration.keyFolder.path == scratch.path)
        let other = environment.merging(["LOKET_KEYS_FOLDER": "/nowhere"]) { $1 }
        #expect(throws: BadConfiguration.self) { try BrokerConfiguration(environment: other) }
        let open = try BrokerConfiguration(environment: ["LOKET_BROKER": "tcp://127.0.0.1:5555"])
        #expect(!open.needsKeys)
    }
}
