import Testing

@testable import Audit

struct MerkleTreeTests {
    /// The leaves that implementations of RFC 6962 try themselves with; the roots are computed with Python's hashlib from
    /// the recursive definition of RFC 9162, section 2.1.1.
    private static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57),
        Array(0x60...0x6F),
    ]
    private static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private func root(_ leaves: some Sequence<[UInt8]>) -> MerkleRoot {
        var tree = MerkleTree()
        for leaf in leaves { tree.add(leaf) }
        return tree.root
    }

    @Test(arguments: 0...8)
    func `a tree of so many leaves has the root that the standard gives it`(_ count: Int) {
        #expect(root(Self.leaves.prefix(count)).description == Self.roots[count])
    }

    @Test func `the root depends on every leaf, on their order and on their number`() {
        for count in 1...40 {
            let leaves = (0..<count).map { [UInt8($0), UInt8(count)] }
            var roots: Set<MerkleRoot> = [root(leaves), root(leaves + [[]]), root(leaves.dropLast())]
            for index in leaves.indices {
                var changed = leaves
                changed[index][0] ^= 0x80
                roots.insert(root(changed))
                guard index > 0 else { continue }
                var swapped = leaves
                swapped.swapAt(index, index - 1)
                roots.insert(root(swapped))
            }
            #expect(roots.count == 3 + count + count - 1)
        }
    }

    @Test func `two leaves are not the leaf that their hashes would make`() {
        let (one, two) = (root([[1]]).bytes, root([[2]]).bytes)
        #expect(root([[1], [2]]) != root([one + two]))
    }

    @Test func `a root is read as it is printed and as it is copied`() throws {
        let root = root(Self.leaves)
        #expect(root.groups.count == 16 && root.groups.first == "5dc9" && root.groups.last == "4328")
        #expect(MerkleRoot(Self.roots[8]) == root)
        for copied in [root.groups.joined(separator: " "), root.groups.joined(separator: "-"), "\(root)".uppercased()] {
            #expect(MerkleRoot(copied: " \(copied)\n") == root)
        }
        let short = Self.roots[8].dropLast()
        for wrong in ["", "\(short)", "\(short)g", "\(short)8a"] { #expect(MerkleRoot(copied: wrong) == nil) }
    }
}
