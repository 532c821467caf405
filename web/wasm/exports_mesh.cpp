// The page's node, by the handle of its swarm.
#include <utility>

#include "core/store/disk_codec.h"
#include "web/wasm/export.h"
#include "web/wasm/open_document.h"
#include "web/wasm/open_mesh.h"
#include "web/wasm/open_swarm.h"
#include "web/wasm/window.h"

namespace {

using core::Bytes;
using wasm::Handle;
using wasm::instant;
using wasm::OpenMesh;
using wasm::OpenSwarm;

OpenMesh& mesh(Handle handle) { return *wasm::swarms().at(handle).mesh; }

std::string_view take_text(core::Reader& reader) {
    const auto size = reader.u32_be();
    const auto bytes = size ? reader.take(*size) : core::fail(size.error());
    ASSERT(bytes);
    return core::as_text(*bytes);
}

std::uint64_t seconds_of(double wall_time) {
    constexpr double milliseconds_per_second = 1'000;
    return static_cast<std::uint64_t>(wall_time / milliseconds_per_second);
}

void show_text(std::string_view text) {
    core::Buffer& buffer = wasm::fresh_buffer();
    core::append(buffer, core::as_bytes(text));
    wasm::show(buffer);
}

}  // namespace

// The window holds an invite: shows the name of its mesh; or, and then false, what is wrong with
// it.
EXPORT(mesh_name_in_invite) bool mesh_name_in_invite(std::size_t size, double wall_time) {
    const std::string invite(core::as_text(wasm::in_window(size)));
    const auto name = wasm::name_in_invite(invite, seconds_of(wall_time));
    show_text(name ? *name : name.error());
    return name.has_value();
}

// The window holds the root of all secrets, which is wiped, and three texts with their sizes (32
// bits) in front: the mesh's name, what this is (browser and version), and an invite in place of
// the name, if there is one. False if they do not do; the reason is shown.
EXPORT(mesh_join)
bool mesh_join(Handle handle, std::size_t size, bool keeps_everything, bool has_disk,
               bool may_have_forgotten, double wall_time, double now) {
    using core::crypto::SecretRoot;
    OpenSwarm& swarm = wasm::swarms().at(handle);
    ASSERT(!swarm.mesh);
    const Bytes shown = wasm::in_window(size);
    ASSERT(size >= SecretRoot::size_bytes);
    SecretRoot root;
    core::copy(root.mutable_view(), shown.first(SecretRoot::size_bytes));
    core::Reader reader(shown.subspan(SecretRoot::size_bytes));
    const std::string name(take_text(reader));
    const std::string platform(take_text(reader));
    const std::string invite(take_text(reader));
    wasm::wipe_window(size);
    auto settings = wasm::mesh_settings(name, invite, seconds_of(wall_time), instant(now));
    if (!settings) {
        show_text(settings.error());
        return false;
    }
    settings->has_disk = has_disk;
    settings->node.keeps_everything = keeps_everything;
    settings->node.may_have_forgotten = may_have_forgotten;
    settings->node.presence.tier = fabric::liveness::Tier::web_standard;
    if (const auto told = fabric::liveness::Platform::from_text(platform))
        settings->node.presence.platform = *told;
    swarm.mesh =
        std::make_unique<OpenMesh>(*std::move(settings), swarm.swarm, swarm.identity,
                                   std::move(root), core::Seed{swarm.chance.next()}, instant(now));
    return true;
}

// False if there is none.
EXPORT(mesh_next_request) bool mesh_next_request(Handle handle, double now) {
    const auto request = mesh(handle).next_request(instant(now));
    if (!request) return false;
    core::Buffer& bytes = wasm::fresh_buffer();
    bytes = core::store::write_request(*request);
    wasm::show(bytes);
    return true;
}

EXPORT(mesh_add_to_answer) void mesh_add_to_answer(Handle handle, std::size_t size) {
    mesh(handle).add_to_answer(wasm::in_window(size));
}
EXPORT(mesh_answer) bool mesh_answer(Handle handle, double now) {
    return mesh(handle).take_answer(instant(now));
}

EXPORT(mesh_ask) void mesh_ask(Handle handle, std::size_t size, double now) {
    mesh(handle).ask(wasm::in_window(size), instant(now));
}
// Shows all lines that wait, until the next call.
EXPORT(mesh_outgoing) void mesh_outgoing(Handle handle) {
    wasm::show(core::as_bytes(mesh(handle).outgoing()));
}
EXPORT(mesh_consume) void mesh_consume(Handle handle, std::size_t size, double now) {
    mesh(handle).consume(size, instant(now));
}

EXPORT(mesh_leave) void mesh_leave(Handle handle, double now) { mesh(handle).leave(instant(now)); }
EXPORT(mesh_set_hidden) void mesh_set_hidden(Handle handle, bool is_hidden, double now) {
    using fabric::liveness::Activity;
    mesh(handle).set_activity(is_hidden ? Activity::hidden : Activity::active, instant(now));
}
EXPORT(mesh_freeze) void mesh_freeze(Handle handle, double now) {
    mesh(handle).set_activity(fabric::liveness::Activity::freezing, instant(now));
}
EXPORT(mesh_wake) void mesh_wake(Handle handle, double now) { mesh(handle).wake(instant(now)); }
