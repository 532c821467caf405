// The hashes of the tree. A page is hashed as its keys, the digests of what lies between them (none
// on level 0), and its level as one byte: what it is made of can be told from its length and end.
#include <array>

#include "core/base/assert.h"
#include "core/sync/merkle_tree.h"

namespace core::sync {
namespace {

Bytes bytes_of(std::span<const Key> keys) {
    static_assert(sizeof(Key) == Key::size_bytes);
    return std::as_bytes(keys);
}

// Digests lie apart from one another, and the hash is fastest on large pieces.
class DigestCollector {
public:
    explicit DigestCollector(Blake3& hasher) : hasher_(hasher) {}

    void add(const Blake3Digest& digest) {
        if (used_ == room_.size()) flush();
        room_[used_++] = digest;
    }
    void flush() {
        hasher_.update(std::as_bytes(std::span(room_).first(used_)));
        used_ = 0;
    }

private:
    Blake3& hasher_;
    std::size_t used_ = 0;
    std::array<Blake3Digest, 64> room_;
};

}  // namespace

// `between` is what lies between the keys, `first` and `last` what lies around them.
Blake3Digest MerkleTree::hash_of(std::span<const Key> keys, std::uint8_t level,
                                 std::span<const Link> between, const Blake3Digest& first,
                                 const Blake3Digest& last) {
    Blake3 hasher;
    hasher.update(bytes_of(keys));
    if (level > 0) {
        ASSERT(between.size() + 1 == keys.size());
        DigestCollector digests(hasher);
        digests.add(first);
        for (const Link& link : between) digests.add(hash_of(link));
        digests.add(last);
        digests.flush();
    }
    hasher.update(std::as_bytes(std::span(&level, 1)));
    return hasher.digest();
}

Blake3Digest MerkleTree::hash_of(const Link& link) {
    if (link.is_hashed) return link.digest;
    const auto& [keys, links, level] = *link.page;
    if (level == 0) {
        link.digest = hash_of(keys, level, {}, {}, {});
    } else {
        const std::span between = std::span(links).subspan(1, keys.size() - 1);
        link.digest = hash_of(keys, level, between, hash_of(links.front()), hash_of(links.back()));
    }
    link.is_hashed = true;
    return link.digest;
}

// Of the tree that holds what is under the link and not before `from` and before `to`. Both lie
// within the stretch of the page, or are null.
Blake3Digest MerkleTree::hash_of(const Link& link, const Key* from, const Key* to) {
    if (!link.page) return {};
    if (!from && !to) return hash_of(link);
    const auto& [keys, links, level] = *link.page;
    const std::size_t begin = from ? position(keys, *from) : 0;
    const std::size_t end = to ? position(keys, *to) : keys.size();
    // A key of this page that is itself a bound has everything on one side of it below one link.
    const bool begins_at_key = from && begin < keys.size() && keys[begin] == *from;
    const bool ends_at_key = to && end < keys.size() && keys[end] == *to;
    if (begin == end) {
        if (links.empty() || begins_at_key) return {};
        return hash_of(links[begin], from, ends_at_key ? nullptr : to);
    }
    const std::span within = std::span(keys).subspan(begin, end - begin);
    if (level == 0) return hash_of(within, level, {}, {}, {});
    const Blake3Digest first =
        begins_at_key ? Blake3Digest{} : hash_of(links[begin], from, nullptr);
    const Blake3Digest last = hash_of(links[end], nullptr, ends_at_key ? nullptr : to);
    return hash_of(within, level, std::span(links).subspan(begin + 1, end - begin - 1), first,
                   last);
}

Blake3Digest MerkleTree::fingerprint(const KeyRange& range) const {
    if (range.to && !comes_before(range.from, *range.to)) return {};
    const Key* const from = range.from == Key{} ? nullptr : &range.from;
    return hash_of(root_, from, range.to ? &*range.to : nullptr);
}

}  // namespace core::sync
