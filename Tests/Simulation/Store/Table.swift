/// Rows by their key, which can be put back to where a transaction found them.
struct Table<Key: Hashable, Row> {
    private(set) var rows: [Key: Row] = [:]
    private var before: [(key: Key, row: Row?)] = []
    private var isInTransaction = false

    subscript(key: Key) -> Row? {
        get { rows[key] }
        set {
            if isInTransaction { before.append((key, rows[key])) }
            rows[key] = newValue
        }
    }

    mutating func begin() { isInTransaction = true }

    mutating func commit() {
        isInTransaction = false
        before.removeAll(keepingCapacity: true)
    }

    mutating func rollBack() {
        for (key, row) in before.reversed() { rows[key] = row }
        commit()
    }
}
