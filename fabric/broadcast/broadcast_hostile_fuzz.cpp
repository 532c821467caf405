// A node whose peers say whatever the input says, and whose links take as much as it says: it must
// not fail an ASSERT, acknowledges nothing that is not synced, and stays within its bounds.
#include <set>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/broadcast/node_test.h"

namespace {

using namespace fabric::broadcast;
using testing::key_of;

constexpr Options options{.owed = {.count_max = 4, .size_max = 60},
                          .acknowledgements_max = 4,
                          .buffer = {.lacking_count_max = 5,
                                     .lacking_size_max = 300,
                                     .resumed_count = 3,
                                     .size_max = 500,
                                     .peers_max = 3}};

Message message_from(core::Reader& reader, core::Bytes payload) {
    const std::uint8_t count = reader.u8().value_or(0);
    if (count % 2 == 0) {
        std::set<Key> keys;
        for (unsigned i = 0; i <= count / 2u % 6; ++i)
            keys.insert(key_of(reader.u8().value_or(0) % 32));
        return Acknowledgements{{keys.begin(), keys.end()}};
    }
    Deltas deltas;
    for (unsigned i = 0; i <= count / 2u % 6; ++i) {
        const std::uint8_t number = reader.u8().value_or(0);
        deltas.deltas.push_back({key_of(number % 32), payload.first(1 + number % 20u)});
    }
    return deltas;
}

void take_messages(Broadcast& broadcast, std::map<Peer, std::size_t>& writable,
                   const std::set<Key>& synced) {
    while (const auto out = broadcast.next_message()) {
        ASSERT(out->message.size() <= writable.at(out->peer));
        writable[out->peer] -= out->message.size();
        const auto message = read_message(out->message);
        ASSERT(message);
        if (const Acknowledgements* said = get_if<Acknowledgements>(&*message))
            for (const Key& one : said->keys) ASSERT(synced.contains(one));
        else
            for (const auto& one : get<Deltas>(*message).deltas) ASSERT(synced.contains(one.key));
    }
}

}  // namespace

FUZZ(broadcast_hostile) {
    const core::Buffer payload(64, std::byte{1});
    core::Reader reader(input);
    core::Instant now{};
    Broadcast broadcast(options, core::Seed{1}, now);
    std::set<Key> synced;
    std::map<Peer, std::size_t> writable;
    std::set<Peer> connected;
    while (reader.remaining() >= 3) {
        const unsigned kind = *reader.u8();
        const std::uint8_t number = *reader.u8();
        const Peer peer{*reader.u8() % 5u};
        const Key key = key_of(number % 32);
        switch (kind % 14) {
            case 0:
                if (broadcast.connect(peer, now)) {
                    connected.insert(peer);
                    writable[peer] = 0;
                }
                break;
            case 1:
                broadcast.disconnect(peer, now);
                connected.erase(peer);
                writable.erase(peer);
                break;
            case 2:
                if (connected.contains(peer)) writable[peer] = number * 4u;
                broadcast.writable(peer, number * 4u, now);
                break;
            case 3:
                synced.insert(key);
                broadcast.add({key, {payload.begin(), payload.begin() + 1 + number % 60}}, now);
                break;
            case 4:
                if (synced.contains(key)) broadcast.synced(std::vector{key}, now);
                break;
            case 5: broadcast.dropped(key); break;
            case 6:
                if (synced.contains(key))
                    broadcast.lacks(peer, {key, {payload.begin(), payload.end()}}, now);
                break;
            case 7: broadcast.reconciled(peer, now); break;
            case 8: broadcast.reconciliation_failed(peer, now); break;
            case 9: broadcast.snapshot_begun(peer, now); break;
            case 10:
                if (number % 2 == 0)
                    broadcast.snapshot_acknowledged(peer, now);
                else
                    broadcast.snapshot_failed(peer, now);
                break;
            case 11:
                now += std::chrono::milliseconds{1} * (number * number);
                broadcast.expire(now);
                break;
            case 12:
                broadcast.receive(
                    peer,
                    reader.rest().first(std::min<std::size_t>(reader.remaining(), number % 80u)),
                    now);
                break;
            default: {
                broadcast.receive(peer, write_message(message_from(reader, payload)), now);
                break;
            }
        }
        while (broadcast.next_event()) {
        }
        take_messages(broadcast, writable, synced);
        broadcast.expire(now);
        while (broadcast.next_event()) {
        }
        take_messages(broadcast, writable, synced);
        const auto deadline = broadcast.deadline();
        ASSERT(!deadline || *deadline > now);
        ASSERT(broadcast.owed_count() <= options.owed.count_max * options.buffer.peers_max);
        for (const Peer one : connected)
            ASSERT(broadcast.in_flight_count(one) <= 2 * options.buffer.lacking_count_max);
    }
}
