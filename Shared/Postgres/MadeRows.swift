import CPostgres

extension Rows {
    /// Rows that no server sent, read like all others: what a store in memory answers.
    ///
    /// - Parameter values: for each row its columns, the same number in each; `.null` is NULL.
    package init(made values: [[Bind]], statement: String) {
        guard let pointer = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK) else { fatalError("there is no memory for rows") }
        result = ResultMemory(pointer)
        self.statement = statement
        guard let first = values.first else { return }
        let types = first.indices.map { column in values.lazy.compactMap { $0[column].oid }.first ?? TypeOID.text }
        var made = true
        "column".withCString { name in
            var columns = types.map { type in
                var column = PGresAttDesc()
                column.name = UnsafeMutablePointer(mutating: name)
                column.typid = type
                column.format = 1
                return column
            }
            made = PQsetResultAttrs(pointer, Int32(columns.count), &columns) == 1
        }
        for (row, binds) in values.enumerated() where made {
            made = EncodedBinds(binds).withParameters { count, bytes, lengths, _ in
                (0..<count).allSatisfy { column in
                    let value = UnsafeMutablePointer(mutating: bytes[Int(column)])
                    let length = value == nil ? -1 : lengths[Int(column)]
                    return PQsetvalue(pointer, Int32(row), column, value, length) == 1
                }
            }
        }
        precondition(made, "\(statement): its rows could not be made")
    }
}

extension Bind {
    /// The type of a scalar, and of the arrays that statements give back; nil for NULL.
    fileprivate var oid: UInt32? {
        switch self {
        case .null: nil
        case .bool: TypeOID.bool
        case .int32: TypeOID.int4
        case .int64: TypeOID.int8
        case .double: TypeOID.float8
        case .text: TypeOID.text
        case .bytes: TypeOID.bytea
        case .uuid: TypeOID.uuid
        case .timestamp: TypeOID.timestamptz
        case .date: TypeOID.date
        // What reads an array asks for its elements only.
        default: TypeOID.text
        }
    }
}

extension Row {
    /// Every column as it is, integers widened: for a comparison of whole rows.
    package var values: [Bind] {
        (0..<Int(PQnfields(result.pointer))).map { column in
            if isNull(column) { return .null }
            switch PQftype(result.pointer, Int32(column)) {
            case TypeOID.bool: return .bool(bool(column))
            case TypeOID.int2, TypeOID.int4, TypeOID.int8: return .int64(int64(column))
            case TypeOID.bytea: return .bytes(bytes(column))
            case TypeOID.uuid: return .uuid(uuid(column))
            case TypeOID.timestamptz: return .timestamp(microsecondsSince1970: timestamp(column))
            case TypeOID.text: return .text(text(column))
            case let other: preconditionFailure("\(statement): column \(column) has the type with OID \(other)")
            }
        }
    }
}
