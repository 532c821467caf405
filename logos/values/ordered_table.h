// A hash table that remembers in which order its keys came: what maps and sets are made of. Entries
// lie one after another; an index of their places, with open addressing, comes once there are more
// than a few. What is removed leaves a hole, which goes when there are many, or when somebody
// counts entries: the order stays, and is the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "logos/values/tagged.h"

namespace logos {

class OrderedTable {
public:
    struct Entry {
        Value key;
        Value value;
        std::uint32_t hash = 0;
        bool is_hole = false;
    };

    [[nodiscard]] std::size_t size() const { return entries_.size() - holes_; }
    [[nodiscard]] bool empty() const { return size() == 0; }

    // Null if there is none; valid until the next change.
    [[nodiscard]] const Value* find(const Value& key) const;
    [[nodiscard]] Value* find(const Value& key);
    [[nodiscard]] bool contains(const Value& key) const { return find(key) != nullptr; }

    // Whether the key is new. A key that was there keeps its place.
    bool insert_or_assign(Value key, Value value);
    bool insert(Value key) { return insert_or_assign(std::move(key), Value()); }

    // Whether it was there.
    bool erase(const Value& key);

    // The i-th of size(), in the order in which the keys came.
    [[nodiscard]] const Entry& entry(std::size_t i) const {
        if (holes_ != 0) tidy();
        return entries_[i];
    }

    void reserve(std::size_t size) { entries_.reserve(size); }

    // Hands over every key and value, for whoever destroys the table.
    template <class Take>
    void give_up(Take take) {
        for (Entry& entry : entries_) {
            take(entry.key);
            take(entry.value);
        }
    }

private:
    static constexpr std::size_t none = SIZE_MAX;

    [[nodiscard]] std::size_t place_of(const Value& key, std::uint32_t hash) const;
    void append(Value key, Value value, std::uint32_t hash);
    void tidy() const;
    void index_anew() const;
    void index_entry(std::size_t place) const;

    // Reading entries in order closes the holes, which nobody can see.
    mutable std::vector<Entry> entries_;
    mutable std::vector<std::uint32_t> index_;  // Places plus one; a power of two of them, or none.
    mutable std::size_t holes_ = 0;
};

}  // namespace logos
