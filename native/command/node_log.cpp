// Events in lines; those that say nothing to people are left out.
#include "native/command/node_log.h"

#include <unistd.h>

#include <cstdio>

#include "core/base/format.h"
#include "core/codec/qr.h"
#include "fabric/membership/invite.h"
#include "native/platform/clock.h"

namespace command {

using namespace fabric::node;

namespace {

std::string short_name(const PeerId& peer) {
    const std::string text = peer.to_text();
    return "…" + text.substr(text.size() - 6);
}

void print(std::string_view line) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

std::string_view words_for(Origin origin) {
    switch (origin) {
        case Origin::kept: return "as before";
        case Origin::founded: return "founded here";
        case Origin::learned: return "learned from a peer";
    }
    std::unreachable();
}

}  // namespace

void NodeLog::note(std::string_view line) const {
    if (!is_quiet_) print(line);
}

void NodeLog::warn(std::string_view line) const { print("warning: " + std::string(line)); }

void NodeLog::begin(native::NodeBody& body, std::span<const core::codec::Multiaddr> bound,
                    std::string_view folder) const {
    note(core::formatted("mesh {}, node {}", body.node().name(), body.node().self().to_text()));
    for (const core::codec::Multiaddr& address : bound) note("listening on " + address.to_text());
    note(folder.empty() ? "keeping nothing: it ends with this process"
                        : "keeping data in " + std::string(folder));
}

void NodeLog::invite(native::NodeBody& body, std::string_view page) const {
    if (is_quiet_) return;
    const auto invite = body.node().invite({}, {}, native::steady_now());
    if (!invite) return;
    if (const auto link = fabric::membership::to_link(*invite, page))
        note("open in a browser: " + *link);
    const auto text = fabric::membership::to_qr_text(*invite);
    if (!text) return;
    note("join from elsewhere: selvage join " + *text);
    // For a camera; a file that is read later has no use for it.
    if (const auto code = core::codec::encode_qr(*text, core::codec::QrCorrection::low);
        code && ::isatty(STDERR_FILENO) != 0)
        print(core::codec::qr_as_blocks(*code));
}

void NodeLog::hear(native::NodeBody& body, const Event& event) const {
    const Node& node = body.node();
    const core::Instant now = native::steady_now();
    core::match(
        event,
        core::Cases{
            [&](const MeshIs& told) {
                const auto role = node.role_of(node.self(), now);
                note(core::formatted("in the mesh {}, {}; our role: {}", node.name(),
                                     words_for(told.origin), role ? describe(*role) : "none yet"));
            },
            [&](const OwnRole& told) {
                if (told.is_revoked)
                    warn(
                        "we were revoked: what we write counts nowhere any more. Ask an Authority "
                        "of the mesh for a new role");
                else if (told.role)
                    note(core::formatted("our role: {}", describe(*told.role)));
            },
            [&](const PeerCame& told) { note(short_name(told.peer) + " is here"); },
            [&](const PeerWent& told) { note(short_name(told.peer) + " has gone"); },
            [&](const NotLetIn& told) {
                note(core::formatted("{}: {}", short_name(told.peer), describe(told.refused)));
            },
            [&](const TwoMeshes& told) {
                warn(
                    core::formatted("{} is in another mesh of this name, and both have members or "
                                    "data: one of the two has to join by an invite",
                                    short_name(told.peer)));
            },
            [&](const KeptUnreadable&) {
                warn(
                    "what was kept cannot be read by this version; nothing was changed. Take the "
                    "version that wrote it, or give another --data to join anew");
            },
            [&](const InviteElsewhere&) {
                warn(
                    "the invite is to another mesh of this name than what is kept here; nothing "
                    "was "
                    "changed. Start without the invite, or give another --data to join anew");
            },
            [&](const QuorumTold& told) {
                const auto* const warned = core::get_if<fabric::quorum::Warned>(&told.event);
                if (warned && warned->is_so) note(describe(warned->concern));
            },
            [&](const StorageTold& told) {
                if (core::holds_alternative<core::store::JournalEvent>(told.event))
                    warn(core::store::describe(core::get<core::store::JournalEvent>(told.event)));
            },
            [](const auto&) {}});
}

}  // namespace command
