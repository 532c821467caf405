// What tests of this folder share: keys to order, and the tree as its definition says it, from the
// sorted keys alone.
#pragma once

#include <algorithm>
#include <bit>
#include <set>
#include <span>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/writer.h"
#include "core/sync/key.h"
#include "core/sync/symbol.h"

namespace core::sync::twin {

// Spread over all keys, as hashes are.
inline Key key_of(std::uint64_t number) {
    Key key;
    copy(key.mutable_view(), blake3(std::as_bytes(std::span(&number, 1))).view());
    return key;
}

inline std::vector<Key> keys_of(std::uint64_t first, std::uint64_t count) {
    std::vector<Key> keys;
    for (std::uint64_t i = 0; i < count; ++i) keys.push_back(key_of(first + i));
    return keys;
}

inline SketchKey sketch_key(std::uint64_t number) {
    SketchKey key;
    std::memcpy(key.bytes.data(), &number, sizeof number);
    return key;
}

struct KeyOrder {
    bool operator()(const Key& left, const Key& right) const {
        return compare(left.view(), right.view()) == std::strong_ordering::less;
    }
};
using KeySet = std::set<Key, KeyOrder>;

inline KeySet part_of(const KeySet& keys, const KeyRange& range) {
    KeySet part;
    for (const Key& key : keys)
        if (key >= range.from && (!range.to || key < *range.to)) part.insert(key);
    return part;
}

inline int level_of(const Key& key) {
    const Blake3Digest digest = blake3(key.view());
    int zeros = 0;
    while (zeros < 64 && std::to_integer<unsigned>(
                             digest.bytes[static_cast<std::size_t>(zeros / 8)] >> (zeros % 8)) %
                                 2 ==
                             0)
        ++zeros;
    return zeros / 4;
}

// MT1, word for word.
inline Blake3Digest root_of(std::span<const Key> sorted) {
    if (sorted.empty()) return {};
    int level = 0;
    for (const Key& key : sorted) level = std::max(level, level_of(key));
    Buffer page;
    std::vector<Blake3Digest> digests;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (level_of(sorted[i]) != level) continue;
        append(page, sorted[i].view());
        if (level > 0) digests.push_back(root_of(sorted.subspan(begin, i - begin)));
        begin = i + 1;
    }
    if (level > 0) digests.push_back(root_of(sorted.subspan(begin)));
    for (const Blake3Digest& digest : digests) append(page, digest.view());
    page.push_back(static_cast<std::byte>(level));
    return blake3(page);
}

inline Blake3Digest root_of(const KeySet& keys) {
    return root_of(std::vector<Key>(keys.begin(), keys.end()));
}

}  // namespace core::sync::twin
