// FlatMap is an ordered map in one block of memory: iteration is in key order on every machine,
// look-up a binary search without pointers. For maps that are read much more often than they grow;
// inserting in the middle moves what is behind. `./dev bench base` shows where it beats a tree.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/insert_at.h"

namespace core {

template <class Key, class Value>
class FlatMap {
public:
    using Entry = std::pair<Key, Value>;

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] auto begin() const { return entries_.begin(); }
    [[nodiscard]] auto end() const { return entries_.end(); }

    [[nodiscard]] const Value* find(const Key& key) const {
        const auto at = position(entries_, key);
        return at != entries_.end() && at->first == key ? &at->second : nullptr;
    }
    [[nodiscard]] Value* find(const Key& key) {
        return const_cast<Value*>(std::as_const(*this).find(key));
    }
    [[nodiscard]] bool contains(const Key& key) const { return find(key) != nullptr; }

    // Entries by their place in the order of the keys. A key that is missing has the place where it
    // would be.
    [[nodiscard]] const Entry& at(std::size_t place) const { return entries_[place]; }
    [[nodiscard]] std::size_t place_of(const Key& key) const {
        return static_cast<std::size_t>(position(entries_, key) - entries_.begin());
    }

    // The value of the key, made by default if it is missing.
    Value& ensure(const Key& key) {
        // The only key, or the newest where keys ascend: asked for again and again.
        if (!entries_.empty() && entries_.back().first == key) return entries_.back().second;
        auto at = position(entries_, key);
        if (at != entries_.end() && at->first == key) return at->second;
        return insert_at(entries_, at, Entry(key, Value{})).second;
    }

    // False if the key was there; its value is then left as it is.
    bool insert(Key key, Value value) {
        const auto at = position(entries_, key);
        if (at != entries_.end() && at->first == key) return false;
        insert_at(entries_, at, Entry(std::move(key), std::move(value)));
        return true;
    }

    bool erase(const Key& key) {
        const auto at = position(entries_, key);
        if (at == entries_.end() || at->first != key) return false;
        entries_.erase(at);
        return true;
    }

    // Takes over what the other has, and `join(value, theirs)` where both have the key. Linear in
    // both sizes. The other must be another map.
    template <class Join>
    void unite(const FlatMap& other, Join join) {
        ASSERT(this != &other);
        if (other.size() <= inserted_count_max) {
            for (const auto& [key, theirs] : other.entries_)
                if (!insert(key, theirs)) join(*find(key), theirs);
            return;
        }
        std::vector<Entry> united;
        united.reserve(size() + other.size());
        auto ours = entries_.begin();
        for (const Entry& theirs : other.entries_) {
            while (ours != entries_.end() && ours->first < theirs.first)
                united.push_back(std::move(*ours++));
            if (ours != entries_.end() && ours->first == theirs.first) {
                united.push_back(std::move(*ours++));
                join(united.back().second, theirs.second);
            } else {
                united.push_back(theirs);
            }
        }
        std::move(ours, entries_.end(), std::back_inserter(united));
        entries_ = std::move(united);
    }

    void clear() { entries_.clear(); }

    friend bool operator==(const FlatMap&, const FlatMap&) = default;

private:
    // So many are inserted one by one, each of which moves what is behind it; more are merged,
    // which moves everything once.
    static constexpr std::size_t inserted_count_max = 8;

    // The first entry that is not before the key. Halves without a branch on the outcome, which no
    // processor could predict.
    template <class Entries>
    static auto position(Entries& entries, const Key& key) {
        auto first = entries.begin();
        std::size_t size = entries.size();
        while (size > 0) {
            const std::size_t half = size - size / 2;
            const auto last_of_half = first + static_cast<std::ptrdiff_t>(half - 1);
            const bool is_behind = last_of_half->first < key;
            first = __builtin_unpredictable(is_behind) ? last_of_half + 1 : first;
            size -= half;
        }
        return first;
    }

    std::vector<Entry> entries_;
};

}  // namespace core
