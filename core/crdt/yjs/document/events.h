// Events say, after each transaction, what became of the types that it changed (rule YX13).
#pragma once

#include <string_view>
#include <vector>

#include "core/crdt/yjs/document/delta.h"

namespace core::crdt::yjs {

struct KeyChange {
    enum class Action : std::uint8_t { add, update, erase };

    std::string_view key;
    Action action;
};

struct Event {
    Type* type;
    std::vector<KeyChange> keys;  // Of its map or its attributes.
    Delta delta;                  // Of its list or text, unless that did not change.
};

// Of the transaction on record, which is not cleaned up yet.
[[nodiscard]] std::vector<Event> events_of(const Store& store);

}  // namespace core::crdt::yjs
