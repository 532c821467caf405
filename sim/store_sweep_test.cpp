// Journals and stores on disks with faults, a thousand seeds of them.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/files.h"
#include "sim/scenario.h"
#include "sim/sweep.h"

namespace sim {
namespace {

const Scenario& scenario(std::string_view name) { return *find_scenario(name); }

// All where that is quick: of the others, which come to the same (SM5), the first; `./dev sim`
// plays as many as one likes.
#if __has_feature(address_sanitizer) || defined(__wasm__)
constexpr std::uint64_t runs = 50;
#else
constexpr std::uint64_t runs = 1000;
#endif

void expect_holds(std::string_view name, const std::vector<const char*>& invariants) {
    const Sweep swept = sweep(scenario(name), core::Seed{1}, runs);
    EXPECT_TRUE(swept.as_expected) << to_text(swept);
    EXPECT_TRUE(swept.faults_missing.empty());
    for (const char* const invariant : invariants) {
        ASSERT_TRUE(swept.checks.contains(invariant)) << invariant;
        EXPECT_GE(*swept.checks.find(invariant), runs) << invariant;
    }
}

TEST(StoreSweep, JN9_JN17_journals_keep_what_they_acknowledged) {
    expect_holds("store", {"bounded", "durable", "finite", "fresh", "heals", "no-gap"});
}

TEST(StoreSweep, ST1_ST4_stores_keep_what_they_acknowledged_and_what_others_need) {
    expect_holds("keep", {"finite", "heals", "kept", "needed", "told", "true"});
}

TEST(StoreSweep, SM5_every_build_comes_to_the_recorded_traces) {
    const std::string recorded = core::testing::read_file("spec/vectors/store/sweeps.json");
    for (const std::string_view name : {"store", "keep"}) {
        const std::string digest =
            core::to_hex(sweep(scenario(name), core::Seed{1}, 30).digest.view());
        EXPECT_NE(recorded.find(digest), std::string::npos) << name << ": " << digest;
    }
}

}  // namespace
}  // namespace sim
