import SwiftProtobuf

/// Bytes of a message that we made ourselves. Only a required field that is missing (proto2) or an
/// `Any` of an unknown type can fail, and our messages have neither.
public func written(_ message: some SwiftProtobuf.Message) -> [UInt8] {
    do {
        return try message.serializedBytes()
    } catch {
        preconditionFailure("a proto3 message without Any can always be written: \(type(of: message))")
    }
}
