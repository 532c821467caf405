// How the fields of Shared records change, merge and read.
#include "logos/values/shared_field.h"

#include <algorithm>

#include "core/base/assert.h"
#include "logos/values/comparison.h"
#include "logos/values/make.h"

namespace logos {
namespace {

// The record of a replica in a list that is sorted by them, made if it is missing.
template <class Record>
Record& record_of_replica(std::vector<Record>& records, Replica replica) {
    const auto at = std::ranges::lower_bound(records, replica, {}, &Record::replica);
    if (at != records.end() && at->replica == replica) return *at;
    return *records.insert(at, Record{.replica = replica});
}

bool has_seen(const SharedField& field, const SharedEntry& entry) {
    const auto at =
        std::ranges::lower_bound(field.seen, entry.stamp.replica, {}, &SharedField::Seen::replica);
    return at != field.seen.end() && at->replica == entry.stamp.replica &&
           at->events >= entry.event;
}

Value read_count(const SharedField& field) {
    BigInteger sum;
    for (const SharedCount& count : field.counts) {
        const auto half = [](std::uint64_t number) {  // 64 bits do not fit into a signed number.
            return BigInteger(static_cast<std::int64_t>(number >> 1)) * BigInteger(2) +
                   BigInteger(static_cast<std::int64_t>(number & 1));
        };
        sum = sum + half(count.plus) - half(count.minus);
    }
    return make_integer(std::move(sum));
}

Value read_divergent(const SharedField& field) {
    if (field.entries.empty()) return {};
    if (field.entries.size() == 1) return field.entries[0].value;
    Value all = make_set();
    for (const SharedEntry& entry : field.entries) own_table(all).insert(entry.value);
    if (table_of(all).size() == 1) return field.entries[0].value;
    return all;
}

Value read_set(const SharedField& field) {
    Value set = make_set();
    OrderedTable& table = own_table(set);
    for (const SharedEntry& entry : field.entries)
        if (!entry.is_removal) table.insert(entry.key);
    for (const SharedEntry& entry : field.entries)
        if (entry.is_removal) table.erase(entry.key);
    return set;
}

Value read_sequence(const SharedField& field) {
    std::vector<Value> items;
    for (const SharedEntry& entry : field.entries)
        if (!entry.is_removal) items.push_back(entry.value);
    return make_list(std::move(items));
}

// Later entries replace earlier ones.
Value read_map(const SharedField& field) {
    Value map = make_map();
    OrderedTable& table = own_table(map);
    for (const SharedEntry& entry : field.entries) table.insert_or_assign(entry.key, entry.value);
    return map;
}

// What is put behind the same place stands with the later one first; and what was put behind
// something has a later stamp than that. So a new entry stands before the first earlier one.
void put_in_sequence(std::vector<SharedEntry>& entries, const SharedEntry& entry) {
    auto at = entries.begin();
    if (entry.behind.clock != 0) {
        at = std::ranges::find(entries, entry.behind, &SharedEntry::stamp);
        ASSERT(at != entries.end());
        ++at;
    }
    while (at != entries.end() && at->stamp > entry.stamp) ++at;
    entries.insert(at, entry);
}

}  // namespace

bool SharedField::count(Replica replica, std::uint64_t plus, std::uint64_t minus) {
    SharedCount& count = record_of_replica(counts, replica);
    std::uint64_t all_plus = 0;
    std::uint64_t all_minus = 0;
    if (__builtin_add_overflow(count.plus, plus, &all_plus)) return false;
    if (__builtin_add_overflow(count.minus, minus, &all_minus)) return false;
    count.plus = all_plus;
    count.minus = all_minus;
    return true;
}

void SharedField::put(Replica replica, SharedEntry entry) {
    entry.stamp = {.clock = ++clock, .replica = replica};
    entry.event = ++record_of_replica(seen, replica).events;
    entries.push_back(std::move(entry));
}

void SharedField::write(Replica replica, Value value) {
    entries.clear();
    SharedEntry entry;
    entry.value = std::move(value);
    put(replica, std::move(entry));
}

void SharedField::write_key(Replica replica, const Value& key, Value value) {
    std::erase_if(entries, [&](const SharedEntry& entry) { return equal(entry.key, key); });
    SharedEntry entry;
    entry.key = key;
    entry.value = std::move(value);
    put(replica, std::move(entry));
}

void SharedField::remove_key(Replica replica, const Value& key) {
    std::erase_if(entries, [&](const SharedEntry& entry) { return equal(entry.key, key); });
    if (kind != SharedKind::remove_wins_set) return;
    SharedEntry entry;
    entry.key = key;
    entry.is_removal = true;
    put(replica, std::move(entry));
}

void SharedField::append(Replica replica, Value value) {
    SharedEntry entry;
    if (!entries.empty()) entry.behind = entries.back().stamp;
    entry.value = std::move(value);
    put(replica, std::move(entry));
}

bool SharedField::remove_first(const Value& value) {
    const auto is_it = [&](const SharedEntry& entry) {
        return !entry.is_removal && equal(entry.value, value);
    };
    const auto found = std::ranges::find_if(entries, is_it);
    if (found == entries.end()) return false;
    found->is_removal = true;
    found->value = Value();
    return true;
}

void SharedField::merge_entries(const SharedField& other) {
    std::erase_if(entries, [&](const SharedEntry& entry) {
        const auto there =
            std::ranges::lower_bound(other.entries, entry.stamp, {}, &SharedEntry::stamp);
        const bool is_there = there != other.entries.end() && there->stamp == entry.stamp;
        return !is_there && has_seen(other, entry);
    });
    for (const SharedEntry& entry : other.entries)
        if (!has_seen(*this, entry)) entries.push_back(entry);
    std::ranges::sort(entries, {}, &SharedEntry::stamp);
}

void SharedField::merge_sequence(const SharedField& other) {
    std::vector<std::pair<SharedStamp, SharedEntry*>> known;
    for (SharedEntry& entry : entries) known.emplace_back(entry.stamp, &entry);
    std::ranges::sort(known);
    std::vector<const SharedEntry*> news;
    for (const SharedEntry& entry : other.entries) {
        const auto mine = std::ranges::lower_bound(known, entry.stamp, {},
                                                   [](const auto& pair) { return pair.first; });
        if (mine == known.end() || mine->first != entry.stamp) {
            news.push_back(&entry);
        } else if (entry.is_removal) {
            mine->second->is_removal = true;
            mine->second->value = Value();
        }
    }
    std::ranges::sort(news, {}, [](const SharedEntry* entry) { return entry->stamp; });
    for (const SharedEntry* entry : news) put_in_sequence(entries, *entry);
}

void SharedField::merge(const SharedField& other) {
    if (this == &other) return;
    for (const SharedCount& count : other.counts) {
        SharedCount& mine = record_of_replica(counts, count.replica);
        mine.plus = std::max(mine.plus, count.plus);
        mine.minus = std::max(mine.minus, count.minus);
    }
    if (kind == SharedKind::sequence)
        merge_sequence(other);
    else
        merge_entries(other);
    for (const Seen& theirs : other.seen) {
        Seen& mine = record_of_replica(seen, theirs.replica);
        mine.events = std::max(mine.events, theirs.events);
    }
    clock = std::max(clock, other.clock);
}

Value SharedField::read() const {
    switch (kind) {
        case SharedKind::grow_count:
        case SharedKind::tally: return read_count(*this);
        case SharedKind::last_writer: return entries.empty() ? Value() : entries.back().value;
        case SharedKind::divergent: return read_divergent(*this);
        case SharedKind::add_wins_set:
        case SharedKind::remove_wins_set: return read_set(*this);
        case SharedKind::sequence: return read_sequence(*this);
        case SharedKind::map: return read_map(*this);
    }
    return {};
}

}  // namespace logos
