// Two peers on one network where the input loses, repeats and changes datagrams. What one finds
// unchanged is what the other has announced; tables and queues keep their limits.
#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/mdns/discovery.h"

FUZZ(mdns_pair) {
    using namespace net::mdns;
    using core::codec::Multiaddr;
    using core::codec::PeerId;
    static const PeerId peers[] = {
        *PeerId::from_text("12D3KooWSP3MFvGaUeYuQ2yrkiSWhDrY5XoNZzCtomfHjpjEdF4C"),
        *PeerId::from_text("QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N")};
    static const Multiaddr addresses[] = {*Multiaddr::from_text("/ip4/10.0.0.1/tcp/4001"),
                                          *Multiaddr::from_text("/ip6/fe80::1/tcp/4001"),
                                          *Multiaddr::from_text("/ip4/10.0.0.1/tcp/4002/ws")};
    core::Reader reader(input);
    core::Instant now;
    const Discovery::Options options{.found_count_max = 4, .found_per_sender_max = 3};
    Discovery ends[] = {Discovery(options, peers[0], core::Seed{1}, now),
                        Discovery(options, peers[1], core::Seed{2}, now)};
    core::Buffer last;
    bool is_changed = false;
    for (int step = 0; step < 40 && !reader.at_end(); ++step) {
        const std::uint8_t choice = *reader.u8();
        const std::uint8_t argument = reader.u8().value_or(0);
        Discovery& one = ends[choice & 1];
        Discovery& other = ends[1 - (choice & 1)];
        switch (choice / 2 % 6) {
            case 0:
                ASSERT(one.set_addresses(std::span(addresses).first(argument % 4), now) == 0 ||
                       one.ended());
                break;
            case 1:
                now += std::chrono::milliseconds{argument} * argument;
                one.expire(now);
                break;
            case 2:
                if (auto datagram = one.next_datagram()) last = std::move(*datagram);
                other.receive(last, "peer", now);
                one.receive(last, "self", now);
                break;
            case 3:
                if (last.empty()) break;
                last[argument % last.size()] ^= static_cast<std::byte>(1 + choice / 16);
                is_changed = true;
                other.receive(last, "peer", now);
                break;
            case 4:
                is_changed = true;
                one.receive(
                    reader.take(std::min<std::size_t>(argument, reader.remaining())).value(),
                    "third", now);
                break;
            case 5:
                if (argument == 0) one.close(now);
                break;
        }
        for (std::size_t end = 0; end < 2; ++end) {
            ASSERT(ends[end].found_count() <= 4);
            ASSERT(ends[end].ended() == !ends[end].deadline().has_value());
            while (const auto event = ends[end].next_event()) {
                const auto* found = core::get_if<Found>(&*event);
                if (!found || is_changed) continue;
                bool is_announced = false;
                for (const Multiaddr& address : addresses)
                    is_announced |= *address.with(core::codec::Protocol::p2p,
                                                  peers[1 - end].bytes()) == found->address;
                ASSERT(is_announced);
            }
        }
    }
}
