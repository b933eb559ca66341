import Civil
import Crypto
import Foundation

/// What is random about one request: drawn when it arrives and then only expanded.
///
/// A batch that is run again, or split otherwise, gives the same ids, salts and secrets.
public struct Draw: Sendable {
    public struct Seed: Sendable, Equatable {
        let words: (UInt64, UInt64, UInt64, UInt64)

        public init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
            words = (first, second, third, fourth)
        }

        public static func drawn() -> Seed {
            var source = SystemRandomNumberGenerator()
            return Seed(source.next(), source.next(), source.next(), source.next())
        }

        public static func == (left: Seed, right: Seed) -> Bool { left.words == right.words }
    }

    private let seed: Seed
    private var blocks: UInt64 = 0
    private var ready: [UInt8] = []

    public init(_ seed: Seed) {
        self.seed = seed
    }

    public mutating func bytes(_ count: Int) -> [UInt8] {
        while ready.count < count {
            let block = (seed.words.0, seed.words.1, seed.words.2, seed.words.3, blocks)
            blocks += 1
            withUnsafeBytes(of: block) { buffer in
                var hash = SHA256()
                hash.update(bufferPointer: buffer)
                hash.finalize().withUnsafeBytes { ready.append(contentsOf: $0) }
            }
        }
        let taken = Array(ready.suffix(count))
        ready.removeLast(count)
        return taken
    }
}
