// What was promised, and whether it is so.
#include "sim/mesh_judge.h"

#include "core/base/format.h"
#include "core/crdt/document/json.h"

namespace sim {

using fabric::node::DocumentNumber;
using fabric::node::Node;
using fabric::quorum::Write;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// What was acknowledged before a disk was lost may be counted until a talk has shown it.
constexpr seconds noticing_time{60};

}  // namespace

void MeshJudge::begins(NodeIndex node) {
    if (node < lives_.size()) {
        ++lives_[node];
        return;
    }
    lives_.push_back(0);
    upgraded_.push_back(0);
    fell_.push_back(0);
}

void MeshJudge::lost_disk(NodeIndex node) {
    wiped_at_.insert_or_assign(node, world_.now());
    for (auto at = promises_.begin(); at != promises_.end();) {
        auto& [name, promise] = *at;
        if (!promise.is_only_own) promise.lost_by.insert(node);
        const bool is_over =
            promise.is_only_own ? name.node == node : promise.lost_by.size() > promise.spare;
        at = is_over ? promises_.erase(at) : std::next(at);
    }
}

void MeshJudge::retired(NodeIndex node) {
    std::erase_if(promises_, [&](const auto& entry) {
        return entry.first.node == node && entry.second.is_only_own;
    });
}

void MeshJudge::was_not_run(NodeIndex node) {
    for (auto& [name, written] : written_)
        if (name.node == node) written.told_by = core::Instant::max();
}

void MeshJudge::wrote(const WriteName& name, std::string_view document, const std::string& key,
                      const Policy& policy) {
    if (written_.contains(name)) {
        run_.measure("joined", 1);
        run_.check("joined", state_of(name) == State::pending,
                   core::formatted("a write of node {} joins one that has ended", name.node));
    }
    const core::Instant told_by = world_.now() + policy.patience + milliseconds(1);
    written_.emplace(name, Written{document, key, told_by});
    by_key_.insert_or_assign(key, name);
}

void MeshJudge::hear(NodeIndex node, const fabric::node::Event& event) {
    if (const auto* const in_order = core::get_if<fabric::node::InOrder>(&event))
        return hear(node, *in_order);
    if (const auto* const told = core::get_if<fabric::node::QuorumTold>(&event))
        hear(node, told->event);
}

// What stands at a place stands there at every Authority, in every life.
void MeshJudge::hear(NodeIndex node, const fabric::node::InOrder& told) {
    const auto [at, is_new] =
        order_.emplace(told.place.index, Ordered{told.place.term, told.author, told.sequence});
    const Ordered& first = at->second;
    run_.check("order",
               first.term == told.place.term && first.author == told.author &&
                   first.sequence == told.sequence,
               core::formatted("node {} has another change at {}", node, told.place.index.value));
    auto& [life, last] = last_in_order_[node];
    run_.check(
        "order", life != lives_[node] || last < told.place.index,
        core::formatted("node {} is told {} behind a later one", node, told.place.index.value));
    life = lives_[node];
    last = told.place.index;
}

void MeshJudge::hear(NodeIndex node, const fabric::quorum::Event& event) {
    const auto for_each = [&](const fabric::quorum::Writes& writes, auto act) {
        for (std::uint64_t i = writes.sequences.begin; i < writes.sequences.end; ++i)
            act(WriteName{node, lives_[node], {writes.document, fabric::quorum::Sequence{i}}});
    };
    core::match(
        event,
        core::Cases{[&](const fabric::quorum::Told& told) {
                        // It may be told in the call that has written it, before that returns.
                        const WriteName name{node, lives_[node], told.write};
                        const fabric::quorum::Status& status = told.status;
                        const auto written = written_.find(name);
                        if (written != written_.end() && state_of(name) <= State::replicated)
                            run_.check("in_time", world_.now() <= written->second.told_by,
                                       core::formatted("node {} learns late what became of {}",
                                                       node, written->second.key));
                        told_.insert_or_assign(name, status.state);
                        if (status.state == State::local || status.state == State::replicated)
                            promise(name, {.is_only_own = true});
                        if (status.state != State::durable) return;
                        const bool is_local = status.need == 0 && !status.place;
                        promise(name, {is_local, status.need > 0 ? status.need - 1 : 0});
                        check_count(name, status.need);
                    },
                    [&](const fabric::quorum::Upgraded& told) {
                        ++upgraded_[node];
                        for_each(told.writes, [&](const WriteName& name) {
                            told_.insert_or_assign(name, State::durable);
                            promise(name, {false, told.policy.need > 0 ? told.policy.need - 1 : 0});
                        });
                        check_count({node,
                                     lives_[node],
                                     {told.writes.document,
                                      fabric::quorum::Sequence{told.writes.sequences.begin}}},
                                    told.policy.need);
                    },
                    [&](const fabric::quorum::FellBelow& told) {
                        ++fell_[node];
                        for_each(told.writes, [&](const WriteName& name) {
                            told_.insert_or_assign(name, State::degraded);
                            promises_.erase(name);
                        });
                    },
                    [](const fabric::quorum::Warned&) {}});
}

// The latest says most.
void MeshJudge::promise(const WriteName& name, const Promise& promise) {
    promises_.insert_or_assign(name, promise);
}

State MeshJudge::state_of(const WriteName& name) const {
    const auto at = told_.find(name);
    return at == told_.end() ? State::pending : at->second;
}

bool MeshJudge::is_authority(NodeIndex node, NodeIndex as_seen_by) {
    return world_.node(as_seen_by).role_of(world_.swarms().id(node), world_.now()) ==
           fabric::membership::Role::authority;
}

// Nobody can look at a disk whose node is not there.
bool MeshJudge::may_have(NodeIndex node, const core::crdt::DocumentId& id,
                         const fabric::documents::ChangeRecord& record) const {
    if (!world_.is_up(node) || !world_.node(node).is_open()) return true;
    const auto wiped = wiped_at_.find(node);
    if (wiped != wiped_at_.end() && world_.now() - wiped->second < noticing_time) return true;
    const Node& one = world_.node(node);
    for (const std::string_view name : mesh_documents) {
        const auto number = one.find_document(name);
        if (number && one.document(*number)->id() == id)
            return one.document(*number)->frontiers().contains(record);
    }
    return false;
}

void MeshJudge::check_count(const WriteName& name, std::uint32_t need) {
    if (need == 0) return;
    const auto* const shared =
        world_.node(name.node).document(DocumentNumber{name.write.document.value});
    const auto bytes = shared->own_record(name.write.sequence.value);
    const auto record = bytes ? fabric::documents::read_change_record(*bytes)
                              : core::fail(core::Error::value_missing);
    if (!record) return run_.check("counted", false, "what was counted is no change of its author");
    std::uint32_t have = 0;
    for (NodeIndex node = 0; node < world_.size(); ++node)
        if (is_authority(node, name.node) && may_have(node, shared->id(), *record)) ++have;
    run_.check("counted", have >= need,
               core::formatted("node {} takes a write for durable that {} have of {}", name.node,
                               have, need));
    run_.check(
        "counted", shared->frontiers().contains(*record),
        core::formatted("node {} takes a write for durable that it has not kept", name.node));
}

std::string MeshJudge::text(NodeIndex node, std::string_view document) {
    const auto number = world_.node(node).find_document(document);
    if (!number) return "none";
    return core::crdt::to_json(world_.node(node).document(*number)->replica().document().tree());
}

std::optional<std::string> MeshJudge::difference() {
    std::optional<NodeIndex> first;
    for (NodeIndex node = 0; node < world_.size(); ++node) {
        if (!world_.runs(node)) continue;
        const auto* const members = world_.node(node).members();
        if (!members) return core::formatted("node {} is in no mesh", node);
        if (world_.runs(0) && world_.node(0).members() && is_revoked(node)) continue;
        if (!first) first = node;
        if (members->heads() != world_.node(*first).members()->heads())
            return core::formatted("node {} has another list of members than node {}", node,
                                   *first);
        for (const std::string_view document : mesh_documents)
            if (text(node, document) != text(*first, document))
                return core::formatted("{} is {} at node {}, and {} at node {}", document,
                                       text(node, document), node, text(*first, document), *first);
    }
    return std::nullopt;
}

fabric::membership::MemberKey MeshJudge::key_of(NodeIndex node) {
    return world_.swarms().identity(node).public_key();
}

bool MeshJudge::is_revoked(NodeIndex node) {
    return world_.node(0).members()->has_lost_role(key_of(node));
}

bool MeshJudge::counts(NodeIndex seen_by, std::string_view document, const WriteName& name) {
    const Node& node = world_.node(seen_by);
    const auto cuts = node.members()->cuts_of(key_of(name.node));
    const auto number = node.find_document(document);
    if (!cuts || !number) return true;
    const auto& id = node.document(*number)->id();
    return name.write.sequence.value <= cuts->of({id.bytes}).value_or(UINT64_MAX);
}

void MeshJudge::check_authorized(NodeIndex index) {
    if (!world_.runs(index) || !world_.node(index).is_open() || !world_.node(index).members())
        return;
    const Node& node = world_.node(index);
    for (const std::string_view document : mesh_documents) {
        const auto number = node.find_document(document);
        if (!number) continue;
        const auto tree = node.document(*number)->replica().document().tree();
        for (const auto& entry : core::get<core::crdt::MapTree>(tree.what).entries) {
            const auto at = by_key_.find(entry.key);
            run_.check("authorized", at == by_key_.end() || counts(index, document, at->second),
                       core::formatted("node {} shows {} of {}, which is void", index, entry.key,
                                       document));
        }
    }
}

void MeshJudge::check_all() {
    const bool is_there = world_.runs(0) && world_.node(0).members();
    run_.check("one_mesh", is_there, "the founder has forgotten its mesh");
    if (!is_there) return;
    for (NodeIndex node = 0; node < world_.size(); ++node) {
        if (!world_.runs(node)) continue;  // It is not to come back.
        check_authorized(node);
        if (is_revoked(node)) continue;
        const auto* const members = world_.node(node).members();
        run_.check("one_mesh", members && members->mesh() == world_.node(0).members()->mesh(),
                   core::formatted("node {} is in another mesh, or in none", node));
        if (!members) return;
        run_.check("one_mesh", members->heads() == world_.node(0).members()->heads(),
                   core::formatted("node {} has another list of members", node));
        for (const std::string_view document : mesh_documents)
            run_.check("convergence", text(node, document) == text(0, document),
                       core::formatted("{} is {} at node {}, and {} at node 0", document,
                                       text(node, document), node, text(0, document)));
    }
    std::map<std::string_view, std::string> texts;
    for (const std::string_view document : mesh_documents)
        texts.emplace(document, text(0, document));
    for (const auto& [name, written] : written_)
        check_write(name, written, texts.at(written.document));
    run_.measure("writes", written_.size());
    run_.measure("ordered", order_.size());
}

void MeshJudge::check_write(const WriteName& name, const Written& written, std::string_view text) {
    const State state = state_of(name);
    run_.check(
        "told", name.life != lives_[name.node] || state > State::replicated,
        core::formatted("nobody said what became of {} of {}", written.key, written.document));
    const bool is_there = text.find('"' + written.key + '"') != std::string::npos;
    const bool is_void = !counts(0, written.document, name);
    run_.check("authorized", !is_there || !is_void,
               core::formatted("{} of {} is there and void", written.key, written.document));
    if (is_void) run_.measure("void", 1);
    run_.check(
        "durable", is_there || is_void || !promises_.contains(name),
        core::formatted("{} of {}, written by node {} in life {}, was told to be {} and is lost",
                        written.key, written.document, name.node, name.life,
                        fabric::quorum::describe(state)));
    if (state == State::durable) run_.measure("durable", 1);
}

}  // namespace sim
