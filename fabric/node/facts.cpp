// What a node says of itself, and ways into its mesh.
#include "core/base/assert.h"
#include "fabric/membership/invite.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Instant;

bool Node::is_reconciled(DocumentNumber number) const {
    const auto& shared = *documents_.at(number)->shared;
    return std::ranges::any_of(sessions_, [&](const auto& entry) {
        return entry.second.documents.contains(shared.id()) &&
               shared.is_reconciled(entry.second.number);
    });
}

std::vector<DocumentFacts> Node::list_documents() const {
    std::vector<DocumentFacts> list;
    for (const auto& [number, document] : documents_)
        list.push_back({.number = number,
                        .name = document->name,
                        .change_count = document->shared->frontiers().change_count(),
                        .peer_count = document->shared->peer_count(),
                        .is_reconciled = is_reconciled(number)});
    return list;
}

std::vector<SessionFacts> Node::list_sessions(Instant now) const {
    std::vector<SessionFacts> list;
    for (const auto& [peer, session] : sessions_)
        list.push_back({.peer = peer,
                        .role = role_of(peer, now),
                        .keeps_everything = session.keeps_everything,
                        .document_count = session.documents.size()});
    return list;
}

// Those that lead here from elsewhere; if there are none, those of this machine. WebSocket is left
// out where there is webrtc-direct, which pages can dial too, so that links stay short.
std::vector<core::codec::Multiaddr> Node::invite_addresses() const {
    std::vector<core::codec::Multiaddr> chosen;
    const auto choose = [&](bool is_wanted_loopback) {
        for (const core::codec::Multiaddr& address : swarm_.listen_addresses()) {
            if (chosen.size() == membership::invite_addresses_max) return;
            const auto ip = net::ip_of(address);
            const bool is_loopback = ip && ip->scope() == net::IpScope::same_host;
            // Without a certificate pages reach it on their own machine alone, where some browsers
            // have no other way.
            const bool is_websocket = net::transport_of(address) == net::Transport::websocket;
            if (is_loopback != is_wanted_loopback || (is_websocket && !is_loopback)) continue;
            const auto whole = address.with(core::codec::Protocol::p2p, self_.bytes());
            if (whole) chosen.push_back(*whole);
        }
    };
    choose(false);
    if (chosen.empty()) choose(true);
    return chosen;
}

std::expected<membership::Invite, NotInvited> Node::invite(std::optional<membership::Role> role,
                                                           core::Duration valid_for, Instant now) {
    if (!mesh_ || !is_open_) return std::unexpected(NotInvited(core::Error::value_missing));
    membership::Invite invite{options_.name, mesh_->log.mesh(), {}, membership::PlainInvite{}};
    invite.addresses = invite_addresses();
    if (!role) {
        invite.way = membership::PlainInvite{membership::clone(mesh_->secret)};
        return invite;
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(valid_for).count();
    const membership::UnixSeconds until{unix_now(now).value + static_cast<std::uint64_t>(seconds)};
    auto grant = membership::mint({mesh_->log, identity_, unix_now(now)}, mesh_->secret, *role,
                                  until, secrets_.draw<core::crypto::Ed25519Seed>());
    if (!grant) return std::unexpected(NotInvited(grant.error()));
    invite.way = *std::move(grant);
    return invite;
}

}  // namespace fabric::node
