// What somebody who is hostile does to others.
#include <algorithm>

#include "core/base/format.h"
#include "core/crdt/change/author_key.h"
#include "core/crdt/replica/replica.h"
#include "core/sync/frontier.h"
#include "fabric/broadcast/message.h"
#include "fabric/documents/change_record.h"
#include "fabric/documents/messages.h"
#include "fabric/liveness/message.h"
#include "fabric/membership/exchange_message.h"
#include "fabric/node/interest.h"
#include "fabric/ordering/messages.h"
#include "sim/hostile.h"

namespace sim {

using core::Buffer;
using core::Bytes;
using core::Instant;
using core::crdt::DocumentId;
using fabric::lanes::Lane;
using net::swarm::Swarm;
using std::chrono::milliseconds;
namespace documents = fabric::documents;
namespace leadership = fabric::leadership;
namespace membership = fabric::membership;
namespace ordering = fabric::ordering;

namespace {

constexpr std::size_t unsent_max = std::size_t{1} << 20;
constexpr std::uint64_t flood_messages = 100;
constexpr std::uint64_t flood_names = 100;

std::size_t unsent_size(const fabric::lanes::Sender& sender) {
    std::size_t size = 0;
    for (std::size_t lane = 0; lane < fabric::lanes::lane_count; ++lane)
        size += sender.waiting_size(Lane{static_cast<std::uint8_t>(lane)});
    return size;
}

}  // namespace

void Hostile::attack(Swarm& swarm, Instant now) {
    next_attack_ = now + milliseconds(prng_.between(20, 1'500));
    for (const auto& [link, facts] : links_) {
        const auto is_of = [&](const auto& entry) { return entry.first.link == link; };
        const bool is_in =
            std::ranges::any_of(sessions_, is_of) || std::ranges::any_of(doors_, is_of);
        if (!is_in && prng_.chance(1, 10)) return knock(facts.peer, swarm, now);
    }
    if (sessions_.empty()) return;
    auto at = sessions_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(prng_.below(sessions_.size())));
    auto& [stream, session] = *at;
    if (unsent_size(session.sender) > unsent_max) return pump(stream, session, swarm);
    pulse(session);
    switch (is_quiet_ ? 7 : prng_.below(9)) {
        case 0:
        case 1: replay(session); break;
        case 2:
        case 3: distort(session); break;
        case 4: forge(session); break;
        case 5: claim(session); break;
        case 6: tell_tale(session); break;
        case 7: claim_past(session); break;
        default: flood(session); break;
    }
    pump(stream, session, swarm);
}

void Hostile::say(Session& session, Lane lane, Buffer message) {
    if (message.empty() || message.size() > fabric::lanes::message_size_max(lane)) return;
    session.sender.put(lane, std::move(message));
}

void Hostile::say_about(Session& session, const DocumentId& document, Lane lane, Bytes message) {
    Buffer bytes(document.view().begin(), document.view().end());
    core::append(bytes, message);
    say(session, lane, std::move(bytes));
}

void Hostile::replay(Session& session) {
    if (heard_.empty()) return;
    count(faults_, Fault::replayed);
    const auto& message = heard_[static_cast<std::size_t>(prng_.below(heard_.size()))];
    say(session, message.lane, message.bytes);
}

// Some bytes are others: what comes of it is a form that is wrong, or a wrong number or hash in a
// right one.
void Hostile::distort(Session& session) {
    if (heard_.empty()) return;
    count(faults_, Fault::distorted);
    const auto& message = heard_[static_cast<std::size_t>(prng_.below(heard_.size()))];
    Buffer bytes = message.bytes;
    for (std::uint64_t i = prng_.between(1, 4); i > 0; --i)
        bytes[static_cast<std::size_t>(prng_.below(bytes.size()))] ^=
            static_cast<std::byte>(prng_.between(1, 255));
    if (prng_.chance(1, 5)) bytes.resize(static_cast<std::size_t>(prng_.below(bytes.size())));
    say(session, message.lane, std::move(bytes));
}

// Signed by us, whoever is said to have written it.
void Hostile::write(Session& session, const DocumentId& document,
                    const membership::MemberKey& author, std::string_view key, std::int64_t value) {
    core::crdt::Replica replica(document, core::crdt::author_of(author),
                                membership::KeyPair(identity_.seed().clone()));
    const auto change = replica.edit(0, [&](core::crdt::Editor& editor) {
        return editor.set(core::crdt::Path{std::string(key)}, core::crdt::Value::of(value));
    });
    ASSERT(change && *change);
    const Buffer bytes = fabric::documents::write_change_record(author, **change);
    const auto record = fabric::documents::read_change_record(bytes);
    ASSERT(record);
    const fabric::broadcast::Deltas deltas{{{fabric::documents::key_of(*record), bytes}}};
    say_about(session, document, Lane::changes, fabric::broadcast::write_message(deltas));
}

void Hostile::forge(Session& session) {
    if (authors_.empty()) return;
    count(faults_, Fault::forged);
    write(session, knows_.targets.document,
          authors_[static_cast<std::size_t>(prng_.below(authors_.size()))], "forged", 1);
}

// Its first change is this one for some, and that one for others.
void Hostile::tell_tale(Session& session) {
    count(faults_, Fault::told_two_tales);
    write(session, knows_.targets.lies, identity_.public_key(), "tale",
          static_cast<std::int64_t>(prng_.between(1, 2)));
}

void Hostile::claim(Session& session) {
    if (!mesh_) return;
    count(faults_, Fault::claimed);
    const auto self = PeerId::of(core::codec::PublicKey(identity_.public_key()));
    const leadership::Term term{prng_.between(1, 1'000'000)};
    switch (prng_.below(4)) {
        case 0: {
            const auto raft = leadership::write_message(leadership::VoteRequest{
                .term = term, .last = {term, {1'000'000}}, .disrupts_leader = true});
            return say(session, Lane::leadership,
                       ordering::write_message(ordering::RaftBytes{raft}));
        }
        case 1:
            return say(session, Lane::leadership,
                       ordering::write_message(ordering::Leads{term, self}));
        default: break;
    }
    // That it is an Authority itself, or that another one is none.
    const bool is_of_another = !authors_.empty() && prng_.chance(1, 2);
    membership::Body body =
        membership::GrantRole{identity_.public_key(), membership::Role::authority, {}};
    if (is_of_another) body = membership::Revoke{authors_.front(), {}, {}};
    membership::Entry entry{.mesh = *mesh_,
                            .author = identity_.public_key(),
                            .parents = {},
                            .depth = 1,
                            .wall_time = membership::UnixSeconds{prng_.below(2'000'000'000)},
                            .body = std::move(body)};
    if (last_entry_) {
        entry.parents.push_back(last_entry_->hash());
        entry.depth = last_entry_->entry().depth + 1;
    }
    const auto claimed = membership::SignedEntry::sign(std::move(entry), identity_);
    ASSERT(claimed);
    say(session, Lane::members, membership::write_message(membership::Entries{{claimed->bytes()}}));
}

// Whoever is there is not given up.
void Hostile::pulse(Session& session) {
    const fabric::liveness::Pulse pulse{.life = fabric::liveness::Life{1},
                                        .sequence = {++pulses_.value},
                                        .interval = fabric::liveness::interval_max,
                                        .presence = {}};
    say(session, Lane::presence, fabric::liveness::write_message(pulse));
}

// That it has more of what others wrote than these have themselves.
void Hostile::claim_past(Session& session) {
    if (authors_.empty()) return;
    count(faults_, Fault::claimed);
    core::sync::WholeSet all;
    core::Blake3Digest hash;
    prng_.fill(hash.mutable_view());
    for (const membership::MemberKey& author : authors_) {
        const core::crdt::Dot last{core::crdt::author_of(author), prng_.between(1'000, 1'000'000)};
        all.ids.push_back(core::sync::id_of(core::sync::frontier_key(last, hash)));
    }
    std::ranges::sort(all.ids);
    const std::uint64_t count = all.ids.size();
    const documents::TalkNumber talk{prng_.between(1, 1'000'000)};
    const core::sync::Hello hello{.root = hash, .count = count, .opening = std::move(all)};
    say_about(session, knows_.targets.document, Lane::sync,
              documents::write_talk_message({true, talk, hello}));
}

void Hostile::flood(Session& session) {
    count(faults_, Fault::flooded);
    if (prng_.chance(1, 3)) {
        fabric::node::Interest interest;
        for (std::uint64_t i = 0; i < flood_names; ++i)
            interest.names.push_back(core::formatted("flood {}", prng_.below(300)));
        return say(session, Lane::interest, fabric::node::write_interest(interest));
    }
    const auto lane = Lane{static_cast<std::uint8_t>(prng_.below(fabric::lanes::lane_count))};
    for (std::uint64_t i = 0; i < flood_messages; ++i) {
        Buffer noise(static_cast<std::size_t>(prng_.between(1, 900)));
        prng_.fill(noise);
        say(session, lane, std::move(noise));
    }
}

}  // namespace sim
