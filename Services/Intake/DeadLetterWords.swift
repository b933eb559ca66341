import Casework
import Contracts

extension DeadLetter {
    /// What it asks of whoever holds the case. Nil where it is another service's own command, or of a newer version: such
    /// a letter can be shown, sent again and discarded all the same.
    private var asked: WireCaseCommand? {
        guard let command = try? WireIntakeCommand(serializedBytes: body), case .case(let asked)? = command.command
        else { return nil }
        return asked
    }

    /// What it asks for, in words.
    var words: String {
        let receiver = destination.isEmpty ? service : destination
        // The one service whose own commands stand where the others have those about a case.
        if receiver.hasPrefix("notification") { return "to tell the applicant" }
        guard let asked else { return "work of \(receiver) for itself" }
        return switch asked.command {
        case .takeCustody: "the case, to be taken over"
        case .noteNotice: "news of the message to the applicant"
        case .noteCopy: "entries of the case, for information"
        case .noteFork: "news that the case has two histories"
        case .noteTwin: "news that the same was filed elsewhere before"
        case .noteRemark: "what a person decided about the case"
        case .withdraw: "a withdrawal of the case"
        case .releaseHold: "a release of the case"
        case .refuse: "a refusal of the case"
        case .handBack: "the case, to be handed back"
        case nil: "something that this version doesn't know"
        }
    }

    /// A decision about another letter: about that one none is noted again.
    var isRemark: Bool {
        if case .noteRemark? = asked?.command { true } else { false }
    }

    /// Why it could not be carried out, for somebody who has never seen an SQLSTATE.
    var plainCause: String {
        switch sqlstate.prefix(2) {
        case "": cause
        case "22": "something in it can't be stored as it is written (\(cause))"
        case "23": "it contradicts what is stored already (\(cause))"
        case "42": "the database is not as this version of Loket needs it: see loket migrate (\(cause))"
        case "54": "it is larger than the database takes (\(cause))"
        case "P0": "a check inside the database refused it (\(cause))"
        default: "the database refused it (\(cause))"
        }
    }

    /// Why it can't be sent again from here; nil where it can.
    var obstacle: String? {
        if destination.isEmpty {
            return
                "it came from another site or a device, which asks again by itself, or an older version of Loket kept it"
        }
        guard subject != nil, subjectVersion > 0 || version != nil else { return "what it is about isn't known here" }
        if case .takeCustody(let take)? = asked?.command, let file,
            !(file.inTransit && subjectVersion == take.version)
        {
            return "the case is not on its way any more; released, it goes on from where it is (loket release)"
        }
        return nil
    }
}
