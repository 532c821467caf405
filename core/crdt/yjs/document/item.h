// Item is a struct as a document keeps it: in its place in the list of its client, and, unless it
// was collected, in the list or in a key's chain of a shared type. Type is such a shared type.
//
// Clients and keys are numbers of the document's own tables. Nothing here owns anything: items live
// in the pages of an ItemArena, their bytes in a ByteArena, both for as long as the document.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/base/ordered_map.h"
#include "core/crdt/yjs/struct.h"

namespace core::crdt::yjs {

struct IndexLeaf;
class PositionIndex;
struct Type;

inline constexpr std::uint32_t nobody = UINT32_MAX;
inline constexpr std::uint32_t no_key = UINT32_MAX;

// An ItemId in the document's own numbers.
struct Reference {
    std::uint32_t client = nobody;
    std::uint64_t clock = 0;

    [[nodiscard]] explicit operator bool() const { return client != nobody; }
    friend bool operator==(const Reference&, const Reference&) = default;
};

struct Item {
    Item* left = nullptr;
    Item* right = nullptr;
    Type* parent = nullptr;
    union {
        IndexLeaf* leaf = nullptr;   // Of the position index of its type, if that has one.
        std::uint64_t parent_clock;  // Before it is integrated, if its parent is given by id.
    };

    std::uint64_t clock = 0;
    std::uint64_t length = 0;
    std::uint64_t origin_clock = 0;
    std::uint64_t right_origin_clock = 0;
    std::uint32_t client = nobody;
    std::uint32_t origin_client = nobody;
    std::uint32_t right_origin_client = nobody;
    std::uint32_t key = no_key;

    union {
        char* data = nullptr;  // Characters, values, bytes; of Kind::type before it is integrated.
        Type* type;
    };
    std::uint32_t size = 0;  // Of the data.
    // string, json, any: how far the data may grow where it lies. format, document: how much of the
    // data is the key or the guid. type, before it is integrated: which one.
    std::uint32_t extra = 0;

    union {
        std::uint32_t mark = 0;       // The last search for a place that came by, see placing.cpp.
        std::uint32_t parent_client;  // Before it is integrated, if its parent is given by id.
    };
    Kind kind = Kind::gc;
    bool is_deleted : 1 = false;
    bool is_json : 1 = false;        // The form of the value of an embed or a format.
    bool has_parent_id : 1 = false;  // Only before it is integrated.
    bool is_integrated : 1 = false;

    [[nodiscard]] bool is_collected() const { return kind == Kind::gc; }
    [[nodiscard]] bool is_countable() const {
        return kind != Kind::deleted && kind != Kind::format && kind != Kind::gc;
    }
    [[nodiscard]] bool is_visible() const { return !is_deleted && is_countable(); }
    [[nodiscard]] std::uint64_t visible_length() const { return is_visible() ? length : 0; }
    [[nodiscard]] std::uint64_t end() const { return clock + length; }
    [[nodiscard]] Reference id() const { return {client, clock}; }
    [[nodiscard]] Reference last() const { return {client, end() - 1}; }
    [[nodiscard]] Reference origin() const { return {origin_client, origin_clock}; }
    [[nodiscard]] Reference right_origin() const {
        return {right_origin_client, right_origin_clock};
    }
    void set_origin(Reference to) { origin_client = to.client, origin_clock = to.clock; }
    void set_right_origin(Reference to) {
        right_origin_client = to.client, right_origin_clock = to.clock;
    }
    [[nodiscard]] std::string_view bytes() const { return {data, size}; }
    // Leaves nothing but that it was there.
    void forget() {
        Item left_over;
        left_over.client = client, left_over.clock = clock, left_over.length = length;
        left_over.is_deleted = true;
        *this = left_over;
    }
    // format: the key; document: the guid; and what is behind it.
    [[nodiscard]] std::string_view head() const { return {data, extra}; }
    [[nodiscard]] std::string_view tail() const { return {data + extra, size - extra}; }
};

// All values that a key of a type ever had; the last is the one that it has.
struct Chain {
    Item* first = nullptr;
    Item* last = nullptr;
};

struct Type {
    Item* item = nullptr;  // Its content is this type; a root type has none.
    Item* start = nullptr;
    OrderedMap<std::uint32_t, Chain> keys;
    std::uint64_t length = 0;
    std::unique_ptr<PositionIndex> index;
    std::string_view name;  // Of a root, an XML element or a hook.
    TypeKind kind = TypeKind::map;
    // What a root is says who asks for it first.
    bool is_kind_known = true;
    bool has_formats = false;
    bool is_gone = false;  // Collected: it was deleted, or something that it was in.

    Type() = default;
    Type(const Type&) = delete;
    Type& operator=(const Type&) = delete;
    ~Type();
};

}  // namespace core::crdt::yjs
