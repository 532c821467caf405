// Deltas say what is in a list or text, or what became of it: from left to right, what to retain,
// what to insert and what to erase (rule YX13). In the form of Quill, as Yjs gives them.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/crdt/yjs/document/shared.h"

namespace core::crdt::yjs {

struct DeltaPart {
    enum class Action : std::uint8_t { insert, retain, erase };

    Action action = Action::retain;
    std::uint64_t length = 0;       // Of what is retained or erased.
    std::string text;               // Inserted into a text,
    std::vector<Element> elements;  // or one of these; any number into a list.
    Attributes attributes;          // In a retained text null ends one.
    bool is_list = false;
};

using Delta = std::vector<DeltaPart>;

// The whole text, with its attributes.
[[nodiscard]] Delta delta_of_text(const Type& type);

// Whether the transaction on record deleted it.
[[nodiscard]] bool was_deleted(const Record& record, const Item& item);
// How much of the item was there before that.
[[nodiscard]] std::uint64_t old_length(const Store& store, const Item& item);
// What the transaction on record, which is not cleaned up yet, did to the list of a type.
[[nodiscard]] Delta list_changes(const Store& store, const Type& type);
[[nodiscard]] Delta text_changes(const Store& store, const Type& type);

// As JSON: [{"insert":"a","attributes":{"bold":true}},{"retain":1},{"delete":2}]
[[nodiscard]] Result<std::string> json_of_delta(const Store& store, const Delta& delta);

}  // namespace core::crdt::yjs
