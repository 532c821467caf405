// The messages of y-websocket, which carry the sync protocol, awareness and refusals of y-protocols
// (rule YW18, spec/yjs.md). Updates in them are always of format 1.
//
//     SyncStep1 asks with a state vector for what is missing, SyncStep2 answers with an update,
//     SyncUpdate brings what is new. A server answers SyncStep1 with SyncStep2 and a SyncStep1 of
//     its own.
#pragma once

#include <string_view>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/variant.h"

namespace core::crdt::yjs {

struct SyncStep1 {
    Bytes state_vector;
};
struct SyncStep2 {
    Bytes update;
};
struct SyncUpdate {
    Bytes update;
};
struct AwarenessMessage {
    Bytes update;  // For Awareness::apply().
};
struct PermissionDenied {
    std::string_view reason;
};
// Asks for everybody's awareness.
struct QueryAwareness {};

using Message =
    Variant<SyncStep1, SyncStep2, SyncUpdate, AwarenessMessage, PermissionDenied, QueryAwareness>;

// Takes one message off; some peers send several at once. What it views is the reader's. Updates
// and state vectors are not looked into.
Result<Message> read_message(Reader& reader);

Buffer message_bytes(const Message& message);

}  // namespace core::crdt::yjs
