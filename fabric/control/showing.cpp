// What a node is, whom it knows, what it has.
#include "core/base/format.h"
#include "fabric/control/control.h"
#include "fabric/control/json_object.h"

namespace fabric::control {

using core::Instant;

namespace {

std::string_view name_of(std::optional<membership::Role> role) {
    if (!role) return "none";
    switch (*role) {
        case membership::Role::ephemeral: return "ephemeral";
        case membership::Role::citizen: return "citizen";
        case membership::Role::authority: return "authority";
    }
    std::unreachable();
}

void add_presence(JsonObject& json, const liveness::Presence& presence) {
    json.text("platform", presence.platform.text());
    json.text("tier", describe(presence.tier));
    json.text("activity", describe(presence.activity));
    json.number("load", presence.load.per_mille());
}

void add_connection(JsonObject& json, const net::swarm::ConnectionFacts& connection) {
    json.text("transport", net::describe(connection.transport));
    json.text("address", connection.remote.to_text());
    if (connection.round_trip)
        json.number("round_trip_us", static_cast<std::uint64_t>(connection.round_trip->count()));
}

}  // namespace

auto Control::answer(SessionId, RequestId, const ShowStatus&, Instant now) -> Answer {
    std::vector<std::string> addresses;
    for (const auto& address : swarm_.listen_addresses()) addresses.push_back(address.to_text());
    JsonObject json;
    json.text("name", node_.name());
    json.text("self", node_.self().to_text());
    if (node_.members()) json.text("mesh", core::formatted("{}", node_.members()->mesh()));
    json.flag("open", node_.is_open());
    json.flag("storage", node_.has_storage());
    json.text("role", name_of(node_.role_of(node_.self(), now)));
    json.number("peers", node_.session_count());
    json.number("connections", swarm_.connection_count());
    json.number("documents", node_.document_count());
    json.number("authorities", node_.quorum().authority_count());
    json.number("authorities_reachable", node_.quorum().reachable_count());
    json.number("writes_open", node_.quorum().open_count());
    const auto* const order = node_.order();
    const auto* const group = order ? order->group() : nullptr;
    if (group) json.number("voters", group->voter_count());
    if (order && order->leader().leader) json.text("leader", order->leader().leader->to_text());
    json.texts("addresses", addresses);
    return json.finish();
}

auto Control::answer(SessionId, RequestId, const ShowPeers&, Instant now) -> Answer {
    const auto connections = swarm_.connections(now);
    std::vector<std::string> peers;
    for (const node::SessionFacts& facts : node_.list_sessions(now)) {
        JsonObject json;
        json.text("peer", facts.peer.to_text());
        json.text("role", name_of(facts.role));
        json.flag("keeps_everything", facts.keeps_everything);
        if (const auto said = node_.presence().last_said(facts.peer)) add_presence(json, *said);
        const auto connection = std::ranges::find(connections, std::optional(facts.peer),
                                                  &net::swarm::ConnectionFacts::peer);
        if (connection != connections.end()) add_connection(json, *connection);
        peers.push_back(json.finish());
    }
    return json_array(peers);
}

auto Control::answer(SessionId, RequestId, const ShowMembers&, Instant now) -> Answer {
    const membership::Log& members = *node_.members();
    const membership::UnixSeconds time = node_.unix_now(now);
    std::vector<std::string> keys;
    for (const membership::MemberKey& key : members.members(time)) {
        JsonObject json;
        json.text("peer", core::codec::PeerId::of(core::codec::PublicKey(key)).to_text());
        json.text("role", name_of(members.role(key, time)));
        keys.push_back(json.finish());
    }
    return json_array(keys);
}

auto Control::answer(SessionId, RequestId, const ShowDocuments&, Instant) -> Answer {
    std::vector<std::string> documents;
    for (const node::DocumentFacts& facts : node_.list_documents()) {
        JsonObject json;
        json.text("name", facts.name);
        json.number("changes", facts.change_count);
        json.number("peers", facts.peer_count);
        json.flag("in_step", facts.is_reconciled);
        documents.push_back(json.finish());
    }
    return json_array(documents);
}

}  // namespace fabric::control
