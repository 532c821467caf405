// An update is read whole before anything of it counts.
#include "core/crdt/yjs/awareness.h"

#include <algorithm>

#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// Nothing for null, which says that the client is gone.
std::optional<std::string_view> state_of(std::string_view json) {
    constexpr std::string_view blanks = " \t\n\r";
    const std::size_t begin = std::min(json.find_first_not_of(blanks), json.size());
    const std::string_view inner = json.substr(begin, json.find_last_not_of(blanks) + 1 - begin);
    return inner == "null" ? std::nullopt : std::optional(json);
}

}  // namespace

Awareness::Clients Awareness::Changes::all() const {
    Clients clients = added;
    clients.insert(clients.end(), updated.begin(), updated.end());
    clients.insert(clients.end(), removed.begin(), removed.end());
    return clients;
}

Awareness::Awareness(Client self, Instant now) : self_(self) {
    Entry& entry = entries_.ensure(self);
    entry.state = "{}";
    touch(self, entry, now);
}

void Awareness::touch(Client client, Entry& entry, Instant now) {
    entry.touched = now;
    if (!entry.state) return;
    deadline_ =
        earlier(deadline_, now + (client == self_ ? awareness_renewal : awareness_silence_max));
}

Result<Awareness::Changes> Awareness::set_local(std::optional<std::string_view> json, Instant now) {
    if (json) {
        if (json->size() > awareness_state_size_max) return fail(Error::too_large);
        if (!utf16_units(*json)) return fail(Error::malformed);
        TRY(check_json(*json));
        json = state_of(*json);
    }
    Entry& entry = entries_.ensure(self_);
    const bool was_there = entry.state.has_value();
    entry.clock = std::min(entry.clock + 1, number_max);
    entry.state = json;
    touch(self_, entry, now);
    Changes changes;
    (!json ? changes.removed : was_there ? changes.updated : changes.added).push_back(self_);
    return changes;
}

Result<std::vector<Awareness::Told>> Awareness::read(Bytes update) {
    Reader reader(update);
    const std::uint64_t count = TRY(read_var_uint(reader));
    std::vector<Told> told;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Client client{TRY(read_var_uint(reader))};
        const std::uint64_t clock = TRY(read_var_uint(reader));
        const std::string_view json = TRY(read_text(reader)).utf8;
        if (json.size() > awareness_state_size_max) return fail(Error::too_large);
        TRY(check_json(json));
        told.push_back({client, clock, state_of(json)});
    }
    TRY(reader.expect_end());
    return told;
}

Result<void> Awareness::make_room(const std::vector<Told>& told) {
    Clients unknown;
    for (const Told& one : told)
        if (one.clock > 0 && !entries_.contains(one.client)) unknown.push_back(one.client);
    std::ranges::sort(unknown);
    const auto repeated = std::ranges::unique(unknown);
    const auto needed = static_cast<std::size_t>(repeated.begin() - unknown.begin());
    if (entries_.size() + needed <= awareness_clients_max) return {};
    const auto is_kept = [this](const auto& entry) {
        return entry.second.state || entry.first == self_;
    };
    const auto kept = static_cast<std::size_t>(std::ranges::count_if(entries_, is_kept));
    if (kept + needed > awareness_clients_max) return fail(Error::too_large);
    FlatMap<Client, Entry> there;
    for (const auto& known : entries_)
        if (is_kept(known)) there.insert(known.first, std::move(*entries_.find(known.first)));
    entries_ = std::move(there);
    return {};
}

Result<Awareness::Changes> Awareness::apply(Bytes update, Instant now) {
    const std::vector<Told> told = TRY(read(update));
    TRY(make_room(told));
    Changes changes;
    for (const Told& one : told) apply(one, now, changes);
    return changes;
}

void Awareness::apply(const Told& told, Instant now, Changes& changes) {
    Entry* entry = entries_.find(told.client);
    const bool was_known = entry != nullptr;
    const std::uint64_t clock = entry ? entry->clock : 0;
    const bool is_there = entry && entry->state;
    const bool is_newer = clock < told.clock || (clock == told.clock && !told.state && is_there);
    if (!is_newer) return;
    if (!entry) entry = &entries_.ensure(told.client);
    entry->clock = told.clock;
    if (told.state)
        entry->state = *told.state;
    else if (told.client == self_ && is_there)
        // Somebody took us for gone. That we are here is newer.
        entry->clock = std::min(told.clock + 1, number_max);
    else
        entry->state.reset();
    touch(told.client, *entry, now);
    if (told.state)
        (was_known ? changes.updated : changes.added).push_back(told.client);
    else if (was_known)
        changes.removed.push_back(told.client);
}

Awareness::Changes Awareness::remove(const Clients& clients, Instant now) {
    Changes changes;
    for (const Client client : clients) {
        Entry* const entry = entries_.find(client);
        if (!entry || !entry->state) continue;
        entry->state.reset();
        if (client == self_) {
            entry->clock = std::min(entry->clock + 1, number_max);
            entry->touched = now;
        }
        changes.removed.push_back(client);
    }
    return changes;
}

Awareness::Changes Awareness::expire(Instant now) {
    Changes changes;
    if (!deadline_ || now < *deadline_) return changes;
    deadline_.reset();
    Clients silent;
    for (const auto& [client, known] : entries_) {
        if (!known.state) continue;
        Entry& entry = *entries_.find(client);
        const Duration silence = now - entry.touched;
        if (client == self_ && silence >= awareness_renewal) {
            entry.clock = std::min(entry.clock + 1, number_max);
            touch(client, entry, now);
            changes.updated.push_back(client);
        } else if (client != self_ && silence >= awareness_silence_max) {
            silent.push_back(client);
        } else {
            touch(client, entry, entry.touched);
        }
    }
    changes.removed = remove(silent, now).removed;
    return changes;
}

std::optional<std::string_view> Awareness::state(Client client) const {
    const Entry* const entry = entries_.find(client);
    if (!entry || !entry->state) return std::nullopt;
    return *entry->state;
}

Awareness::Clients Awareness::clients() const {
    Clients clients;
    for (const auto& [client, entry] : entries_)
        if (entry.state) clients.push_back(client);
    return clients;
}

Buffer Awareness::bytes(const Clients& clients) const {
    Buffer parts;
    std::uint64_t count = 0;
    for (const Client client : clients) {
        const Entry* const entry = entries_.find(client);
        if (!entry) continue;
        ++count;
        append_var_uint(parts, client.value);
        append_var_uint(parts, entry->clock);
        append_text(parts, entry->state ? *entry->state : "null");
    }
    Buffer update;
    append_var_uint(update, count);
    append(update, parts);
    return update;
}

}  // namespace core::crdt::yjs
