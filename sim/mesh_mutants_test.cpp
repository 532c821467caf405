// Simulated meshes notice every bug that is planted into a node, the parts that it joins, or the
// bodies under it. Each row of the table is printed as it is found: docs/reliability.md shows them.
#include "sim/mesh_mutants_test.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

#include "core/base/format.h"
#include "core/testing/seeds.h"
#include "fabric/broadcast/mutants_test.h"
#include "fabric/documents/mutants_test.h"
#include "fabric/leadership/mutants_test.h"
#include "fabric/liveness/mutants_test.h"
#include "fabric/quorum/mutants_test.h"
#include "sim/mesh_scenario.h"
#include "sim/mesh_scripts.h"
#include "sim/scenario.h"

namespace sim {
namespace {

using NodeBug = fabric::node::testing::Mutant;
using QuorumBug = fabric::quorum::testing::Mutant;
using BroadcastBug = fabric::broadcast::testing::Mutant;
using DocumentBug = fabric::documents::testing::Mutant;
using RaftBug = fabric::leadership::testing::Mutant;
using LivenessBug = fabric::liveness::testing::Mutant;

struct PlantedBug {
    std::string_view name;
    std::string_view part;
    std::string_view scenario;
    std::uint64_t seeds_max;
    void (*plant)();
};

template <auto bug>
void plant() {
    if constexpr (std::same_as<decltype(bug), NodeBug>) fabric::node::testing::planted = bug;
    if constexpr (std::same_as<decltype(bug), QuorumBug>) fabric::quorum::testing::planted = bug;
    if constexpr (std::same_as<decltype(bug), BroadcastBug>)
        fabric::broadcast::testing::planted = bug;
    if constexpr (std::same_as<decltype(bug), DocumentBug>)
        fabric::documents::testing::planted = bug;
    if constexpr (std::same_as<decltype(bug), RaftBug>) fabric::leadership::testing::planted = bug;
    if constexpr (std::same_as<decltype(bug), LivenessBug>)
        fabric::liveness::testing::planted = bug;
}

constexpr std::array bugs{
    PlantedBug{"disks_answer_syncs_early", "body", "mesh-canary", 20, [] {}},
    PlantedBug{"leaves_members_out_of_snapshots", "node", "disk-full", 40,
               plant<NodeBug::leaves_members_out_of_snapshots>},
    PlantedBug{"leaves_documents_out_of_snapshots", "node", "disk-full", 40,
               plant<NodeBug::leaves_documents_out_of_snapshots>},
    PlantedBug{"forgets_promises_at_a_restart", "node", "laptop-sleeps", 40,
               plant<NodeBug::forgets_promises_at_a_restart>},
    PlantedBug{"counts_a_lost_disk", "node", "disk-lost", 10, plant<NodeBug::counts_a_lost_disk>},
    PlantedBug{"counts_what_was_cut", "node", "mesh", 30, plant<NodeBug::counts_what_was_cut>},
    PlantedBug{"reaches_nobody_by_itself", "node", "laptop-sleeps", 20,
               plant<NodeBug::reaches_nobody_by_itself>},
    PlantedBug{"forgets_places_told_early", "node", "disk-lost", 60,
               plant<NodeBug::forgets_places_told_early>},
    PlantedBug{"writes_whatever_it_forgot", "node", "disk-rots", 60,
               plant<NodeBug::writes_whatever_it_forgot>},
    PlantedBug{"counts_the_reachable", "quorum", "mesh", 40,
               plant<QuorumBug::counts_the_reachable>},
    PlantedBug{"counts_everybody", "quorum", "mesh", 40, plant<QuorumBug::counts_everybody>},
    PlantedBug{"takes_one_less_for_enough", "quorum", "two-macs-split", 20,
               plant<QuorumBug::takes_one_less_for_enough>},
    PlantedBug{"begins_without_a_quorum", "quorum", "two-macs-split", 10,
               plant<QuorumBug::begins_without_a_quorum>},
    PlantedBug{"never_upgrades", "quorum", "two-macs-split", 10, plant<QuorumBug::never_upgrades>},
    PlantedBug{"never_falls", "quorum", "disk-lost", 10, plant<QuorumBug::never_falls>},
    PlantedBug{"has_endless_patience", "quorum", "mesh", 20,
               plant<QuorumBug::has_endless_patience>},
    PlantedBug{"acknowledges_before_sync", "broadcast", "mesh", 40,
               plant<BroadcastBug::acknowledges_before_sync>},
    PlantedBug{"believes_every_signature", "documents", "liars", 40,
               plant<DocumentBug::believes_every_signature>},
    PlantedBug{"keeps_proofs_to_itself", "documents", "liars", 40,
               plant<DocumentBug::keeps_proofs_to_itself>},
    PlantedBug{"believes_every_claim", "documents", "liars", 200,
               plant<DocumentBug::believes_every_claim>},
    PlantedBug{"votes_twice", "leadership", "mesh", 100, plant<RaftBug::votes_twice>},
    PlantedBug{"keeps_entries_that_conflict", "leadership", "mesh", 300,
               plant<RaftBug::keeps_entries_that_conflict>},
    PlantedBug{"never_misses_anybody", "liveness", "tab-frozen", 10,
               plant<LivenessBug::never_misses_anybody>},
};

// What the child found, through a pipe: an assertion of a machine may end it.
std::string played_by_child(const PlantedBug& bug) {
    std::array<int, 2> pipe_ends{};
    if (pipe(pipe_ends.data()) != 0) return {};
    const pid_t child = fork();
    if (child == 0) {
        bug.plant();
        const Scenario& scenario = *find_scenario(bug.scenario);
        for (std::uint64_t seed = 1; seed <= bug.seeds_max; ++seed) {
            const std::string begun = core::formatted("seed {}: ", seed);
            static_cast<void>(!write(pipe_ends[1], begun.data(), begun.size()));
            class Run run(core::Seed{seed});
            play(scenario, core::Seed{seed}, run);
            if (!run.failed()) continue;
            const std::string found = run.failure().substr(0, run.failure().find(':')) + "\n";
            static_cast<void>(!write(pipe_ends[1], found.data(), found.size()));
            _exit(0);
        }
        _exit(1);
    }
    close(pipe_ends[1]);
    std::string said;
    std::array<char, 4096> piece{};
    for (ssize_t size = 0; (size = read(pipe_ends[0], piece.data(), piece.size())) > 0;)
        said.append(piece.data(), static_cast<std::size_t>(size));
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    const auto last = said.rfind("seed ");
    if (WIFSIGNALED(status)) return said.substr(last) + "an assertion";
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return {};
    return said.substr(last, said.size() - last - 1);
}

class MeshMutants : public ::testing::TestWithParam<std::size_t> {};

TEST_P(MeshMutants, ND31_a_planted_bug_is_noticed) {
    const PlantedBug& bug = bugs[GetParam()];
    const std::string found = played_by_child(bug);
    EXPECT_FALSE(found.empty()) << "not in " << bug.seeds_max << " seeds of " << bug.scenario;
    std::printf("mutant | %s | %s | %s | %s\n", std::string(bug.name).c_str(),
                std::string(bug.part).c_str(), std::string(bug.scenario).c_str(), found.c_str());
}

INSTANTIATE_TEST_SUITE_P(, MeshMutants, ::testing::Range(std::size_t{0}, bugs.size()),
                         [](const auto& tested) { return std::string(bugs[tested.param].name); });

}  // namespace
}  // namespace sim
