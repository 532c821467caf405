// The index holds no hashes: they lie beside the entries, and are compared before the keys are.
#include "logos/values/ordered_table.h"

#include <algorithm>
#include <bit>

#include "core/base/assert.h"
#include "logos/values/comparison.h"

namespace logos {
namespace {

// So many keys are found faster by looking at each.
constexpr std::size_t unindexed_max = 8;

std::uint32_t short_hash(const Value& key) {
    const std::uint64_t whole = hash(key);
    return static_cast<std::uint32_t>(whole ^ whole >> 32);
}

}  // namespace

std::size_t OrderedTable::place_of(const Value& key, std::uint32_t hash) const {
    if (index_.empty()) {
        for (std::size_t i = 0; i < entries_.size(); ++i) {
            const Entry& entry = entries_[i];
            if (entry.hash == hash && !entry.is_hole && equal(entry.key, key)) return i;
        }
        return none;
    }
    const std::size_t mask = index_.size() - 1;
    for (std::size_t slot = hash & mask;; slot = (slot + 1) & mask) {
        const std::uint32_t place = index_[slot];
        if (place == 0) return none;
        const Entry& entry = entries_[place - 1];
        if (entry.hash == hash && !entry.is_hole && equal(entry.key, key)) return place - 1;
    }
}

const Value* OrderedTable::find(const Value& key) const {
    if (entries_.empty()) return nullptr;
    const std::size_t place = place_of(key, short_hash(key));
    return place == none ? nullptr : &entries_[place].value;
}

Value* OrderedTable::find(const Value& key) {
    if (entries_.empty()) return nullptr;
    const std::size_t place = place_of(key, short_hash(key));
    return place == none ? nullptr : &entries_[place].value;
}

bool OrderedTable::insert_or_assign(Value key, Value value) {
    const std::uint32_t hash = short_hash(key);
    const std::size_t place = place_of(key, hash);
    if (place != none) {
        entries_[place].value = std::move(value);
        return false;
    }
    append(std::move(key), std::move(value), hash);
    return true;
}

void OrderedTable::append(Value key, Value value, std::uint32_t hash) {
    ASSERT(entries_.size() < UINT32_MAX - 1);
    entries_.push_back(
        {.key = std::move(key), .value = std::move(value), .hash = hash, .is_hole = false});
    if (index_.empty() && entries_.size() <= unindexed_max) return;
    // Three quarters full at most, so that there is always an end to looking.
    if (entries_.size() * 4 > index_.size() * 3) {
        tidy();
        index_anew();
    } else {
        index_entry(entries_.size() - 1);
    }
}

bool OrderedTable::erase(const Value& key) {
    if (entries_.empty()) return false;
    const std::size_t place = place_of(key, short_hash(key));
    if (place == none) return false;
    Entry& entry = entries_[place];
    entry.is_hole = true;
    ++holes_;
    // They end after the table is whole again: what ends with them could be large, but does not
    // look here.
    const Value old_key = std::move(entry.key);
    const Value old_value = std::move(entry.value);
    if (holes_ * 2 > entries_.size()) tidy();
    return true;
}

void OrderedTable::tidy() const {
    if (holes_ == 0) return;
    std::erase_if(entries_, [](const Entry& entry) { return entry.is_hole; });
    holes_ = 0;
    index_anew();
}

void OrderedTable::index_anew() const {
    index_.clear();
    if (entries_.size() <= unindexed_max) return;
    index_.resize(std::bit_ceil(entries_.size() * 2 + 1));
    for (std::size_t place = 0; place < entries_.size(); ++place) index_entry(place);
}

void OrderedTable::index_entry(std::size_t place) const {
    const std::size_t mask = index_.size() - 1;
    std::size_t slot = entries_[place].hash & mask;
    while (index_[slot] != 0) slot = (slot + 1) & mask;
    index_[slot] = static_cast<std::uint32_t>(place + 1);
}

}  // namespace logos
