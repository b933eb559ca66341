import Foundation

/// Addresses of this machine that no other test has, so that each may use whatever port it likes.
public enum LoopbackAddress {
    /// One of the sixteen million that Linux answers on, apart from 127.0.x.x, which people use.
    public static func fresh() -> String {
        "127.\(Int.random(in: 1...254)).\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
    }
}
