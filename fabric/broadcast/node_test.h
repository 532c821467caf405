// One machine whose peers are played by the test.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/assert.h"
#include "fabric/broadcast/broadcast.h"

namespace fabric::broadcast::testing {

constexpr Peer ann{1};
constexpr Peer bob{2};
constexpr Peer cleo{3};

inline Key key_of(std::uint64_t number) {
    Key key;
    for (std::size_t i = 0; i < sizeof number; ++i)
        key.bytes[sizeof number - 1 - i] = static_cast<std::byte>(number >> (8 * i));
    return key;
}
inline Delta delta(std::uint64_t number, std::size_t size = 10) {
    return {key_of(number), core::Buffer(size, std::byte{1})};
}
using Numbers = std::vector<std::uint64_t>;
inline std::uint64_t number_of(const Key& key) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i)
        number = number << 8 | std::to_integer<std::uint64_t>(key.bytes[i]);
    return number;
}
inline unsigned number_of(Peer peer) { return static_cast<unsigned>(peer.value); }

class Single {
public:
    explicit Single(const std::vector<Peer>& peers, const Options& options = {})
        : broadcast(options, core::Seed{1}, now) {
        for (const Peer peer : peers) {
            ASSERT(broadcast.connect(peer, now));
            broadcast.writable(peer, std::size_t{1} << 30, now);
            broadcast.reconciled(peer, now);
        }
        events();
    }
    void wait(core::Duration duration) {
        now += duration;
        broadcast.expire(now);
    }
    // Up to its deadline, which there must be.
    core::Duration wait_for_deadline() {
        const core::Duration duration = *broadcast.deadline() - now;
        wait(duration);
        return duration;
    }
    void add(std::uint64_t number, std::size_t size = 10) {
        broadcast.add(delta(number, size), now);
    }
    void receive(Peer from, const Message& message) {
        broadcast.receive(from, write_message(message), now);
    }
    void receive_deltas(Peer from, const Numbers& numbers, std::size_t size = 10) {
        const core::Buffer bytes(size, std::byte{1});
        Deltas deltas;
        for (const std::uint64_t number : numbers) deltas.deltas.push_back({key_of(number), bytes});
        receive(from, deltas);
    }
    void acknowledge(Peer from, const Numbers& numbers) {
        Acknowledgements said;
        for (const std::uint64_t number : numbers) said.keys.push_back(key_of(number));
        receive(from, said);
    }
    void sync(const Numbers& numbers) {
        for (const std::uint64_t number : numbers)
            broadcast.synced(std::vector{key_of(number)}, now);
    }

    std::vector<Event> events() {
        std::vector<Event> events;
        while (auto event = broadcast.next_event()) events.push_back(*std::move(event));
        return events;
    }
    template <class Kind>
    std::vector<Kind> told() {
        std::vector<Kind> told;
        for (const Event& event : events())
            if (const Kind* kind = get_if<Kind>(&event)) told.push_back(*kind);
        return told;
    }
    struct Said {
        Peer peer;
        Numbers deltas;
        Numbers acknowledged;
        friend bool operator==(const Said&, const Said&) = default;
    };
    // Everything that leaves now, message by message.
    std::vector<Said> said() {
        std::vector<Said> all;
        while (const auto out = broadcast.next_message()) {
            Said& said = all.emplace_back(Said{out->peer, {}, {}});
            const Message message = read_message(out->message).value();
            if (const Deltas* deltas = get_if<Deltas>(&message))
                for (const auto& [key, bytes] : deltas->deltas)
                    said.deltas.push_back(number_of(key));
            else
                for (const Key& key : get<Acknowledgements>(message).keys)
                    said.acknowledged.push_back(number_of(key));
        }
        return all;
    }

    core::Instant now{};
    Broadcast broadcast;
};
using AllSaid = std::vector<Single::Said>;

}  // namespace fabric::broadcast::testing
