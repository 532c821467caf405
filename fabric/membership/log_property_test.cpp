// Whatever is written at whatever points, and however it arrives: whoever has the same entries says
// the same, and entries judged one by one are judged as all at once.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "core/base/prng.h"
#include "fabric/membership/log_driver.h"
#include "fabric/membership/log_twin.h"

namespace fabric::membership {
namespace {

RC_GTEST_PROP(LogProperty, ML6_logs_with_the_same_entries_say_the_same, ()) {
    core::Prng prng(core::Seed{*rc::gen::arbitrary<std::uint64_t>()});
    const auto policy = prng.chance(1, 4) ? Policy::open : Policy::closed;
    world::LogDriver driver(prng, policy);
    for (std::uint64_t left = prng.between(10, 40); left > 0; --left) driver.step();
    driver.check_agreement();
}

RC_GTEST_PROP(LogProperty, ML8_judging_by_rank_is_judging_by_the_rules, ()) {
    core::Prng prng(core::Seed{*rc::gen::arbitrary<std::uint64_t>()});
    const auto policy = prng.chance(1, 4) ? Policy::open : Policy::closed;
    world::LogDriver driver(prng, policy);
    for (std::uint64_t left = prng.between(10, 40); left > 0; --left) driver.step();
    for (const Log& log : driver.logs()) {
        const world::LogTwin twin(log, policy);
        const Evaluation& evaluation = log.evaluation();
        for (EntryIndex i = 0; i < log.size(); ++i) {
            const bool is_effective = evaluation.verdict(i) == Verdict::effective;
            if (is_effective != twin.is_effective(evaluation.graph().at(i).hash()))
                RC_FAIL(world::report(log));
        }
    }
}

RC_GTEST_PROP(AncestryProperty, ML5_ancestry_knows_every_past, ()) {
    core::Prng prng(core::Seed{*rc::gen::arbitrary<std::uint64_t>()});
    Ancestry ancestry;
    std::vector<std::set<EntryIndex>> pasts;
    for (EntryIndex entry = 0; entry < 60; ++entry) {
        std::set<EntryIndex> parents;
        for (auto left = prng.below(4); left > 0 && entry > 0; --left)
            parents.insert(static_cast<EntryIndex>(
                prng.chance(1, 2) ? prng.below(entry)
                                  : entry - 1 - prng.below(std::min(entry, 3u))));
        std::set<EntryIndex> past{entry};
        for (const EntryIndex parent : parents)
            past.insert(pasts[parent].begin(), pasts[parent].end());
        pasts.push_back(past);
        ancestry.add(std::vector(parents.begin(), parents.end()));
        for (EntryIndex other = 0; other <= entry; ++other)
            RC_ASSERT(ancestry.reaches(entry, other) == past.contains(other));
    }
}

}  // namespace
}  // namespace fabric::membership
