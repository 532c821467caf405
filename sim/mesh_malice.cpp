// Scripts about members that mean harm.
#include <algorithm>

#include "core/base/format.h"
#include "sim/mesh_scripts.h"

namespace sim {

using fabric::node::Node;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr std::string_view lies_name = "lies";
constexpr seconds settling_max{60};
// What liars say to have of others is believed for a minute of each.
constexpr seconds believing_max{200};
// What somebody brings (ND32), and what honest members have.
constexpr std::size_t brought_documents_max = 2'048 + mesh_documents.size() + 1;

// Nothing for who is in no mesh yet.
std::optional<core::crdt::DocumentId> open(MeshParty& party, NodeIndex node,
                                           std::string_view name) {
    return party.world().act(node, [&](Node& one, core::Instant now) {
        const auto number = one.open_document(name, now);
        return number ? std::optional(one.document(*number)->id()) : std::nullopt;
    });
}

bool has_role(MeshParty& party, NodeIndex whom, Role role, NodeIndex as_seen_by) {
    return party.world()
               .node(as_seen_by)
               .role_of(party.world().swarms().id(whom), party.world().now()) == role;
}

void expect_unharmed(MeshParty& party, NodeIndex node, const std::vector<NodeIndex>& liars) {
    for (const NodeIndex liar : liars)
        party.expect("not_believed", !has_role(party, liar, Role::authority, node),
                     core::formatted("node {} takes a liar for an Authority", node));
    party.expect("not_believed", has_role(party, 0, Role::authority, node),
                 core::formatted("node {} does not take the founder for an Authority", node));
    for (const std::string_view document : mesh_documents)
        party.expect("not_forged", !party.judge().text(node, document).contains("forged"),
                     core::formatted("node {} took what its author had not signed", node));
    const std::size_t count = party.world().node(node).list_documents().size();
    party.expect("bounded", count <= brought_documents_max,
                 core::formatted("node {} has {} documents", node, count));
}

}  // namespace

void liars(MeshParty& party) {
    const std::uint64_t citizens = party.prng().between(2, 6);
    party.gather(party.prng().between(2, 3), citizens);
    const auto honest = static_cast<NodeIndex>(party.world().size());
    std::vector<bool> has_found_out(honest, false);
    party.listen([&](NodeIndex node, const fabric::node::Event& event) {
        if (core::holds_alternative<fabric::node::TwoTales>(event)) has_found_out[node] = true;
    });
    for (NodeIndex node = 1; node < honest; ++node) static_cast<void>(open(party, node, lies_name));
    Hostile::Targets targets{
        *open(party, 0, mesh_documents[0]), *open(party, 0, lies_name), {std::string(lies_name)}};
    targets.names.insert(targets.names.end(), mesh_documents.begin(), mesh_documents.end());
    std::vector<NodeIndex> liars;
    for (std::uint64_t i = party.prng().between(1, citizens / 2); i > 0; --i)
        liars.push_back(party.add_hostile(targets));
    party.work(party.prng().between(10, 40), milliseconds(3'000));
    party.part(3);
    party.work(party.prng().between(2, 10), milliseconds(2'000));
    party.world().swarms().heal();
    party.work(party.prng().between(2, 10), milliseconds(2'000));
    party.expect_equal_within(settling_max);
    for (NodeIndex node = 0; node < honest; ++node)
        party.expect("not_held_up", party.comes_to_write(node, believing_max),
                     core::formatted("node {} does not come to write among liars", node));
    for (const NodeIndex liar : liars) party.world().swarms().crash(liar);
    party.pass(settling_max);
    for (NodeIndex node = 0; node < honest; ++node) expect_unharmed(party, node, liars);
    // Who is found out by one is found out by all.
    const bool is_found_out = std::ranges::find(has_found_out, true) != has_found_out.end();
    for (NodeIndex node = 0; node < honest; ++node)
        party.expect("found_out",
                     has_found_out[node] || !is_found_out ||
                         !party.world().node(node).find_document(lies_name),
                     core::formatted("node {} does not know who told two tales", node));
    if (is_found_out) party.run().measure("found_out", 1);
}

}  // namespace sim
