// Wishes come to options.
#include "native/hosting/plan.h"

#include <sys/utsname.h>

#include <thread>

#include "fabric/membership/invite.h"
#include "native/node/places.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {

using fabric::membership::Invite;
using fabric::membership::Role;

namespace {

constexpr unsigned strong_machine_cores = 8;

fabric::liveness::Presence presence_here() {
    using fabric::liveness::Platform;
    utsname system{};
    fabric::liveness::Presence presence;
    presence.tier = std::thread::hardware_concurrency() >= strong_machine_cores
                        ? fabric::liveness::Tier::high_performance
                        : fabric::liveness::Tier::native_standard;
    if (::uname(&system) != 0) return presence;
    const auto text = std::string(system.sysname) + ' ' + system.release;
    presence.platform =
        Platform::from_text(text.substr(0, Platform::size_max)).value_or(Platform{});
    return presence;
}

void take_role(NodePlan& plan, Role role) {
    if (role == Role::ephemeral) {
        plan.keeps = false;
        plan.body.node.keeps_everything = false;
    }
    // Who founds a mesh is its first Authority.
    if (role != Role::authority) plan.body.node.found_after.reset();
}

void take_invite(NodePlan& plan, Invite invite) {
    plan.body.node.name = std::move(invite.name);
    plan.dial = std::move(invite.addresses);
    plan.body.node.found_after.reset();
    if (auto* const plain = core::get_if<fabric::membership::PlainInvite>(&invite.way))
        plan.body.node.secret = std::move(plain->secret);
    else
        plan.body.node.bearing = core::get<fabric::membership::Bearing>(std::move(invite.way));
}

std::expected<Invite, std::string> read_invite(const std::string& text) {
    const auto now = unix_nanoseconds() / std::uint64_t{1'000'000'000};
    auto invite = fabric::membership::parse_invite(text, fabric::membership::UnixSeconds{now});
    if (!invite) return std::unexpected(std::string(fabric::membership::describe(invite.error())));
    return *std::move(invite);
}

}  // namespace

std::expected<NodePlan, std::string> plan_node(NodeWishes wishes) {
    NodePlan plan;
    plan.body.node.name = std::move(wishes.name);
    plan.body.node.keeps_everything = true;
    plan.body.node.presence = presence_here();
    plan.body.mdns = wishes.mdns;
    plan.data = std::move(wishes.data);
    plan.listen = std::move(wishes.listen);
    plan.places = wishes.places;
    take_role(plan, wishes.role);
    if (wishes.is_closed) plan.body.node.secret = random_secret<fabric::membership::MeshSecret>();
    if (wishes.invite) take_invite(plan, TRY(read_invite(*wishes.invite)));
    return plan;
}

std::expected<OpenedStorage, std::string> open_storage(const NodePlan& plan) {
    if (!plan.keeps)
        return OpenedStorage{"",
                             {random_secret<core::crypto::Ed25519Seed>(),
                              webrtc::Certificate::make(), std::nullopt}};
    auto place = plan.data ? NodePlace::open(*plan.data)
                           : NodePlace::open_slot(TRY(data_root()), plan.body.node.name);
    if (!place) return std::unexpected(std::move(place).error());
    const KeptFiles files(place->path);
    const bool is_known = has_identity(files);
    auto identity = TRY(kept_identity(files));
    auto certificate = TRY(kept_certificate(files));
    return OpenedStorage{place->path,
                         {std::move(identity), std::move(certificate), std::move(place->store)},
                         is_known};
}

}  // namespace native
