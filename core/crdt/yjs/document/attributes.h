// Attributes are the formats that apply at a place in a text: keys with values, in the order in
// which they began, which is the order in which Yjs writes what ends them.
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ordered_map.h"
#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

// `null`, which ends an attribute.
inline constexpr Value null_value{Value::Form::any, "\x7E"};

[[nodiscard]] bool is_null(Value value);
// As Yjs compares attributes: objects are the same if their parts are, and none of these is an
// object itself.
[[nodiscard]] bool is_same_attribute(Value left, Value right);
// As `===` compares: an object is only the same as itself.
[[nodiscard]] bool is_identical(Value left, Value right);

// There are few, or an index of them.
class Attributes {
public:
    using Entry = std::pair<std::string_view, Value>;

    class Iterator {
    public:
        using value_type = Entry;
        using reference = const Entry&;
        using pointer = const Entry*;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::forward_iterator_tag;

        Iterator() = default;
        Iterator(const Entry* at, const Entry* end) : at_(at), end_(end) { pass_erased(); }
        reference operator*() const { return *at_; }
        pointer operator->() const { return at_; }
        Iterator& operator++() {
            ++at_;
            pass_erased();
            return *this;
        }
        Iterator operator++(int) {
            Iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        void pass_erased() {
            while (at_ != end_ && is_erased(*at_)) ++at_;
        }

        const Entry* at_ = nullptr;
        const Entry* end_ = nullptr;
    };

    Attributes() = default;
    Attributes(std::initializer_list<Entry> entries) {
        for (const auto& [key, value] : entries) set(key, value);
    }

    [[nodiscard]] bool empty() const { return entries_.size() == erased_count_; }
    [[nodiscard]] Iterator begin() const { return {entries_.data(), end_of_entries()}; }
    [[nodiscard]] Iterator end() const { return {end_of_entries(), end_of_entries()}; }

    [[nodiscard]] const Value* find(std::string_view key) const;
    [[nodiscard]] Value get(std::string_view key) const {
        const Value* const found = find(key);
        return found ? *found : null_value;
    }
    void set(std::string_view key, Value value);
    void erase(std::string_view key);
    // What a format in a text changes.
    void apply(const Item& format);

private:
    static constexpr std::size_t unindexed_max = 16;

    // A value is never without bytes.
    [[nodiscard]] static bool is_erased(const Entry& entry) { return entry.second.bytes.empty(); }
    [[nodiscard]] const Entry* end_of_entries() const { return entries_.data() + entries_.size(); }
    [[nodiscard]] std::size_t place_of(std::string_view key) const;
    void forget_erased();

    std::vector<Entry> entries_;
    std::size_t erased_count_ = 0;
    OrderedMap<std::string_view, std::size_t> places_;  // Once there were many.
};

[[nodiscard]] inline Value value_of(const Item& item) {
    return {item.is_json ? Value::Form::json : Value::Form::any, item.tail()};
}

}  // namespace core::crdt::yjs
