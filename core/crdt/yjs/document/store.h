// Store keeps the structs of all clients and the shared types that they make up, and does what
// every change is made of: finding a struct, cutting one in two, putting one in its place, deleting
// it, and cleaning up when a transaction is over. What happened since a transaction began is on
// record in it until the next one begins.
//
// It promises to be, struct by struct, what Yjs 13.6 with garbage collection would have after the
// same changes (rules YX1–YX9, spec/yjs-document.md). Its parts are in
// store.cpp    finding, cutting, deleting
// placing.cpp  where an item belongs among those that were inserted at once
// cleanup.cpp  the end of a transaction: collection and joining
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/crdt/yjs/delete_set.h"
#include "core/crdt/yjs/document/arena.h"
#include "core/crdt/yjs/document/crowds.h"
#include "core/crdt/yjs/document/item.h"
#include "core/crdt/yjs/document/position_index.h"
#include "core/crdt/yjs/document/struct_list.h"
#include "core/crdt/yjs/document/value_places.h"

namespace core::crdt::yjs {

// What happened since a transaction began.
struct Record {
    struct Range {
        std::uint32_t client;
        std::uint64_t clock;
        std::uint64_t length;
        bool is_collected;  // It came as deleted: nothing is left to collect.

        // Takes another one over that does not begin in front of it, if they touch.
        bool unite(const Range& other) {
            if (client != other.client || clock + length < other.clock) return false;
            length = std::max(clock + length, other.clock + other.length) - clock;
            is_collected = is_collected && other.is_collected;
            return true;
        }
    };
    struct Touched {
        std::uint32_t client;
        std::uint64_t before;  // Its state when the transaction began.
    };
    // A type whose list changed (no_key) or a key of it.
    struct Changed {
        Type* type;
        std::uint32_t key;
    };

    std::vector<Touched> touched;
    std::vector<Range> deleted;
    std::vector<Reference> to_join;
    std::vector<Changed> changed;

    [[nodiscard]] bool empty() const { return touched.empty() && deleted.empty(); }
};

class Store {
public:
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // --- Names and numbers
    std::uint32_t number_of(Client client);
    // nobody, if nothing ever named the client.
    [[nodiscard]] std::uint32_t known_number_of(Client client) const;
    [[nodiscard]] Client client_of(std::uint32_t number) const { return clients_[number].client; }
    [[nodiscard]] std::uint32_t client_count() const {
        return static_cast<std::uint32_t>(clients_.size());
    }
    // Visits all clients that were ever named, the smallest first.
    template <class Visit>
    void each_client(Visit visit) const {
        for (const auto& [id, number] : client_numbers_) visit(id, number);
    }
    [[nodiscard]] ItemId id_of(Reference reference) const {
        return {client_of(reference.client), reference.clock};
    }
    std::uint32_t key_of(std::string_view name);
    // Names that only something named that was refused are forgotten again, with what they name:
    // nothing else may have happened meanwhile.
    struct Names {
        std::uint32_t client_count;
        std::size_t key_count;
        std::size_t type_count;
        ByteArena::Mark bytes;
    };
    [[nodiscard]] Names names() const;
    void forget_names_since(const Names& names);
    [[nodiscard]] std::uint32_t known_key_of(std::string_view name) const;
    [[nodiscard]] std::string_view key_name(std::uint32_t key) const { return key_names_[key]; }

    // --- Structs
    [[nodiscard]] StructList& list(std::uint32_t client) { return clients_[client].structs; }
    [[nodiscard]] const StructList& list(std::uint32_t client) const {
        return clients_[client].structs;
    }
    [[nodiscard]] std::uint64_t state(std::uint32_t client) const { return list(client).end(); }
    [[nodiscard]] std::uint64_t state_before(std::uint32_t client) const {
        const Row& row = clients_[client];
        return row.is_touched ? row.before : row.structs.end();
    }
    [[nodiscard]] bool has(Reference id) const { return id.clock < state(id.client); }
    [[nodiscard]] Item* find(Reference id) const {
        const StructList& structs = list(id.client);
        return structs.at(structs.find(id.clock));
    }
    // The item that begins, or ends, with the id; cut for it if need be.
    Item* find_beginning(Reference id);
    Item* find_ending(Reference id);
    // What is behind the first `length` of the item, as an item of its own.
    Item* split(Item* item, std::uint64_t length);

    // --- Types
    [[nodiscard]] Type* root(std::string_view name);
    [[nodiscard]] const OrderedMap<std::string_view, Type*>& roots() const { return roots_; }
    [[nodiscard]] Type* new_type(TypeKind kind, std::string_view name);
    PositionIndex& index_of(Type& type);

    // --- Changes, between begin() and close_record()
    void begin();
    // Puts the record in order; what was deleted can still be looked at.
    void close_record();
    // Collects what was deleted and joins what can be.
    void clean_up();
    // Puts an item with known neighbours into its parent's list and into its client's.
    void link(Item* item);
    // A struct of which nothing but the length is known.
    void add_collected(Item* item);
    // Whether what its client inserts behind the item, with these neighbours, can become a part of
    // it, and doing so.
    [[nodiscard]] bool can_extend(const Item& item, const Item* right, Reference right_origin,
                                  std::size_t size) const;
    void extend(Item* item, std::string_view added, std::uint64_t length);
    void erase(Item* item);

    [[nodiscard]] Record& record() { return record_; }
    [[nodiscard]] const Record& record() const { return record_; }
    [[nodiscard]] bool was_added(const Item& item) const {
        return item.clock >= state_before(item.client);
    }

    // How many items were looked at to find places: what tests bound.
    [[nodiscard]] std::uint64_t placing_steps() const { return placing_steps_; }

    ItemArena items;
    ByteArena bytes;
    // What is remembered of the items is not a part of them.
    mutable ValuePlaces value_places;

private:
    struct Row {
        Client client;
        StructList structs;
        std::uint64_t before = 0;
        bool is_touched = false;
    };

    Item* split_at(StructList& structs, StructList::Place place, std::uint64_t length);
    void append(Item* item);
    void touch(Row& row);
    void note_change(Type* type, std::uint32_t key);
    void note_deleted(const Item& item, bool is_collected);
    void mark_erased(Item* item);

    // placing.cpp
    class WayBack;
    [[nodiscard]] Item* left_neighbour(const Item& item);
    [[nodiscard]] Item* item_of_origin(const Item& item) const;
    [[nodiscard]] Item* last_of_crowd(const Item& item) const;
    void remember_crowd(const Item& item, const Item* from, const Item* end);
    void begin_marks();
    void connect(Item* item);
    void take_over_content(Item* item);

    // cleanup.cpp
    void collect(const Record::Range& range);
    void collect_children(Type& type);
    void forget_content(Item& item);
    void tidy_bytes();
    void join_deleted(const Record::Range& range);
    void join_added(const Record::Touched& touched);
    void join_backward(StructList& structs, StructList::Place place, std::uint64_t first);
    void join_cut(Reference id);
    StructList::Place join_with_lefts(StructList& structs, StructList::Place place);
    void join(Item& left, Item* right);

    // The numbers that were asked for last: most structs name the same few clients.
    struct Recent {
        Client client;
        std::uint32_t number = nobody;
    };
    static constexpr std::size_t recent_count = 32;
    [[nodiscard]] static std::size_t recent_place(Client client) {
        constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
        return static_cast<std::size_t>(client.value * golden >> 59);
    }

    ByteArena names_;
    std::vector<Row> clients_;
    OrderedMap<Client, std::uint32_t> client_numbers_;
    std::array<Recent, recent_count> recent_;
    std::deque<std::string_view> key_names_;
    OrderedMap<std::string_view, std::uint32_t> key_numbers_;
    std::deque<Type> types_;
    OrderedMap<std::string_view, Type*> roots_;
    Record record_;

    ByteArena retired_bytes_;
    Crowds crowds_;
    std::uint32_t mark_ = 0;
    std::uint64_t placing_steps_ = 0;
};

}  // namespace core::crdt::yjs
