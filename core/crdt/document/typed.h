// Typed places: what a program writes once as its schema, and reads and edits a document through.
//
//     struct Todo : MapPlace {
//         using MapPlace::MapPlace;
//         ValuePlace<std::string> title = field<ValuePlace<std::string>>("title");
//         ValuePlace<bool> done = field<ValuePlace<bool>>("done");
//     };
//     const ListPlace<Todo> todos{Path{"todos"}};
//
//     TRY(todos.at(0).done.set(edit, true));
//     const std::optional<std::string> title = todos.at(0).title.get(document);
//
// A place is a path with a type, and owns nothing: it may lead to what is not there, or is
// something else because others write as well. Reading then gives what an empty one gives; editing
// makes what is missing, or is refused as the editor says (rules DP1 and DP2, spec/document.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/crdt/document/editor.h"

namespace core::crdt {

class Place {
public:
    Place() = default;
    explicit Place(Path path) : path_(std::move(path)) {}

    [[nodiscard]] const Path& path() const { return path_; }
    // Whether anything is seen there, of whatever type.
    [[nodiscard]] bool exists(Document& document) const;
    Result<void> remove(Editor& editor) const { return editor.remove(path_); }

protected:
    [[nodiscard]] Path below(Step step) const;

private:
    Path path_;
};

// Of bool, std::int64_t, double, std::string, Buffer, or Value for any of them.
template <class T>
class ValuePlace : public Place {
public:
    using Place::Place;

    // Nothing if there is no value, or one of another type.
    [[nodiscard]] std::optional<T> get(Document& document) const;
    Result<void> set(Editor& editor, T value) const {
        if constexpr (std::is_same_v<T, Value>)
            return editor.set(path(), std::move(value));
        else
            return editor.set(path(), Value::of(std::move(value)));
    }
};

class CounterPlace : public Place {
public:
    using Place::Place;

    [[nodiscard]] std::int64_t get(Document& document) const;
    Result<void> add(Editor& editor, std::int64_t by) const { return editor.add(path(), by); }
};

class TextPlace : public Place {
public:
    using Place::Place;

    [[nodiscard]] std::string get(Document& document) const;
    // In code points, as all positions.
    [[nodiscard]] std::uint32_t size(Document& document) const;
    Result<void> insert(Editor& editor, std::uint32_t position, std::string_view characters) const {
        return editor.insert_text(path(), position, characters);
    }
    Result<void> erase(Editor& editor, std::uint32_t position, std::uint32_t count) const {
        return editor.erase(path(), NodeKind::text, position, count);
    }
};

class SetPlace : public Place {
public:
    using Place::Place;

    [[nodiscard]] std::vector<Value> values(Document& document) const;
    [[nodiscard]] bool contains(Document& document, const Value& value) const;
    Result<void> add(Editor& editor, Value value) const {
        return editor.add_member(path(), std::move(value));
    }
    Result<void> remove(Editor& editor, Value value) const {
        return editor.remove_member(path(), std::move(value));
    }
};

// A map whose keys are known to the program, each with a type of its own: to be derived from.
class MapPlace : public Place {
public:
    using Place::Place;

protected:
    template <class Field>
    [[nodiscard]] Field field(std::string key) const {
        return Field(below(std::move(key)));
    }
};

// A map whose keys come from outside, all with one type.
template <class Entry>
class DictionaryPlace : public Place {
public:
    using Place::Place;

    [[nodiscard]] Entry at(std::string key) const { return Entry(below(std::move(key))); }
    // Those that are seen, ascending.
    [[nodiscard]] std::vector<std::string> keys(Document& document) const;
};

template <class Item>
class ListPlace : public Place {
public:
    using Place::Place;

    [[nodiscard]] std::uint32_t size(Document& document) const;
    [[nodiscard]] Item at(std::uint32_t position) const { return Item(below(position)); }
    Result<void> insert(Editor& editor, std::uint32_t position,
                        const std::vector<Tree>& items) const {
        return editor.insert_items(path(), position, items);
    }
    Result<void> erase(Editor& editor, std::uint32_t position, std::uint32_t count) const {
        return editor.erase(path(), NodeKind::list, position, count);
    }
};

namespace typed {

// The node that is seen at the path; null if something else is.
[[nodiscard]] const Node* seen_node(Document& document, PathView path, NodeKind kind);
// The value that is seen there; null if there is none.
[[nodiscard]] std::optional<Value> seen_value(Document& document, PathView path);
[[nodiscard]] std::vector<std::string> seen_keys(Document& document, PathView path);

// Of that type; numbers are whole or not as JavaScript has it, so that 2 is a double too.
template <class T>
[[nodiscard]] std::optional<T> as(const Value& value);

}  // namespace typed

template <class T>
std::optional<T> ValuePlace<T>::get(Document& document) const {
    const std::optional<Value> value = typed::seen_value(document, path());
    return value ? typed::as<T>(*value) : std::nullopt;
}

template <class Entry>
std::vector<std::string> DictionaryPlace<Entry>::keys(Document& document) const {
    return typed::seen_keys(document, path());
}

template <class Item>
std::uint32_t ListPlace<Item>::size(Document& document) const {
    const Node* const list = typed::seen_node(document, path(), NodeKind::list);
    return list ? list->as<ListBody>()->sequence.size() : 0;
}

}  // namespace core::crdt
