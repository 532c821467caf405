// What is known of each address of a peer, and which gives way to another.
#include "net/peers/address_list.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/base/assert.h"
#include "core/base/heap_sort.h"

namespace net::peers {

using core::Instant;
using core::codec::Multiaddr;

namespace {

std::optional<AddressSource> best_source_of(const AddressFacts& facts) {
    for (std::size_t i = address_source_count; i > 0; --i)
        if (facts.told_until[i - 1]) return static_cast<AddressSource>(i - 1);
    return std::nullopt;
}

// What an address is worth: more is better.
auto worth(const AddressFacts& facts, const AddressListOptions& options) {
    return std::tuple(facts.reached_at, best_source_of(facts),
                      AddressList::expiry_of(facts, options));
}

}  // namespace

std::string_view describe(AddressSource source) {
    switch (source) {
        case AddressSource::exchange: return "told by another peer";
        case AddressSource::signed_record: return "signed by the peer";
        case AddressSource::identify: return "told by the peer itself";
        case AddressSource::mdns: return "found in the local network";
        case AddressSource::user: return "given by the user";
    }
    std::unreachable();
}

Instant later(Instant now, core::Duration duration) {
    return duration > Instant::max() - std::max(now, Instant{}) ? Instant::max() : now + duration;
}

Instant AddressList::expiry_of(const AddressFacts& facts, const Options& options) {
    Instant expiry = Instant::min();
    for (const auto& until : facts.told_until) expiry = std::max(expiry, until.value_or(expiry));
    if (!facts.reached_at) return expiry;
    return std::max(expiry, later(*facts.reached_at, options.believed_when_reached));
}

bool AddressList::add(const Multiaddr& address, AddressSource source, Instant now,
                      const Options& options) {
    const std::size_t index = std::to_underlying(source);
    AddressFacts facts;
    facts.told_until[index] = later(now, options.believed[index]);
    return add(address, facts, options);
}

bool AddressList::add(const Multiaddr& address, const AddressFacts& facts, const Options& options) {
    if (AddressFacts* known = addresses_.find(address)) {
        for (std::size_t i = 0; i < address_source_count; ++i)
            known->told_until[i] = std::max(known->told_until[i], facts.told_until[i]);
        known->reached_at = std::max(known->reached_at, facts.reached_at);
        note_best();
        return true;
    }
    if (!make_room(address.bytes().size(), facts, options)) return false;
    addresses_.insert(address, facts);
    size_ += address.bytes().size();
    note_best();
    return true;
}

bool AddressList::reached(const Multiaddr& address, Instant now, const Options& options) {
    AddressFacts facts;
    facts.reached_at = now;
    return add(address, facts, options);
}

// Nothing is displaced unless everything that must be is worth less.
bool AddressList::make_room(std::size_t size, const AddressFacts& facts, const Options& options) {
    if (size > options.addresses_size_max) return false;
    const auto fits = [&](std::size_t count, std::size_t bytes) {
        return count < options.addresses_max && bytes + size <= options.addresses_size_max;
    };
    if (fits(addresses_.size(), size_)) return true;
    std::vector<std::pair<decltype(worth(facts, options)), Multiaddr>> worst_first;
    for (const auto& [address, known] : addresses_)
        worst_first.emplace_back(worth(known, options), address);
    core::heap_sort(worst_first, [](const auto& one, const auto& other) { return one < other; });
    std::size_t freed_size = 0;
    std::size_t freed_count = 0;
    while (!fits(addresses_.size() - freed_count, size_ - freed_size)) {
        if (freed_count == worst_first.size()) return false;
        const auto& [its_worth, address] = worst_first[freed_count];
        if (worth(facts, options) <= its_worth) return false;
        freed_size += address.bytes().size();
        ++freed_count;
    }
    for (std::size_t i = 0; i < freed_count; ++i) erase(worst_first[i].second);
    return true;
}

void AddressList::forget(AddressSource source, const Options& options) {
    std::vector<Multiaddr> forgotten;
    for (const auto& [address, unused] : addresses_) {
        AddressFacts& facts = *addresses_.find(address);
        facts.told_until[std::to_underlying(source)].reset();
        if (expiry_of(facts, options) == Instant::min()) forgotten.push_back(address);
    }
    for (const Multiaddr& address : forgotten) erase(address);
    note_best();
}

void AddressList::renew(Instant now, const Options& options) {
    for (const auto& [address, unused] : addresses_) {
        AddressFacts& facts = *addresses_.find(address);
        for (std::size_t i = 0; i < address_source_count; ++i)
            if (facts.told_until[i]) facts.told_until[i] = later(now, options.believed[i]);
    }
}

void AddressList::drop_expired(Instant now, const Options& options) {
    std::vector<Multiaddr> expired;
    for (const auto& [address, unused] : addresses_) {
        AddressFacts& facts = *addresses_.find(address);
        for (auto& until : facts.told_until)
            if (until && *until <= now) until.reset();
        if (expiry_of(facts, options) <= now) expired.push_back(address);
    }
    for (const Multiaddr& address : expired) erase(address);
    note_best();
}

std::vector<Multiaddr> AddressList::best_first(Instant now, Expired expired,
                                               const Options& options) const {
    std::vector<std::pair<const Multiaddr*, const AddressFacts*>> list;
    for (const auto& [address, facts] : addresses_)
        if (expired == Expired::included || expiry_of(facts, options) > now)
            list.emplace_back(&address, &facts);
    const auto is_better = [](const auto& left, const auto& right) {
        const auto key = [](const AddressFacts& facts) {
            return std::pair(facts.reached_at, best_source_of(facts));
        };
        const auto [left_key, right_key] = std::pair(key(*left.second), key(*right.second));
        return left_key != right_key ? left_key > right_key : *left.first < *right.first;
    };
    core::heap_sort(list, is_better);
    std::vector<Multiaddr> addresses;
    for (const auto& [address, facts] : list) addresses.push_back(*address);
    return addresses;
}

void AddressList::note_best() {
    was_reached_ = false;
    best_source_.reset();
    for (const auto& [address, facts] : addresses_) {
        was_reached_ |= facts.reached_at.has_value();
        best_source_ = std::max(best_source_, best_source_of(facts));
    }
}

void AddressList::erase(const Multiaddr& address) {
    size_ -= address.bytes().size();
    addresses_.erase(address);
}

}  // namespace net::peers
