// A node and one who asks it: the page.
#include "web/wasm/open_mesh.h"

#include <utility>

#include "core/base/assert.h"
#include "core/store/disk_codec.h"

namespace wasm {

using core::Instant;

OpenMesh::OpenMesh(MeshSettings settings, net::swarm::Swarm& swarm,
                   const core::crypto::Ed25519KeyPair& identity, core::crypto::SecretRoot root,
                   core::Seed seed, Instant now)
    : swarm_(swarm),
      addresses_(std::move(settings.addresses)),
      node_(std::move(settings.node), swarm, identity, std::move(root), seed, now, settings.clock),
      control_(node_, swarm, {}) {
    const auto session = control_.open();
    ASSERT(session);
    session_ = *session;
    if (!settings.has_disk) memory_.emplace(memory_size_max);
    node_.open();
    settle(now);
    dial_addresses(now);
}

void OpenMesh::dial_addresses(Instant now) {
    for (const core::codec::Multiaddr& address : addresses_) node_.reach(address, now);
}

void OpenMesh::wake(Instant now) {
    node_.wake(now);
    // Who was not reached within ten minutes is not wanted any more.
    if (node_.session_count() == 0) dial_addresses(now);
    settle(now);
}

bool OpenMesh::hear(const net::swarm::Event& event, Instant now) {
    control_.hear(event, now);
    const bool is_its = node_.hear(event, now);
    settle(now);
    return is_its;
}

void OpenMesh::expire(Instant now) {
    node_.expire(now);
    control_.expire(now);
    settle(now);
}

std::optional<Instant> OpenMesh::deadline() const {
    return core::earlier(node_.deadline(), control_.deadline());
}

std::optional<core::store::DiskRequest> OpenMesh::next_request(Instant now) {
    return memory_ ? std::nullopt : node_.next_request(now);
}

bool OpenMesh::take_answer(Instant now) {
    auto answer = core::store::read_answer(std::exchange(answer_, {}));
    if (!answer) return false;
    node_.answer(*std::move(answer), now);
    settle(now);
    return true;
}

void OpenMesh::ask(core::Bytes bytes, Instant now) {
    control_.receive(session_, bytes, now);
    settle(now);
}

void OpenMesh::consume(std::size_t size, Instant now) {
    control_.consume(session_, size, now);
    settle(now);
}

void OpenMesh::leave(Instant now) {
    node_.leave(now);
    settle(now);
}

void OpenMesh::set_activity(fabric::liveness::Activity activity, Instant now) {
    node_.set_activity(activity, now);
    settle(now);
}

void OpenMesh::settle(Instant now) {
    while (settle_once(now)) {
    }
}

bool OpenMesh::settle_once(Instant now) {
    bool any = false;
    while (const auto event = node_.next_event()) {
        any = true;
        control_.hear(*event, now);
    }
    while (memory_) {
        auto request = node_.next_request(now);
        if (!request) break;
        any = true;
        node_.answer(memory_->carry_out(*std::move(request)), now);
    }
    return any;
}

std::expected<std::string, std::string> name_in_invite(std::string_view invite,
                                                       std::uint64_t unix_seconds) {
    const auto parsed =
        fabric::membership::parse_invite(invite, fabric::membership::UnixSeconds{unix_seconds});
    if (!parsed) return std::unexpected(std::string(describe(parsed.error())));
    return parsed->name;
}

std::expected<MeshSettings, std::string> mesh_settings(std::string_view name,
                                                       std::string_view invite,
                                                       std::uint64_t unix_seconds, Instant now) {
    using namespace fabric::membership;
    MeshSettings settings{.node = {}, .clock = {now, unix_seconds}};
    settings.node.name = name;
    if (invite.empty()) return settings;
    auto parsed = parse_invite(invite, UnixSeconds{unix_seconds});
    if (!parsed) return std::unexpected(std::string(describe(parsed.error())));
    settings.node.name = parsed->name;
    settings.node.found_after.reset();
    settings.addresses = std::move(parsed->addresses);
    if (auto* const plain = core::get_if<PlainInvite>(&parsed->way))
        settings.node.secret = std::move(plain->secret);
    else
        settings.node.bearing = core::get<Bearing>(std::move(parsed->way));
    return settings;
}

}  // namespace wasm
