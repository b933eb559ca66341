import Foundation
import TestKit
import Testing

/// What people do at a site that was restored, once its counter is open.
extension DemoSite {
    /// A person has looked into the trays and asked the provider.
    func settleUnknown(as done: Issued) throws {
        struct List: Decodable {
            struct Effect: Decodable {
                let kind: String
                let number: String
            }
            let unknown: [Effect]
        }
        let list = try loket("unknown", "--json")
        try list.waitForExit(within: .seconds(30))
        for effect in try JSONDecoder().decode(List.self, from: Data(list.output.utf8)).unknown {
            let outcome =
                effect.kind == "print"
                ? (done.documents.contains("\(effect.number).pdf") ? "--printed" : "--not-printed")
                : (done.messages.contains(effect.number) ? "--sent" : "--not-sent")
            let resolve = try loket("unknown", "resolve", effect.number, outcome, "--reason", "looked it up")
            #expect(try resolve.waitForExit(within: .seconds(30)) == .status(0), "\(resolve.errorOutput)")
        }
    }

    /// And lets every case go on, saying of which the paper is there.
    func releaseAll(as done: Issued) throws {
        struct Review: Decodable {
            struct Case: Decodable {
                let number: String
                let stage: String
            }
            let cases: [Case]
        }
        let review = try loket("restore", "review", "--json")
        try review.waitForExit(within: .seconds(30))
        let cases = try JSONDecoder().decode(Review.self, from: Data(review.output.utf8)).cases
        #expect(!cases.isEmpty)
        let isMade = { (held: Review.Case) in
            done.documents.contains("\(held.number).pdf") && !["ready", "arriving"].contains(held.stage)
        }
        for (held, flags) in [(cases.filter { !isMade($0) }, []), (cases.filter(isMade), ["--printed"])]
        where !held.isEmpty {
            let release = try loket(
                ["restore", "release"] + held.map(\.number) + flags + ["--reason", "looked at the papers"])
            #expect(
                try release.waitForExit(within: .seconds(120)) == .status(0),
                "\(release.output)\(release.errorOutput)")
        }
    }
}
