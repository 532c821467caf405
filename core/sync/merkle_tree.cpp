// Changing the tree and looking into it. All of it goes down the levels, of which there are
// seventeen at most.
#include "core/sync/merkle_tree.h"

#include <bit>

#include "core/base/assert.h"

namespace core::sync {
namespace {

// One key in 2^4 is above the level below.
constexpr int bits_per_level = 4;

std::uint8_t level_of(const Key& key) {
    const Blake3Digest digest = blake3(key.view());
    std::uint64_t word;
    std::memcpy(&word, digest.bytes.data(), sizeof word);
    return static_cast<std::uint8_t>(std::countr_zero(word) / bits_per_level);
}

// There is a page for every sixteen keys, most of which will not grow much more: in small steps.
template <class Item>
void make_room_for_one(std::vector<Item>& items) {
    if (items.size() == items.capacity())
        items.reserve(items.size() + std::max(2uz, items.size() / 8));
}

}  // namespace

MerkleTree::Link MerkleTree::link_to(std::unique_ptr<Page> page) {
    Link link;
    link.count = static_cast<std::uint32_t>(page->keys.size());
    for (const Link& below : page->links) link.count += below.count;
    link.page = std::move(page);
    link.is_hashed = false;
    return link;
}

bool MerkleTree::contains(const Key& key) const {
    const Key* const found = first_from(key);
    return found != nullptr && *found == key;
}

bool MerkleTree::insert(const Key& key) {
    ASSERT(size() < tree_size_max);
    return insert_into(root_, key, level_of(key));
}

bool MerkleTree::erase(const Key& key) { return erase_from(root_, key, level_of(key)); }

bool MerkleTree::insert_into(Link& link, const Key& key, std::uint8_t level) {
    if (!link.page || link.page->level < level) {
        auto [left, right] = split(std::move(link), key);
        auto page = std::make_unique<Page>();
        page->level = level;
        page->keys.push_back(key);
        if (level > 0) {
            page->links.reserve(2);
            page->links.push_back(std::move(left));
            page->links.push_back(std::move(right));
        }
        link = link_to(std::move(page));
        return true;
    }
    auto& [keys, links, page_level] = *link.page;
    const std::size_t at = position(keys, key);
    if (page_level > level) {
        if (!insert_into(links[at], key, level)) return false;
    } else {
        if (at < keys.size() && keys[at] == key) return false;
        const auto offset = static_cast<std::ptrdiff_t>(at);
        if (level > 0) {
            auto [left, right] = split(std::move(links[at]), key);
            links[at] = std::move(left);
            make_room_for_one(links);
            links.insert(links.begin() + offset + 1, std::move(right));
        }
        make_room_for_one(keys);
        keys.insert(keys.begin() + offset, key);
    }
    ++link.count;
    link.is_hashed = false;
    return true;
}

bool MerkleTree::erase_from(Link& link, const Key& key, std::uint8_t level) {
    if (!link.page || link.page->level < level) return false;
    auto& [keys, links, page_level] = *link.page;
    const std::size_t at = position(keys, key);
    if (page_level > level) {
        if (!erase_from(links[at], key, level)) return false;
    } else {
        if (at == keys.size() || keys[at] != key) return false;
        const auto offset = static_cast<std::ptrdiff_t>(at);
        keys.erase(keys.begin() + offset);
        if (level > 0) {
            links[at] = join(std::move(links[at]), std::move(links[at + 1]));
            links.erase(links.begin() + offset + 1);
        }
        if (keys.empty()) {
            Link below = level > 0 ? std::move(links.front()) : Link{};
            link = std::move(below);
            return true;
        }
    }
    --link.count;
    link.is_hashed = false;
    return true;
}

// What comes before the key and what behind; the key itself is not there.
MerkleTree::Halves MerkleTree::split(Link link, const Key& key) {
    if (!link.page) return {};
    auto& [keys, links, level] = *link.page;
    const std::size_t at = position(keys, key);
    Halves between;
    if (level > 0) between = split(std::move(links[at]), key);
    auto& [left, right] = between;
    // All of it on one side: then the page stays as it is, with its hash.
    if (at == 0 && !left.page) {
        if (level > 0) links[at] = std::move(right);
        return {Link{}, std::move(link)};
    }
    if (at == keys.size() && !right.page) {
        if (level > 0) links[at] = std::move(left);
        return {std::move(link), Link{}};
    }
    const auto offset = static_cast<std::ptrdiff_t>(at);
    if (at < keys.size()) {
        auto upper = std::make_unique<Page>();
        upper->level = level;
        upper->keys.assign(keys.begin() + offset, keys.end());
        if (level > 0) {
            upper->links.reserve(upper->keys.size() + 1);
            upper->links.push_back(std::move(right));
            std::move(links.begin() + offset + 1, links.end(), std::back_inserter(upper->links));
        }
        right = link_to(std::move(upper));
    }
    if (at > 0) {
        // Into room of their own size, or every page would keep the room of what it was cut from.
        keys = std::vector(keys.begin(), keys.begin() + offset);
        if (level > 0) {
            links[at] = std::move(left);
            links.erase(links.begin() + offset + 1, links.end());
            links.shrink_to_fit();
        }
        left = link_to(std::move(link.page));
    }
    return between;
}

// Of which all of the left comes before all of the right.
MerkleTree::Link MerkleTree::join(Link left, Link right) {
    if (!left.page) return right;
    if (!right.page) return left;
    Page& lower = *left.page;
    Page& upper = *right.page;
    const std::uint32_t count = left.count + right.count;
    if (lower.level < upper.level) {
        upper.links.front() = join(std::move(left), std::move(upper.links.front()));
        right.count = count;
        right.is_hashed = false;
        return right;
    }
    if (lower.level > upper.level) {
        lower.links.back() = join(std::move(lower.links.back()), std::move(right));
    } else {
        lower.keys.insert(lower.keys.end(), upper.keys.begin(), upper.keys.end());
        if (lower.level > 0) {
            lower.links.back() =
                join(std::move(lower.links.back()), std::move(upper.links.front()));
            std::move(upper.links.begin() + 1, upper.links.end(), std::back_inserter(lower.links));
        }
    }
    left.count = count;
    left.is_hashed = false;
    return left;
}

std::size_t MerkleTree::rank(const Key& key) const {
    std::size_t before = 0;
    for (const Link* link = &root_; link->page;) {
        const auto& [keys, links, level] = *link->page;
        const std::size_t at = position(keys, key);
        before += at;
        if (links.empty()) break;
        for (std::size_t i = 0; i < at; ++i) before += links[i].count;
        // Everything below the link before a key comes before it.
        if (at < keys.size() && keys[at] == key) return before + links[at].count;
        link = &links[at];
    }
    return before;
}

const Key& MerkleTree::select(std::size_t rank) const {
    ASSERT(rank < size());
    for (const Link* link = &root_;;) {
        const auto& [keys, links, level] = *link->page;
        if (links.empty()) return keys[rank];
        std::size_t at = 0;
        while (rank > links[at].count) rank -= links[at++].count + 1u;
        if (rank == links[at].count) return keys[at];
        link = &links[at];
    }
}

std::size_t MerkleTree::count(const KeyRange& range) const {
    const std::size_t end = range.to ? rank(*range.to) : size();
    const std::size_t begin = rank(range.from);
    return end > begin ? end - begin : 0;
}

const Key* MerkleTree::first_from(const Key& key) const {
    const Key* first = nullptr;
    for (const Link* link = &root_; link->page;) {
        const auto& [keys, links, level] = *link->page;
        const std::size_t at = position(keys, key);
        if (at < keys.size()) first = &keys[at];
        if (links.empty() || (at < keys.size() && keys[at] == key)) break;
        link = &links[at];
    }
    return first;
}

const Key* MerkleTree::find(const KeyId& id) const {
    const Key* const found = first_from(first_key_of(id));
    return found != nullptr && id_of(*found) == id ? found : nullptr;
}

}  // namespace core::sync
