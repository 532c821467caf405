// A few members that share one document, in one thread and in virtual time: journals take a while,
// lines have a delay and can be cut, and whoever is restarted has what its journal had synced.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/crdt/document/json.h"
#include "core/testing/virtual_time.h"
#include "fabric/documents/shared_document.h"

namespace fabric::documents::testing {

using core::Duration;
using core::Instant;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline core::crypto::Ed25519KeyPair key_pair(std::uint8_t number) {
    std::array<std::byte, 32> seed{};
    seed[0] = std::byte{number};
    return core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed(seed));
}

// Everybody but those who are left out, and all that they wrote but where there is a cut.
class WritersExcept final : public Writers {
public:
    [[nodiscard]] std::optional<std::uint64_t> counted(
        const AuthorKey& author, const core::crdt::DocumentId&) const override {
        if (strangers.contains(author)) return std::nullopt;
        const auto cut = cuts.find(author);
        return cut == cuts.end() ? core::crdt::all_changes : cut->second;
    }
    [[nodiscard]] bool is_authority(const core::codec::PeerId& peer) const override {
        return !others.contains(peer);
    }
    std::set<AuthorKey> strangers;
    std::set<core::codec::PeerId> others;  // That are no Authorities.
    std::map<AuthorKey, std::uint64_t> cuts;
};

struct Member {
    explicit Member(std::uint8_t its_number) : number(its_number), key(key_pair(its_number)) {}

    std::uint8_t number;
    core::crypto::Ed25519KeyPair key;
    WritersExcept writers;
    std::unique_ptr<SharedDocument> document;
    std::vector<core::Buffer> disk;    // Synced.
    std::vector<core::Buffer> proofs;  // The same.
    std::deque<core::Buffer> syncing;  // On its way there.
    Instant synced_at{};               // The first of these.
    std::vector<Event> events;

    template <class E>
    [[nodiscard]] std::vector<E> told() const {
        std::vector<E> found;
        for (const Event& event : events)
            if (const auto* one = core::get_if<E>(&event)) found.push_back(*one);
        return found;
    }
    [[nodiscard]] std::string text() {
        return core::crdt::to_json(document->replica().document().tree());
    }
};

// Whatever order it was in.
inline core::RangeSet acknowledged(const Member& member, Peer by) {
    core::RangeSet all;
    for (const OwnAcknowledged& told : member.told<OwnAcknowledged>())
        if (told.peer == by) all.add(told.sequences);
    return all;
}

class World {
public:
    explicit World(std::uint8_t count, const DocumentOptions& options = {}) : options_(options) {
        for (std::uint8_t i = 1; i <= count; ++i) {
            members_.push_back(std::make_unique<Member>(i));
            start(*members_.back());
        }
    }

    [[nodiscard]] Member& operator[](std::size_t index) { return *members_[index]; }
    [[nodiscard]] static core::codec::PeerId id_of(const Member& member) {
        return core::codec::PeerId::of(core::codec::PublicKey(member.key.public_key()));
    }
    [[nodiscard]] static Other as_seen(const Member& member, bool opens) {
        return {id_of(member), opens};
    }
    [[nodiscard]] static Peer peer_of(const Member& member) { return Peer{member.number}; }

    void connect(Member& one, Member& other) {
        lines_.insert(line(one, other));
        ASSERT_TRUE(one.document->connect(peer_of(other), as_seen(other, true), now));
        ASSERT_TRUE(other.document->connect(peer_of(one), as_seen(one, false), now));
        settle(one);
        settle(other);
    }
    void cut(Member& one, Member& other) {
        lines_.erase(line(one, other));
        std::erase_if(packets_, [&](const auto& entry) {
            const Packet& packet = entry.second;
            return std::minmax(packet.from, packet.to) == std::minmax(one.number, other.number);
        });
        one.document->disconnect(peer_of(other), now);
        other.document->disconnect(peer_of(one), now);
    }
    // A new process has what the disk has.
    void start(Member& member) {
        member.document = std::make_unique<SharedDocument>(
            core::crdt::DocumentId{}, member.key, core::sync::SketchKey{}, member.writers, options_,
            core::Seed{member.number}, now);
        member.syncing.clear();
        for (const core::Buffer& record : member.disk)
            ASSERT_TRUE(member.document->restore(record));
        for (const core::Buffer& proof : member.proofs)
            ASSERT_TRUE(member.document->restore_proof(proof));
    }
    void put(Member& member, const std::string& name, std::int64_t value) {
        const auto number = member.document->edit(0, [&](core::crdt::Editor& editor) {
            return editor.set(core::crdt::Path{name}, core::crdt::Value::of(value));
        });
        ASSERT_TRUE(number.has_value());
        settle(member);
    }
    void wait(Duration duration) {
        const Instant until = now + duration;
        while (step(until)) {
        }
        now = until;
    }

    void settle(Member& member) {
        for (const auto& other : members_) {
            member.document->changes_room(peer_of(*other), std::size_t{1} << 20, now);
            member.document->bulk_room(peer_of(*other), std::size_t{1} << 20);
        }
        while (const auto record = member.document->next_record()) {
            if (member.syncing.empty()) member.synced_at = now + sync_time;
            member.syncing.emplace_back(record->begin(), record->end());
            member.document->recorded();
        }
        while (auto proof = member.document->next_proof())
            member.proofs.push_back(*std::move(proof));
        while (auto event = member.document->next_event())
            member.events.push_back(*std::move(event));
        while (auto message = member.document->next_message(now)) {
            const auto to = static_cast<std::uint8_t>(message->peer.value);
            if (!lines_.contains(line(member, *members_[to - 1u]))) continue;
            if (only_talks_arrive && message->lane != lanes::Lane::sync) continue;
            if (message->lane == lanes::Lane::bulk) bulk_size += message->bytes.size();
            packets_.emplace(now + delay,
                             Packet{member.number, to, message->lane, std::move(message->bytes)});
        }
    }

    Instant now{};
    bool only_talks_arrive = false;
    std::size_t bulk_size = 0;  // That went out.
    Duration sync_time = milliseconds{3};
    Duration delay = milliseconds{10};

private:
    struct Packet {
        std::uint8_t from;
        std::uint8_t to;
        lanes::Lane lane;
        core::Buffer bytes;
    };

    static std::pair<std::uint8_t, std::uint8_t> line(const Member& one, const Member& other) {
        return std::minmax(one.number, other.number);
    }

    bool step(Instant until) {
        std::optional<Instant> next;
        if (!packets_.empty()) next = packets_.begin()->first;
        for (const auto& member : members_) {
            next = core::earlier(next, member->document->deadline());
            if (!member->syncing.empty()) next = core::earlier(next, member->synced_at);
        }
        if (!next || *next > until) return false;
        now = std::max(now, *next);
        while (const auto due = core::testing::take_due(packets_, now)) {
            const Packet& packet = *due;
            Member& to = *members_[packet.to - 1u];
            const core::Bytes bytes(packet.bytes);
            to.document->receive(Peer{packet.from}, packet.lane,
                                 bytes.subspan(core::crdt::DocumentId::size_bytes), now);
            settle(to);
        }
        for (const auto& member : members_) {
            if (!member->syncing.empty() && member->synced_at <= now) sync(*member);
            const auto deadline = member->document->deadline();
            if (deadline && *deadline <= now) member->document->expire(now);
            settle(*member);
        }
        return true;
    }

    void sync(Member& member) {
        while (!member.syncing.empty()) {
            member.disk.push_back(std::move(member.syncing.front()));
            member.syncing.pop_front();
            member.document->synced(now);
        }
    }

    DocumentOptions options_;
    std::vector<std::unique_ptr<Member>> members_;
    std::set<std::pair<std::uint8_t, std::uint8_t>> lines_;
    std::multimap<Instant, Packet> packets_;
};

}  // namespace fabric::documents::testing
