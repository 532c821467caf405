// Introducers is what a swarm does in the middle: of peers that are connected to it, one asks for
// another, and what both say goes from stream to stream. There are so many at once and no more;
// each ends with either of its streams, or its connection. Rules SW41, SW42, spec/swarm.md.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "core/base/time.h"
#include "net/signalling/introducer.h"
#include "net/swarm/events.h"
#include "net/swarm/links.h"

namespace net::swarm {

class Introducers {
public:
    struct Options {
        std::size_t count_max = 32;
        std::size_t per_peer_max = 4;  // For which one peer asks.
        // Also those that are over, and wait for the peer to finish them.
        std::size_t streams_per_connection_max = 16;
        signalling::Introducer::Options each{};
    };

    // The links outlive it.
    Introducers(const Options& options, Links& links) : options_(options), links_(links) {}

    // Somebody asks for somebody.
    void accept(Link& link, StreamId stream, core::Instant now);
    // Of streams that run a CarriedStream.
    void hear(StreamHandle stream, const signalling::CarriedStream::Event& event,
              core::Instant now);

    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    [[nodiscard]] std::size_t size() const { return all_.size(); }

private:
    struct Entry {
        core::codec::PeerId asking;
        signalling::Introducer introducer;
        std::array<std::optional<StreamHandle>, 2> streams;  // By their side.
    };

    [[nodiscard]] bool has_room_for(const core::codec::PeerId& peer) const;
    [[nodiscard]] bool has_room_on(const Link& link) const;
    void ask(Entry& entry, const core::codec::PeerId& wanted, core::Instant now);
    void settle(std::size_t place, core::Instant now);
    void send(Entry& entry, signalling::Side side, core::Instant now);
    void close(const Entry& entry, core::Instant now);

    Options options_;
    Links& links_;
    std::vector<Entry> all_;
};

}  // namespace net::swarm
