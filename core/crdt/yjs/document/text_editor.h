// TextEditor edits a text as Yjs does: it says where formats begin and end, puts characters behind
// what was deleted in their place, and takes out formats that no longer say anything (rule YX4).
#pragma once

#include <string_view>

#include "core/crdt/yjs/document/attributes.h"
#include "core/crdt/yjs/document/editor.h"

namespace core::crdt::yjs {

class TextEditor {
public:
    TextEditor(Editor editor, Type& type) : editor_(editor), store_(editor.store), type_(type) {}

    // With the attributes of what is in front.
    void insert(std::uint64_t position, std::string_view utf8, std::uint64_t units);
    // With these and no others. The content is a string, an embed or a type.
    void insert(std::uint64_t position, const Content& content, std::uint64_t units,
                Attributes attributes);
    void erase(std::uint64_t position, std::uint64_t units);
    // Lines are added for what of the range is behind the end.
    void format(std::uint64_t position, std::uint64_t units, const Attributes& attributes);

private:
    // A place between two items, and the attributes that apply there.
    struct Place {
        Item* left = nullptr;
        Item* right = nullptr;
        Attributes current;
    };

    [[nodiscard]] Place find(std::uint64_t position);
    [[nodiscard]] Item* live_from(Item* item) { return editor_.live_from(type_, item); }
    // Behind the item on the right, or behind all that is deleted there.
    void forward(Place& place);
    [[nodiscard]] static bool skips(const Item& item, const Attributes& attributes);
    void insert_at(Place& place, const Content& content, std::uint64_t units,
                   Attributes attributes);
    void insert_item(Place& place, const Content& content, std::uint64_t units);
    enum class Source : std::uint8_t { caller, document };
    void insert_format(Place& place, std::string_view key, Value value, Source source);
    Attributes begin_attributes(Place& place, const Attributes& attributes);
    void end_attributes(Place& place, Attributes ends);
    void cut(Item* item, std::uint64_t units);
    void clean_gap(Item* start, Item* here, const Attributes& before, Attributes& current);

    Editor editor_;
    Store& store_;
    Type& type_;
};

}  // namespace core::crdt::yjs
