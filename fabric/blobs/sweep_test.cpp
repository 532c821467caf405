// Members in virtual time, with what can happen to them.
#include <gtest/gtest.h>

#include "fabric/blobs/world_test.h"

namespace fabric::blobs::testing {
namespace {

void do_something(World& world, const WorldOptions& options) {
    core::Prng& prng = world.prng();
    const auto node = [&] { return static_cast<unsigned>(prng.below(options.node_count)); };
    const auto blob = static_cast<unsigned>(prng.below(World::blob_count));
    switch (prng.below(16)) {
        case 0: world.restart(node()); break;
        case 1:
        case 2:
        case 3:
        case 4: world.link(node(), node()); break;
        case 5: world.cut(node(), node()); break;
        case 6: world.pin(node(), blob); break;
        case 7: world.unpin(node(), blob); break;
        case 8:
        case 9: static_cast<void>(world.put(node(), blob)); break;
        case 10:
        case 11:
        case 12: world.unwant(node(), blob); break;
        default: static_cast<void>(world.want(node(), blob)); break;
    }
}

void link_all(World& world, unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        for (unsigned j = i + 1; j < count; ++j) world.link(i, j);
}

// The first three blobs are at two of the honest ones, and wanted by all.
std::string spread(World& world, const WorldOptions& options) {
    const unsigned honest = options.has_liar ? options.node_count - 1 : options.node_count;
    world.let_go_of_all();
    link_all(world, options.node_count);
    for (unsigned i = 0; i < options.node_count; ++i)
        for (unsigned blob = 0; blob < 3; ++blob) {
            if (!world.want(i, blob)) return "it cannot be wanted";
            if (blob % honest == i && !world.put(i, blob)) return "it cannot be put";
            if (options.has_liar && i >= honest && !world.put(i, blob)) return "the liar has none";
        }
    // Where a fifth is lost, and all is to come from one peer, it takes several times.
    world.run_for(std::chrono::minutes{10});
    for (unsigned i = 0; i < honest; ++i)
        for (unsigned blob = 0; blob < 3; ++blob)
            if (!world.holds(i, blob) || !world.has_arrived(i, blob))
                return core::formatted("{} lacks {}", i, blob);
    world.let_go_of_all();
    for (unsigned i = 0; i < options.node_count; ++i)
        if (world.machine(i).fetched_count() > 0 || world.machine(i).deadline())
            return "something is left";
    return world.failure();
}

std::string play(const WorldOptions& options, core::Seed seed) {
    World world(options, seed);
    for (unsigned i = 0; i < 200; ++i) {
        do_something(world, options);
        world.run_for(milliseconds{world.prng().below(world.prng().chance(1, 20) ? 20'000 : 500)});
    }
    if (world.has_failed()) return world.failure();
    return spread(world, options);
}

TEST(BlobsWorld, BO50_all_get_what_they_want) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        EXPECT_EQ(play({}, core::Seed{seed}), "") << seed;
}

TEST(BlobsWorld, BO50_slow_links_change_nothing) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        EXPECT_EQ(
            play({.lane_max = 1, .delay_max = seconds{3}, .lost_of_hundred = 2}, core::Seed{seed}),
            "")
            << seed;
}

TEST(BlobsWorld, BO50_a_liar_changes_nothing_among_the_others) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed)
        EXPECT_EQ(play({.lost_of_hundred = 20, .has_liar = true}, core::Seed{seed}), "") << seed;
}

}  // namespace
}  // namespace fabric::blobs::testing
