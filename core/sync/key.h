// What an index holds: keys of 32 bytes, in their order as words, and the ranges between them.
//
// A key is all there is of an entry: what names a value also says which value it is, by its hash.
// So a changed value is one key less and one more, and the tree, the sketch and the ranges know one
// kind of difference only. frontier.h makes keys of that sort.
#pragma once

#include <bit>
#include <cstring>
#include <optional>

#include "core/base/bytes.h"

namespace core::sync {

using Key = FixedBytes<struct KeyTag, 32>;

// The beginning of a key, by which two replicas speak of it: whoever has the entry finds it by
// that. Keys that agree in it are rare unless somebody made them so; every path but the ranges
// takes them for one, and notices by the root that something is left (rule SY7).
using KeyId = FixedBytes<struct KeyIdTag, 16>;

inline KeyId id_of(const Key& key) {
    KeyId id;
    copy(id.mutable_view(), key.view().first(KeyId::size_bytes));
    return id;
}

// The first of all keys with this beginning.
inline Key first_key_of(const KeyId& id) {
    Key key;
    copy(key.mutable_view(), id.view());
    return key;
}

// The order of keys, which eight bytes nearly always decide.
inline bool comes_before(const Key& left, const Key& right) {
    std::uint64_t left_word;
    std::uint64_t right_word;
    std::memcpy(&left_word, left.bytes.data(), sizeof left_word);
    std::memcpy(&right_word, right.bytes.data(), sizeof right_word);
    static_assert(std::endian::native == std::endian::little, "other machines need no swap");
    if (left_word != right_word) return std::byteswap(left_word) < std::byteswap(right_word);
    return std::memcmp(left.bytes.data(), right.bytes.data(), Key::size_bytes) < 0;
}

// How many bytes both begin with.
inline std::size_t shared_size(const Key& left, const Key& right) {
    std::size_t size = 0;
    while (size < Key::size_bytes && left.bytes[size] == right.bytes[size]) ++size;
    return size;
}

// The keys from `from` on, up to and without `to`; without `to` all that follow.
struct KeyRange {
    Key from{};
    std::optional<Key> to{};

    [[nodiscard]] bool contains(const Key& key) const {
        return !comes_before(key, from) && (!to || comes_before(key, *to));
    }

    friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

}  // namespace core::sync
