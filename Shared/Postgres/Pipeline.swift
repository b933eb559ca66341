import CPostgres

extension Connection {
    /// Sends all steps at once and returns their rows: one round trip, however many.
    ///
    /// Outside a transaction the steps are one by themselves, unless they have BEGIN and COMMIT of their own.
    /// A failed step aborts those after it, and the error names it; what was open is aborted, not rolled back.
    @discardableResult
    public func pipeline(_ steps: [Step]) throws(PostgresError) -> [Rows] {
        guard !steps.isEmpty else { return [] }
        let handle = try opened()
        var run = PipelineRun(steps: steps, inTransaction: isInTransaction)
        guard PQenterPipelineMode(handle) == 1 else {
            throw lose(outcome: .nothingCommitted, message: Self.words(of: handle))
        }
        for index in steps.indices {
            guard send(steps[index], into: &run, on: handle) else {
                throw lose(outcome: run.lostOutcome, message: Self.words(of: handle))
            }
        }
        guard PQpipelineSync(handle) == 1 else { throw lose(outcome: run.lostOutcome, message: Self.words(of: handle)) }
        try receive(&run, on: handle)
        guard PQexitPipelineMode(handle) == 1 else {
            throw lose(outcome: run.lostOutcome, message: Self.words(of: handle))
        }
        if let failure = run.failure { throw failure }
        return run.rows
    }

    /// Queues a step, and before it its preparation if this session hasn't met the statement yet.
    private func send(_ step: Step, into run: inout PipelineRun, on handle: OpaquePointer) -> Bool {
        let statement = step.statement
        if let known = prepared[statement.name] ?? run.preparing[statement.name] {
            precondition(known == statement.sql, "two statements are named \(statement.name)")
        } else {
            guard PQsendPrepare(handle, statement.name, statement.sql, 0, nil) == 1 else { return false }
            run.preparing[statement.name] = statement.sql
            run.expected.append(.preparation(run.sent))
        }
        let sent = EncodedBinds(step.binds).withParameters { count, values, lengths, formats in
            PQsendQueryPrepared(handle, statement.name, count, values, lengths, formats, 1)
        }
        run.expected.append(.execution(run.sent))
        run.sent += 1
        return sent == 1
    }

    /// Takes every result up to the sync, so that the session is usable again whatever happened.
    private func receive(_ run: inout PipelineRun, on handle: OpaquePointer) throws(PostgresError) {
        for expected in run.expected {
            while let result = try nextResult(on: handle, lostOutcome: run.lostOutcome) {
                try take(result, for: expected, into: &run)
            }
        }
        guard let sync = try nextResult(on: handle, lostOutcome: run.lostOutcome),
            PQresultStatus(sync.pointer) == PGRES_PIPELINE_SYNC
        else { throw lose(outcome: run.lostOutcome, message: "the server's answers are out of step") }
    }

    private func take(
        _ result: ResultMemory, for expected: PipelineRun.Expected, into run: inout PipelineRun
    ) throws(PostgresError) {
        let statement = run.steps[expected.step].statement
        switch PQresultStatus(result.pointer) {
        case PGRES_PIPELINE_ABORTED: return
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            if case .preparation = expected {
                prepared[statement.name] = statement.sql
            } else {
                run.take(Rows(result: result, statement: statement.name), of: statement)
            }
        default:
            let error = failure(
                result, step: expected.step, statement: statement.name, lostOutcome: run.lostOutcome,
                refusedOutcome: run.refusedOutcome)
            guard error.kind == .statement else { throw error }
            run.failure = run.failure ?? error
        }
    }
}

/// One pipeline under way: what was sent, what has come back, and what a failure would mean for the data.
private struct PipelineRun {
    enum Expected {
        case preparation(Int)
        case execution(Int)

        var step: Int {
            switch self {
            case .preparation(let step), .execution(let step): step
            }
        }
    }

    let steps: [Step]
    var sent = 0
    var expected: [Expected] = []
    var preparing: [String: String] = [:]
    var rows: [Rows] = []
    var failure: PostgresError?
    /// Until a COMMIT can have run, a transaction that was opened with BEGIN dies with its connection.
    let lostOutcome: PostgresError.Outcome
    private(set) var refusedOutcome = PostgresError.Outcome.nothingCommitted

    init(steps: [Step], inTransaction: Bool) {
        self.steps = steps
        let isOpen = inTransaction || steps.first?.statement.begins == true
        lostOutcome = isOpen && !steps.contains { $0.statement.commits } ? .nothingCommitted : .unknown
        rows.reserveCapacity(steps.count)
    }

    /// A COMMIT of an aborted transaction succeeds as a ROLLBACK, which nobody must take for a commit.
    mutating func take(_ answer: Rows, of statement: Statement) {
        if statement.commits {
            if answer.tag == "ROLLBACK" {
                failure =
                    failure
                    ?? .init(
                        kind: .statement, outcome: .nothingCommitted,
                        message: "the transaction had failed before and was rolled back", sqlstate: "25P02",
                        step: rows.count, statement: statement.name)
            } else {
                refusedOutcome = .unknown
            }
        }
        rows.append(answer)
    }
}
