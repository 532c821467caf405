// Peers, writes and a driver for tests of one machine.
#pragma once

#include <vector>

#include "core/base/assert.h"
#include "core/codec/public_key.h"
#include "fabric/quorum/quorum.h"

namespace fabric::quorum::testing {

inline Peer peer(unsigned number) {
    // The identity multihash of an Ed25519 key that nobody has.
    core::Buffer bytes{std::byte{0}, std::byte{0x24}, std::byte{8},
                       std::byte{1}, std::byte{0x12}, std::byte{0x20}};
    bytes.resize(38, std::byte{7});
    bytes[6] = static_cast<std::byte>(number);
    const auto id = Peer::from_bytes(bytes);
    ASSERT(id);
    return *id;
}
inline std::vector<Peer> peers(std::vector<unsigned> numbers) {
    std::vector<Peer> peers;
    for (const unsigned number : numbers) peers.push_back(peer(number));
    return peers;
}

constexpr Document notes{1};
constexpr Write write(std::uint64_t sequence) { return {notes, Sequence{sequence}}; }
constexpr Writes writes(std::uint64_t first, std::uint64_t last) {
    return {notes, {first, last + 1}};
}

// We are peer 0.
class Single {
public:
    explicit Single(std::vector<unsigned> authorities, const Options& options = {})
        : quorum(peer(0), options, now) {
        certify(authorities);
        for (unsigned i = 1; i < 6; ++i) quorum.reachable(peer(i), true, now);
        events();
    }
    void certify(const std::vector<unsigned>& numbers) {
        ASSERT(quorum.authorities(peers(numbers), now));
    }
    void begin(std::uint64_t sequence, const Policy& policy) {
        ASSERT(quorum.begin(write(sequence), policy, now));
    }
    void journal(std::uint64_t sequence) { quorum.journaled(only(write(sequence)), now); }
    void acknowledge(unsigned number, std::uint64_t sequence) {
        ASSERT(quorum.acknowledged(peer(number), only(write(sequence)), now));
    }
    void wait(core::Duration duration) {
        now += duration;
        quorum.expire(now);
    }
    std::vector<Event> events() {
        std::vector<Event> events;
        while (const auto event = quorum.next_event()) events.push_back(*event);
        return events;
    }
    // The states that were told of any write, in order.
    std::vector<State> told() {
        std::vector<State> states;
        for (const Event& event : events())
            if (const Told* told = get_if<Told>(&event)) states.push_back(told->status.state);
        return states;
    }
    template <class Kind>
    std::vector<Kind> told_of() {
        std::vector<Kind> kinds;
        for (const Event& event : events())
            if (const Kind* kind = get_if<Kind>(&event)) kinds.push_back(*kind);
        return kinds;
    }
    [[nodiscard]] State state(std::uint64_t sequence) const {
        return quorum.status(write(sequence)).value().state;
    }
    [[nodiscard]] Reason reason(std::uint64_t sequence) const {
        return quorum.status(write(sequence)).value().reason;
    }

    core::Instant now{};
    Quorum quorum;
};

}  // namespace fabric::quorum::testing
