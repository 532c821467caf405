// Editor makes the items of local edits, each where Yjs would put it (rule YX4).
#pragma once

#include <span>
#include <string_view>

#include "core/crdt/yjs/document/store.h"

namespace core::crdt::yjs {

// What is put into a list, a map or a text.
struct Content {
    Kind kind = Kind::any;
    std::string_view bytes;  // any: one value. string: UTF-8. binary.
    std::string_view head;   // format: the key. document: the guid. type: an XML name.
    TypeKind type = TypeKind::map;
    // The bytes, with the head in front, lie in the document already and will stay there.
    bool is_kept = false;

    // An `any` of lib0.
    [[nodiscard]] static Content any(std::string_view bytes) {
        return {Kind::any, bytes, {}, {}, false};
    }
    [[nodiscard]] static Content binary(Bytes bytes) {
        return {Kind::binary, as_text(bytes), {}, {}, false};
    }
    [[nodiscard]] static Content shared(TypeKind type, std::string_view xml_name = {}) {
        return {Kind::type, {}, xml_name, type, false};
    }
    [[nodiscard]] static Content string(std::string_view utf8) {
        return {Kind::string, utf8, {}, {}, false};
    }
    // The options are an `any`; an empty object is what Yjs writes without any.
    [[nodiscard]] static Content document(std::string_view guid, std::string_view options) {
        return {Kind::document, options, guid, {}, false};
    }
};

struct Editor {
    Store& store;
    std::uint32_t client;

    // Puts `content` between two neighbours, or, with a key, behind the last value of that.
    Item* insert(Type& type, Item* left, Item* right, std::uint32_t key, const Content& content,
                 std::uint64_t length = 1);
    // Characters, which become a part of the item in front if they could have been typed with it.
    Item* insert_text(Type& type, Item* left, Item* right, std::string_view utf8,
                      std::uint64_t units);

    // --- Lists: positions are checked by who calls.
    void insert_list(Type& type, std::uint64_t position, std::span<const Content> contents);
    void push_list(Type& type, std::span<const Content> contents);
    void erase_list(Type& type, std::uint64_t position, std::uint64_t count);

    // --- Maps
    void set_key(Type& type, std::string_view key, const Content& content);
    void erase_key(Type& type, std::string_view key);

    // The item, or the first behind it, that is not deleted.
    Item* live_from(Type& type, Item* item);
    // The item that ends in front of the position, cut for it if need be; nullptr at the beginning.
    // Behind the end it is the last of all.
    Item* ending_at(Type& type, std::uint64_t position);

private:
    void insert_behind(Type& type, Item* left, std::span<const Content> contents);
};

}  // namespace core::crdt::yjs
