// MeshJudge knows what members of a mesh wrote and what they were told about it, and looks whether
// that was true (rule SM12, spec/sim.md).
//
// A promise is what was told of a write: `local` stands as long as its author's disk, `durable`
// under a quorum of n as long as fewer than n disks of Authorities or of its author were lost.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sim/mesh_world.h"

namespace sim {

using fabric::quorum::Policy;
using fabric::quorum::State;

// The documents of all scenarios.
inline constexpr std::array<std::string_view, 3> mesh_documents{"notes", "tasks", "votes"};

// Of a life of a node: the numbers of quorums are its own.
struct WriteName {
    NodeIndex node = 0;
    std::uint32_t life = 0;
    fabric::quorum::Write write;

    friend auto operator<=>(const WriteName&, const WriteName&) = default;
};

class MeshJudge {
public:
    // Both must outlive it.
    MeshJudge(Run& run, MeshWorld& world) : run_(run), world_(world) {}

    // Its first, or another one.
    void begins(NodeIndex node);
    void lost_disk(NodeIndex node);
    // It is no member any more, and what only its own disk has is nobody's.
    void retired(NodeIndex node);
    // Of its writes nobody can be told in time.
    void was_not_run(NodeIndex node);
    [[nodiscard]] std::uint32_t life(NodeIndex node) const { return lives_.at(node); }

    void wrote(const WriteName& name, std::string_view document, const std::string& key,
               const Policy& policy);
    void hear(NodeIndex node, const fabric::node::Event& event);
    [[nodiscard]] State state_of(const WriteName& name) const;
    // How often a node was told that writes are durable after all, and that some are no more.
    [[nodiscard]] std::uint64_t upgraded_count(NodeIndex node) const { return upgraded_.at(node); }
    [[nodiscard]] std::uint64_t fell_count(NodeIndex node) const { return fell_.at(node); }

    [[nodiscard]] std::string text(NodeIndex node, std::string_view document);
    // What keeps those that run from showing the same; nothing if they do, and have the same list
    // of members.
    [[nodiscard]] std::optional<std::string> difference();
    // That a node shows nothing that does not count by its own list of members.
    void check_authorized(NodeIndex node);
    // At the end, when all run.
    void check_all();

private:
    struct Written {
        std::string_view document;
        std::string key;
        core::Instant told_by;
    };
    struct Promise {
        bool is_only_own = false;
        std::uint32_t spare = 0;  // The disks of so many may be lost.
        std::set<NodeIndex> lost_by = {};
    };
    struct Ordered {
        fabric::ordering::Term term;
        fabric::documents::AuthorKey author;
        std::uint64_t sequence;
    };

    void hear(NodeIndex node, const fabric::node::InOrder& told);
    void hear(NodeIndex node, const fabric::quorum::Event& event);
    void promise(const WriteName& name, const Promise& promise);
    // That so many Authorities have it, as its author was told.
    void check_count(const WriteName& name, std::uint32_t need);
    [[nodiscard]] bool may_have(NodeIndex node, const core::crdt::DocumentId& id,
                                const fabric::documents::ChangeRecord& record) const;
    [[nodiscard]] bool is_authority(NodeIndex node, NodeIndex as_seen_by);
    void check_write(const WriteName& name, const Written& written, std::string_view text);
    [[nodiscard]] fabric::membership::MemberKey key_of(NodeIndex node);
    // Nobody talks to it.
    [[nodiscard]] bool is_revoked(NodeIndex node);
    // As the list of members of `seen_by` says.
    [[nodiscard]] bool counts(NodeIndex seen_by, std::string_view document, const WriteName& name);

    Run& run_;
    MeshWorld& world_;
    std::vector<std::uint32_t> lives_;
    std::vector<std::uint64_t> upgraded_;
    std::vector<std::uint64_t> fell_;
    std::map<NodeIndex, core::Instant> wiped_at_;
    std::multimap<WriteName, Written> written_;  // Several have joined in one change.
    std::map<std::string, WriteName> by_key_;    // The same: every write has a key of its own.
    std::map<WriteName, State> told_;
    std::map<WriteName, Promise> promises_;
    std::map<fabric::ordering::Index, Ordered> order_;
    // With the life that it was told in.
    std::map<NodeIndex, std::pair<std::uint32_t, fabric::ordering::Index>> last_in_order_;
};

}  // namespace sim
