// OpenSwarm is what a swarm's handle stands for: the swarm, its key, and where bytes from the
// network are put before it reads them there. They have a place of their own, since the user may
// cross the window while the swarm still reads.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "core/base/prng.h"
#include "core/crypto/ed25519.h"
#include "net/swarm/swarm.h"
#include "net/yamux/session.h"
#include "web/wasm/direct_dials.h"
#include "web/wasm/handles.h"
#include "web/wasm/meetings.h"
#include "web/wasm/open_mesh.h"

namespace wasm {

// Protocols that one stream is asked for.
inline constexpr std::size_t protocols_asked_max = 16;
// Of a protocol, and of what we call ourselves.
inline constexpr std::size_t name_of_node_size_max = 256;
// Handed over in pieces, to be published.
inline constexpr std::size_t message_size_max = std::size_t{1} << 20;
inline constexpr std::size_t reading_room_size = std::size_t{64} * 1024;

// What one peer can make a page hold, by streams that it opens: so many windows of 256 KiB, and
// what these may grow together.
inline constexpr std::size_t streams_by_peer_max = 128;
inline constexpr std::size_t window_growth_size_max = std::size_t{8} * 1024 * 1024;

[[nodiscard]] inline net::yamux::Options yamux_for_page() {
    net::yamux::Options options;
    options.inbound_count_max = streams_by_peer_max;
    options.growth_size_max = window_growth_size_max;
    return options;
}

struct OpenSwarm {
    OpenSwarm(const net::swarm::Swarm::Options& options, core::crypto::Ed25519Seed seed,
              core::crypto::SecretRoot root, core::Seed chance_seed, core::Instant now);

    core::crypto::Ed25519KeyPair identity;
    bool gossips;
    core::Prng chance;
    net::swarm::Swarm swarm;
    DirectDials direct_dials;
    Meetings meetings;
    std::unique_ptr<OpenMesh> mesh;  // If the page has joined one.
    core::Buffer reading_room;
    core::Buffer message;
    // The last that was told: the page may still read what it refers to.
    std::optional<net::swarm::Event> event;
};

[[nodiscard]] Handles<OpenSwarm>& swarms();

[[nodiscard]] core::Instant instant(double microseconds);

}  // namespace wasm
