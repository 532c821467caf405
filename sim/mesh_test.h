// A mesh of whole nodes for tests, and what its members told.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/crdt/document/json.h"
#include "fabric/membership/mesh_world.h"
#include "sim/mesh_world.h"

namespace sim {

using core::crdt::Editor;
using core::crdt::Path;
using core::crdt::Value;
using fabric::membership::Role;
using fabric::membership::world::secret_of;
using fabric::node::DocumentNumber;
using fabric::node::Node;
using fabric::quorum::Policy;
using fabric::quorum::State;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Mesh : MeshWorld::Observer {
    explicit Mesh(NodeIndex count, MeshWorld::NodeOptions make = make_open,
                  const MeshWorld::Options& options = {})
        : world(run, options, std::move(make), *this) {
        for (NodeIndex i = 0; i < count; ++i) add();
    }
    virtual ~Mesh() = default;
    NodeIndex add() {
        told.emplace_back();
        return world.add();
    }

    // Whoever is there founds, one more comes and learns.
    void gather() {
        pass(std::chrono::seconds{5});
        join();
    }
    NodeIndex join() {
        const NodeIndex node = add();
        world.dial(node, 0);
        pass(std::chrono::seconds{2});
        return node;
    }

    // By the founder.
    void grant_authority(NodeIndex to) { grant(0, to, Role::authority); }
    void grant(NodeIndex by, NodeIndex to, Role role) {
        const auto granted = world.act(by, [&](Node& node, core::Instant now) {
            return node.write_entry(now, [&](const fabric::membership::Author& author) {
                return fabric::membership::grant_role(author, key_of(to), role, {});
            });
        });
        EXPECT_TRUE(granted);
    }
    void revoke(NodeIndex by, NodeIndex whom) {
        const auto revoked = world.act(
            by, [&](Node& node, core::Instant now) { return node.revoke(key_of(whom), now); });
        EXPECT_TRUE(revoked);
    }
    [[nodiscard]] fabric::membership::MemberKey key_of(NodeIndex node) {
        return world.swarms().identity(node).public_key();
    }

    static fabric::node::Options make_open(NodeIndex) {
        fabric::node::Options options;
        options.name = "Alpha";
        options.keeps_everything = true;
        return options;
    }
    static fabric::node::Options make_closed(NodeIndex) {
        fabric::node::Options options = make_open(0);
        options.secret = secret_of(7);
        return options;
    }

    void hear(NodeIndex node, const fabric::node::Event& event) override {
        told[node].push_back(event);
    }
    template <class E>
    [[nodiscard]] std::vector<E> heard(NodeIndex node) const {
        std::vector<E> found;
        for (const auto& event : told[node])
            if (const auto* one = core::get_if<E>(&event)) found.push_back(*one);
        return found;
    }
    void pass(core::Duration time) { world.run_until(world.now() + time); }
    DocumentNumber open(NodeIndex node, std::string_view name) {
        return *world.act(
            node, [&](Node& one, core::Instant now) { return one.open_document(name, now); });
    }
    std::uint64_t put(NodeIndex node, DocumentNumber document, const std::string& key, int value,
                      const Policy& policy = Policy::local()) {
        const auto written = world.act(node, [&](Node& one, core::Instant now) {
            return one.write(document, policy, now, [&](Editor& editor) {
                return editor.set(Path{key}, Value::of(value));
            });
        });
        EXPECT_TRUE(written.has_value() && written->has_value());
        return written && *written ? (*written)->value : 0;
    }
    std::string text(NodeIndex node, std::string_view name) {
        const auto number = world.node(node).find_document(name);
        if (!number) return "none";
        const auto& replica = world.node(node).document(*number)->replica();
        return core::crdt::to_json(replica.document().tree());
    }
    // All that there is to know of it: who has the same changes, and counts the same, has the same.
    core::Buffer bytes(NodeIndex node, std::string_view name) {
        core::Buffer bytes;
        core::BufferWriter writer(bytes, SIZE_MAX);
        const auto number = world.node(node).find_document(name);
        if (number) world.node(node).document(*number)->replica().write(writer);
        return bytes;
    }
    std::optional<fabric::quorum::Status> status(NodeIndex node, DocumentNumber document,
                                                 std::uint64_t sequence) {
        return world.node(node).quorum().status(
            {fabric::quorum::Document{document.value}, fabric::quorum::Sequence{sequence}});
    }
    [[nodiscard]] bool are_in_session(NodeIndex one, NodeIndex other) {
        return world.node(one).has_session(world.swarms().id(other)) &&
               world.node(other).has_session(world.swarms().id(one));
    }

    sim::Run run{core::Seed{1}};
    std::vector<std::vector<fabric::node::Event>> told;
    MeshWorld world;
};

}  // namespace sim
