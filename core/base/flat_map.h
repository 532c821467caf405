// FlatMap is an ordered map in one block of memory: iteration is in key order on every machine,
// look-up a binary search without pointers. For maps that are read much more often than they grow;
// inserting in the middle moves what is behind. `./dev bench base` shows where it beats a tree.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

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

    // The value of the key, made by default if it is missing.
    Value& ensure(const Key& key) {
        auto at = position(entries_, key);
        if (at == entries_.end() || at->first != key) at = entries_.emplace(at, key, Value{});
        return at->second;
    }

    // False if the key was there; its value is then left as it is.
    bool insert(Key key, Value value) {
        const auto at = position(entries_, key);
        if (at != entries_.end() && at->first == key) return false;
        entries_.emplace(at, std::move(key), std::move(value));
        return true;
    }

    bool erase(const Key& key) {
        const auto at = position(entries_, key);
        if (at == entries_.end() || at->first != key) return false;
        entries_.erase(at);
        return true;
    }

    void clear() { entries_.clear(); }

    friend bool operator==(const FlatMap&, const FlatMap&) = default;

private:
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
