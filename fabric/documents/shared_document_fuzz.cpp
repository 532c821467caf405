// One document and two peers that say what they like, valid and not: it stays within its bounds,
// what it hands out can be read, and time moves it on.
#include <deque>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/documents/shared_document.h"

namespace {

using namespace fabric::documents;
using fabric::lanes::Lane;

core::crypto::Ed25519KeyPair key_pair(std::uint64_t number = 0) {
    std::array<std::byte, 32> seed{};
    seed[0] = static_cast<std::byte>(number);
    return core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed(seed));
}

core::codec::PeerId id_of(Peer peer) {
    return core::codec::PeerId::of(core::codec::PublicKey(key_pair(peer.value).public_key()));
}

// All write, and one of those who are connected is an Authority.
class Everybody final : public Writers {
public:
    [[nodiscard]] std::optional<std::uint64_t> counted(
        const AuthorKey&, const core::crdt::DocumentId&) const override {
        return core::crdt::all_changes;
    }
    [[nodiscard]] bool is_authority(const core::codec::PeerId& peer) const override {
        return peer == authority_;
    }

private:
    core::codec::PeerId authority_ = id_of(Peer{1});
};

class Played {
public:
    Played() : key_(key_pair()), document_({}, key_, {}, everybody_, {}, core::Seed{1}, now_) {
        for (const Peer peer : {Peer{1}, Peer{2}})
            ASSERT(document_.connect(peer, {ids_[peer.value - 1], peer.value == 1}, now_));
        settle();
    }

    void step(std::uint8_t act, core::Bytes bytes) {
        const Peer peer{1u + (act & 1)};
        switch ((act >> 1) % 9) {
            case 0: document_.receive(peer, Lane::sync, bytes, now_); break;
            case 1: document_.receive(peer, Lane::changes, bytes, now_); break;
            case 2: document_.receive(peer, Lane::bulk, bytes, now_); break;
            case 3: write(bytes.size()); break;
            case 4: wait(); break;
            case 5: {
                document_.disconnect(peer, now_);
                const Other other{ids_[peer.value - 1], bytes.empty()};
                const bool is_connected = document_.connect(peer, other, now_);
                ASSERT(is_connected);
                break;
            }
            case 6: sync(); break;
            case 7: join(bytes.size()); break;
            case 8: close(); break;
        }
        settle();
    }

private:
    void join(std::size_t number) {
        if (!document_.check_can_write()) return;  // Somebody says to have more of ours.
        const auto written = document_.join_own(0, [&](core::crdt::Editor& editor) {
            return editor.set(core::crdt::Path{"a"},
                              core::crdt::Value::of(static_cast<std::int64_t>(number)));
        });
        ASSERT(written && *written == document_.own_count() + 1 && document_.has_open_own());
    }
    void close() {
        const std::uint64_t before = document_.own_count();
        const bool was_open = document_.has_open_own();
        document_.close_own();
        ASSERT(!document_.has_open_own() && document_.own_count() == before + (was_open ? 1 : 0));
    }
    void write(std::size_t number) {
        join(number);
        close();
    }
    void sync() {
        for (; unsynced_ > 0; --unsynced_) document_.synced(now_);
    }
    void wait() {
        const auto deadline = document_.deadline();
        if (!deadline) return;
        now_ = std::max(now_, *deadline);
        document_.expire(now_);
        settle();
        ASSERT(!document_.deadline() || *document_.deadline() > now_);
    }
    void settle() {
        for (const Peer peer : {Peer{1}, Peer{2}}) {
            document_.changes_room(peer, std::size_t{1} << 16, now_);
            document_.bulk_room(peer, std::size_t{1} << 20);
        }
        while (const auto record = document_.next_record()) {
            ASSERT(read_change_record(*record));
            document_.recorded();
            ++unsynced_;
        }
        while (document_.next_event()) {
        }
        while (const auto message = document_.next_message(now_)) check(*message);
    }
    static void check(const Outgoing& message) {
        ASSERT(message.bytes.size() <= fabric::lanes::message_size_max(message.lane));
        core::Reader reader(message.bytes);
        ASSERT(reader.fixed<core::crdt::DocumentId>());
        if (message.lane == Lane::sync) ASSERT(read_talk_message(reader.rest()));
        if (message.lane == Lane::bulk) ASSERT(read_bulk_message(reader.rest()));
        if (message.lane == Lane::changes) ASSERT(fabric::broadcast::read_message(reader.rest()));
    }

    core::Instant now_{};
    std::array<core::codec::PeerId, 2> ids_{id_of(Peer{1}), id_of(Peer{2})};
    Everybody everybody_;
    core::crypto::Ed25519KeyPair key_;
    SharedDocument document_;
    std::size_t unsynced_ = 0;
};

}  // namespace

FUZZ(shared_document) {
    Played played;
    core::Reader reader(input);
    while (!reader.at_end()) {
        const auto act = reader.u8();
        const auto size = reader.u8();
        if (!size) return;
        const auto bytes = reader.take(std::min<std::size_t>(*size, reader.remaining()));
        played.step(*act, *bytes);
    }
}
