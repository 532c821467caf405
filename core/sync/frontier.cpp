// Frontiers as keys, and differences of them as events.
#include "core/sync/frontier.h"

#include <algorithm>
#include <bit>
#include <map>

namespace core::sync {
namespace {

void put_word(MutableBytes room, std::uint64_t word) {
    const std::uint64_t swapped = std::byteswap(word);
    copy(room, std::as_bytes(std::span(&swapped, 1)));
}
std::uint64_t word_at(Bytes bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes.first(sizeof word).data(), sizeof word);
    return std::byteswap(word);
}

constexpr std::size_t counter_at = sizeof(std::uint64_t);
constexpr std::size_t hash_at = KeyId::size_bytes;

}  // namespace

Key frontier_key(crdt::Dot last_event, const Blake3Digest& last_change) {
    Key key;
    put_word(key.mutable_view(), last_event.author.value);
    put_word(key.mutable_view().subspan(counter_at), last_event.counter);
    copy(key.mutable_view().subspan(hash_at), last_change.view().first(Key::size_bytes - hash_at));
    return key;
}

crdt::Dot frontier_of(const KeyId& id) {
    return {crdt::Author{word_at(id.view())}, word_at(id.view().subspan(counter_at))};
}

void set_frontier(Index& index, crdt::Dot last_event, const Blake3Digest& last_change) {
    const Key key = frontier_key(last_event, last_change);
    Key first{};
    put_word(first.mutable_view(), last_event.author.value);
    const Key* const found = index.tree().first_from(first);
    if (found && *found == key) return;
    if (found && frontier_of(id_of(*found)).author == last_event.author) {
        const Key before = *found;
        index.erase(before);
    }
    index.insert(key);
}

Lags lags_of(const Differences& differences) {
    struct Counters {
        std::uint64_t ours = 0;
        std::uint64_t theirs = 0;
    };
    std::map<crdt::Author, Counters> counters;
    for (const Key& key : differences.they_lack) {
        const auto [author, counter] = frontier_of(id_of(key));
        counters[author].ours = std::max(counters[author].ours, counter);
    }
    for (const KeyId& id : differences.we_lack) {
        const auto [author, counter] = frontier_of(id);
        counters[author].theirs = std::max(counters[author].theirs, counter);
    }
    Lags lags;
    for (const auto& [author, both] : counters) {
        if (both.ours > both.theirs) lags.theirs.push_back({author, both.theirs, both.ours});
        if (both.theirs > both.ours) lags.ours.push_back({author, both.ours, both.theirs});
        if (both.theirs == both.ours) lags.contradicted.push_back(author);
    }
    return lags;
}

}  // namespace core::sync
