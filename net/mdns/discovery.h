// Discovery finds peers on the local network: libp2p's mDNS. It asks for peers, at growing
// intervals, and announces our addresses when they change or somebody asks.
//
// It is a machine of datagrams. Its driver joins 224.0.0.251 and ff02::fb, port 5353, hands over
// what comes with the sender's address as text, sends each next_datagram() to the groups, takes
// next_event() until there is none, and calls expire() at deadline(). Datagrams may be lost.
// Nothing found is proven: anybody on the network can announce any address.
// Rules: MD1–MD12, spec/mdns.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/queue.h"
#include "core/base/time.h"
#include "core/base/timers.h"
#include "core/base/variant.h"
#include "core/codec/multiaddr.h"
#include "core/codec/peer_id.h"
#include "net/mdns/dns.h"

namespace net::mdns {

inline constexpr std::string_view service = "_p2p._udp.local";
inline constexpr std::string_view services = "_services._dns-sd._udp.local";

// With /p2p/<id> at its end.
struct Found {
    core::codec::Multiaddr address;
};
// The peer has taken it back, or it was not announced again in time.
struct Lost {
    core::codec::Multiaddr address;
};
using Event = core::Variant<Found, Lost>;

class Discovery {
public:
    struct Options {
        core::Duration query_interval_min = std::chrono::seconds{1};
        core::Duration query_interval_max = std::chrono::seconds{60};
        core::Duration answer_interval_min = std::chrono::seconds{1};
        // How long others may believe us, and we others at most.
        std::chrono::seconds lifetime{120};
        std::chrono::seconds lifetime_max{3'600};
        // An Ethernet frame less the headers of IPv6 and UDP.
        std::size_t datagram_size_max = 1'452;
        std::size_t own_count_max = 32;
        std::size_t found_count_max = 256;
        std::size_t found_per_sender_max = 32;
    };

    // The peer is ourselves: what it is said to have is not told. The name on the network is
    // drawn from the seed, so that it says nothing about us.
    Discovery(const Options& options, const core::codec::PeerId& self, core::Seed seed,
              core::Instant now);

    // The addresses to announce from now on, without /p2p/<id>. How many of them cannot be: their
    // text is too long or they are too many.
    std::size_t set_addresses(std::span<const core::codec::Multiaddr> addresses, core::Instant now);
    void receive(core::Bytes datagram, std::string_view sender, core::Instant now);
    void expire(core::Instant now);
    // Says goodbye.
    void close(core::Instant now);

    [[nodiscard]] std::optional<core::Buffer> next_datagram() { return datagrams_.pop(); }
    [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<core::Instant> deadline() const { return timers_.earliest(); }
    [[nodiscard]] bool ended() const { return ended_; }

    [[nodiscard]] std::string_view name() const { return name_; }
    [[nodiscard]] std::size_t found_count() const { return found_.size(); }

private:
    enum class Timer : std::uint8_t { query, answer, answer_services, second, forget };

    struct Source {
        std::string sender;
        core::Instant forgotten_at;
    };

    core::Result<void> read(core::Bytes datagram, std::string_view sender, core::Instant now);
    void read_question(const Question& question, core::Instant now);
    void read_texts(const Record& record, std::string_view sender, core::Instant now);
    void learn(core::codec::Multiaddr address, std::chrono::seconds lifetime,
               std::string_view sender, core::Instant now);
    void forget_old(core::Instant now);

    void send_query();
    void send_services();
    void send_announcements(std::chrono::seconds lifetime);
    void send_announcement(std::span<const std::string> texts, std::chrono::seconds lifetime);
    [[nodiscard]] core::Duration jitter();

    Options options_;
    core::codec::PeerId self_;
    core::Prng prng_;
    std::string name_;
    std::vector<std::string> texts_;  // dnsaddr=…, what we announce.
    core::Duration query_interval_;
    std::optional<core::Instant> answered_at_;
    core::FlatMap<core::codec::Multiaddr, Source> found_;
    core::Timers<Timer, 5> timers_;
    core::Queue<core::Buffer> datagrams_;
    core::Queue<Event> events_;
    bool ended_ = false;
};

}  // namespace net::mdns
