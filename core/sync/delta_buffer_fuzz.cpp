// A buffer under any calls: nobody is sent what they sent or acknowledged, nothing is held that
// nobody lacks, and the limits hold.
#include <set>

#include "core/base/assert.h"
#include "core/sync/delta_buffer.h"
#include "core/sync/sync_twin.h"
#include "core/testing/fuzz.h"

FUZZ(delta_buffer) {
    using namespace core::sync;
    using Peer = DeltaBuffer::Peer;
    constexpr DeltaBuffer::Options options{.lacking_count_max = 5,
                                           .lacking_size_max = 300,
                                           .resumed_count = 3,
                                           .size_max = 500,
                                           .peers_max = 4};
    DeltaBuffer buffer(options);
    std::map<Peer, std::set<std::uint8_t>> had;
    core::Reader reader(input);
    while (reader.remaining() >= 3) {
        const std::uint8_t kind = *reader.u8();
        const Peer peer{*reader.u8() % 5u};
        const std::uint8_t number = *reader.u8();
        const Key key = twin::key_of(number);
        const bool is_there = had.contains(peer);
        if (kind % 8 == 0) {
            ASSERT(buffer.connect(peer) == (!is_there && had.size() < options.peers_max));
            if (!is_there && had.size() < options.peers_max) had[peer];
        } else if (kind % 8 == 1) {
            buffer.disconnect(peer);
            had.erase(peer);
        } else if (kind % 8 == 2) {
            Delta delta{key, core::Buffer(number % 100), {}};
            if (kind >= 128) delta.replaces = twin::key_of(number + 1u);
            const bool is_own = kind % 16 == 2;
            buffer.add(std::move(delta), is_own ? std::nullopt : std::optional(peer));
            if (!is_own && is_there) had[peer].insert(number);
        } else if (kind % 8 == 3) {
            buffer.acknowledge(peer, key);
            if (is_there) had[peer].insert(number);
        } else if (!is_there) {
            continue;
        } else if (kind % 8 == 4) {
            static_cast<void>(buffer.take_unsent(peer, number));
        } else if (kind % 8 == 5) {
            buffer.send_again(peer);
        } else if (kind % 8 == 6) {
            if (buffer.wants_snapshot(peer)) buffer.begin_snapshot(peer);
        } else {
            buffer.acknowledge_snapshot(peer);
        }
        ASSERT(buffer.size_bytes() <= options.size_max);
        std::size_t lacking = 0;
        for (const auto& [other, numbers] : had) {
            ASSERT(buffer.lacking_count(other) <= options.lacking_count_max);
            lacking += buffer.lacking_count(other);
        }
        ASSERT(buffer.count() <= lacking);
    }
}
