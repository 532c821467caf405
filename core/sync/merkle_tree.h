// MerkleTree is an ordered set of keys with a hash over all of it: a Merkle search tree. Equal sets
// are equal trees, however they came about, and have equal roots; other sets have other roots, as
// sure as BLAKE3 (rules MT1–MT6, spec/sync.md).
//
// Every key has a level, drawn from its hash: one in sixteen is above level 0, one in sixteen of
// those above 1, and so on. A page holds those keys of its stretch that have the highest level
// there, and what lies between them is below it. So the set alone says what the pages are, and a
// change touches one page of each level. Hashing is put off until a root or a fingerprint is asked
// for, and then done of the pages that changed.
//
// The fingerprint of a range is the root of the tree that would hold the range alone. It is put
// together from the pages along both ends of the range: unlike a sum of hashes it cannot be made to
// agree by choosing the entries.
//
// Whoever can choose keys next to one another can leave out those above level 0, and so make one
// page of all of them: a change among a hundred thousand such keys takes a millisecond.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/sync/key.h"

namespace core::sync {

// A larger one would need more than half a terabyte of keys to be told of.
inline constexpr std::uint64_t tree_size_max = UINT32_MAX;

class MerkleTree {
public:
    [[nodiscard]] std::size_t size() const { return root_.count; }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] bool contains(const Key& key) const;

    // False if it is there, or not there, already.
    bool insert(const Key& key);
    bool erase(const Key& key);

    // 32 zero bytes if nothing is in it.
    [[nodiscard]] Blake3Digest root() const { return hash_of(root_); }
    [[nodiscard]] Blake3Digest fingerprint(const KeyRange& range) const;

    // How many come before the key, and which one comes behind so many.
    [[nodiscard]] std::size_t rank(const Key& key) const;
    [[nodiscard]] const Key& select(std::size_t rank) const;
    [[nodiscard]] std::size_t count(const KeyRange& range) const;
    // The first that does not come before the key; null if there is none. Until the next change.
    [[nodiscard]] const Key* first_from(const Key& key) const;
    // The first with this beginning; null if there is none.
    [[nodiscard]] const Key* find(const KeyId& id) const;

    // In order, until `visit(key)` returns false. Says whether it came to the end.
    template <class Visit>
    bool visit(const KeyRange& range, Visit visit) const {
        return visit_link(root_, &range.from, range.to ? &*range.to : nullptr, visit);
    }

    // For snapshots: the root, and the keys in their order. What is read back has the root that it
    // says it has; other forms are refused.
    void write(BufferWriter& writer) const;
    [[nodiscard]] static Result<MerkleTree> read(Reader& reader);

private:
    struct Page;

    // A page, and what is known of it without looking inside.
    struct Link {
        std::unique_ptr<Page> page;  // Null if there is nothing.
        std::uint32_t count = 0;
        mutable bool is_hashed = true;
        mutable Blake3Digest digest{};
    };
    struct Page {
        std::vector<Key> keys;    // In order, all of the page's level; never empty.
        std::vector<Link> links;  // One more than keys; none at all on level 0.
        std::uint8_t level = 0;
    };
    using Halves = std::pair<Link, Link>;

    [[nodiscard]] static std::size_t position(const std::vector<Key>& keys, const Key& key) {
        const auto at = std::lower_bound(keys.begin(), keys.end(), key, comes_before);
        return static_cast<std::size_t>(at - keys.begin());
    }
    [[nodiscard]] static Link link_to(std::unique_ptr<Page> page);

    static bool insert_into(Link& link, const Key& key, std::uint8_t level);
    static bool erase_from(Link& link, const Key& key, std::uint8_t level);
    [[nodiscard]] static Halves split(Link link, const Key& key);
    [[nodiscard]] static Link join(Link left, Link right);

    // Null is without a bound.
    [[nodiscard]] static Blake3Digest hash_of(const Link& link);
    [[nodiscard]] static Blake3Digest hash_of(const Link& link, const Key* from, const Key* to);
    [[nodiscard]] static Blake3Digest hash_of(std::span<const Key> keys, std::uint8_t level,
                                              std::span<const Link> between,
                                              const Blake3Digest& first, const Blake3Digest& last);

    template <class Visit>
    static bool visit_link(const Link& link, const Key* from, const Key* to, Visit& visit) {
        if (!link.page) return true;
        const auto& [keys, links, level] = *link.page;
        const std::size_t begin = from ? position(keys, *from) : 0;
        const std::size_t end = to ? position(keys, *to) : keys.size();
        for (std::size_t i = begin; i <= end; ++i) {
            const Key* const first = i == begin ? from : nullptr;
            if (!links.empty() && !visit_link(links[i], first, i == end ? to : nullptr, visit))
                return false;
            if (i < end && !visit(keys[i])) return false;
        }
        return true;
    }

    Link root_;
};

}  // namespace core::sync
