import CPostgres

/// What one statement answered: its rows, or how many it changed.
public struct Rows: RandomAccessCollection, Sendable {
    let result: ResultMemory
    /// The name of the statement that answered, for messages about a column that was read wrongly.
    let statement: String

    public var startIndex: Int { 0 }
    public var endIndex: Int { Int(PQntuples(result.pointer)) }
    public subscript(row: Int) -> Row {
        precondition(row >= 0 && row < endIndex, "\(statement) has \(endIndex) rows; row \(row) was asked for")
        return Row(result: result, index: Int32(row), statement: statement)
    }

    /// Rows that the statement returned, inserted, updated or deleted; 0 for a statement without such a count.
    public var affected: Int {
        guard let text = PQcmdTuples(result.pointer) else { return 0 }
        return Int(String(cString: text)) ?? 0
    }

    /// The command tag, for example `INSERT 0 3`.
    var tag: String { String(cString: PQcmdStatus(result.pointer)) }
}

/// Owns a result of libpq, which nobody changes after its arrival.
final class ResultMemory: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }
    deinit { PQclear(pointer) }

    /// A field of an error result; nil when the server didn't send it.
    func field(_ code: Character) -> String? {
        guard let ascii = code.asciiValue, let text = PQresultErrorField(pointer, Int32(ascii)) else { return nil }
        return String(cString: text)
    }
}
