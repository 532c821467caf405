// OpenMesh is the node of a page: it uses the page's swarm, keeps what it must not lose on the
// page's disk, and is asked in lines of JSON, as a node is anywhere (spec/control.md). The page
// takes its requests to the disk and its answers to lines whenever the swarm was called.
#pragma once

#include <optional>
#include <string_view>

#include "core/store/memory_disk.h"
#include "fabric/control/control.h"
#include "fabric/membership/invite.h"

namespace wasm {

struct MeshSettings {
    fabric::node::Options node;
    core::store::WallClock clock;
    // Where peers are, of an invite.
    std::vector<core::codec::Multiaddr> addresses = {};
    // Otherwise the page is given nothing to keep.
    bool has_disk = true;
};

class OpenMesh {
public:
    OpenMesh(MeshSettings settings, net::swarm::Swarm& swarm,
             const core::crypto::Ed25519KeyPair& identity, core::crypto::SecretRoot root,
             core::Seed seed, core::Instant now);

    // True if it was about the node's own streams, and so nobody else's.
    bool hear(const net::swarm::Event& event, core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;

    [[nodiscard]] std::optional<core::store::DiskRequest> next_request(core::Instant now);
    // An answer comes in pieces of one window each.
    void add_to_answer(core::Bytes piece) { core::append(answer_, piece); }
    // False if it is none: the page's disk is broken.
    [[nodiscard]] bool take_answer(core::Instant now);

    void ask(core::Bytes bytes, core::Instant now);
    [[nodiscard]] std::string_view outgoing() const { return control_.outgoing(session_); }
    void consume(std::size_t size, core::Instant now);
    void leave(core::Instant now);
    // The network may be another one: what failed is tried at once.
    void wake(core::Instant now);
    void set_activity(fabric::liveness::Activity activity, core::Instant now);

private:
    void dial_addresses(core::Instant now);
    // Hands what the node tells to those who ask, and what it keeps to memory.
    void settle(core::Instant now);
    [[nodiscard]] bool settle_once(core::Instant now);

    net::swarm::Swarm& swarm_;
    std::vector<core::codec::Multiaddr> addresses_;  // Of the invite.
    fabric::node::Node node_;
    fabric::control::Control control_;
    fabric::control::SessionId session_;
    std::optional<core::store::MemoryDisk> memory_;  // In place of the page's disk.
    core::Buffer answer_;
};

// Of a page that keeps nothing.
inline constexpr std::uint64_t memory_size_max = std::uint64_t{64} << 20;

// Of the mesh that an invite leads to. The error is a sentence for people.
[[nodiscard]] std::expected<std::string, std::string> name_in_invite(std::string_view invite,
                                                                     std::uint64_t unix_seconds);
// Settings by a name, or by an invite in its place. The error is a sentence for people.
[[nodiscard]] std::expected<MeshSettings, std::string> mesh_settings(std::string_view name,
                                                                     std::string_view invite,
                                                                     std::uint64_t unix_seconds,
                                                                     core::Instant now);

}  // namespace wasm
