// What is kept at which pressure.
#include "core/store/compaction/compaction.h"

#include <gtest/gtest.h>

#include <vector>

namespace core::store {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint64_t day = 24 * 3600;

DiskSpace used(std::uint64_t percent) { return {percent * 10, 1000}; }

// Ten segments of 100 bytes; the first is nine days old, the last fresh.
struct Facts : StorageFacts {
    Facts() {
        for (std::uint64_t i = 0; i < 10; ++i)
            list.push_back({Position{i * 100}, Position{(i + 1) * 100}, 100, (9 - i) * day});
        segments = list;
        end = Position{1050};
        acknowledged = stable = end;
    }
    std::vector<LogSegment> list;
};

std::optional<Position> released(const StorageFacts& facts, Pressure pressure) {
    const CompactionPlan plan = plan_compaction(facts, pressure);
    if (!plan.release) return std::nullopt;
    return plan.release->position();
}

TEST(Compaction, CP1_pressure_rises_at_70_85_and_95_percent) {
    const auto rising = [](std::uint64_t percent) {
        return pressure_of(used(percent), Pressure::low);
    };
    EXPECT_EQ(rising(0), Pressure::low);
    EXPECT_EQ(rising(69), Pressure::low);
    EXPECT_EQ(rising(70), Pressure::raised);
    EXPECT_EQ(rising(84), Pressure::raised);
    EXPECT_EQ(rising(85), Pressure::high);
    EXPECT_EQ(rising(94), Pressure::high);
    EXPECT_EQ(rising(95), Pressure::critical);
    EXPECT_EQ(rising(200), Pressure::critical);
    EXPECT_EQ(pressure_of({UINT64_MAX, UINT64_MAX}, Pressure::low), Pressure::critical);
    EXPECT_EQ(pressure_of({UINT64_MAX / 2, UINT64_MAX}, Pressure::low), Pressure::low);
    EXPECT_EQ(pressure_of({69, 99}, Pressure::low), Pressure::low);  // 69.7 percent.
    EXPECT_EQ(pressure_of({5, 0}, Pressure::low), Pressure::low);
}

TEST(Compaction, CP1_with_room_a_week_stays_and_two_snapshots) {
    Facts facts;
    facts.checkpoint = facts.newest_checkpoint = Checkpoint(facts.end);
    EXPECT_EQ(released(facts, Pressure::low), Position{300});  // Nine, eight and seven days old.
    EXPECT_EQ(plan_compaction(facts, Pressure::low).snapshots_kept, 2u);
    facts.list[0].age_seconds = 7 * day - 1;
    EXPECT_EQ(released(facts, Pressure::low), std::nullopt);
}

TEST(Compaction, CP1_without_room_what_is_in_a_snapshot_goes_however_young) {
    Facts facts;
    facts.checkpoint = Checkpoint(Position{550});
    facts.newest_checkpoint = Checkpoint(Position{850});
    EXPECT_EQ(released(facts, Pressure::raised), Position{500});
    EXPECT_EQ(plan_compaction(facts, Pressure::raised).snapshots_kept, 2u);
    EXPECT_EQ(released(facts, Pressure::high), Position{800});
    EXPECT_EQ(plan_compaction(facts, Pressure::high).snapshots_kept, 1u);
}

TEST(Compaction, CP2_nothing_goes_that_is_in_no_snapshot) {
    Facts facts;
    for (const Pressure pressure :
         {Pressure::low, Pressure::raised, Pressure::high, Pressure::critical}) {
        EXPECT_EQ(released(facts, pressure), std::nullopt);
        Facts some;
        some.checkpoint = some.newest_checkpoint = Checkpoint(Position{199});
        EXPECT_EQ(released(some, pressure), Position{100});
    }
}

TEST(Compaction, CP2_nothing_goes_that_others_need) {
    Facts facts;
    facts.checkpoint = facts.newest_checkpoint = Checkpoint(facts.end);
    for (const Pressure pressure : {Pressure::low, Pressure::raised, Pressure::high}) {
        facts.acknowledged = Position{250};
        facts.stable = facts.end;
        EXPECT_EQ(released(facts, pressure), Position{200});
        facts.acknowledged = facts.end;
        facts.stable = Position{100};
        EXPECT_EQ(released(facts, pressure), Position{100});
        facts.stable = Position{99};
        EXPECT_EQ(released(facts, pressure), std::nullopt);
        EXPECT_EQ(plan_compaction(facts, pressure).dropped_from, std::nullopt);
    }
}

TEST(Compaction, CP2_a_young_segment_holds_back_the_older_ones_behind_it) {
    Facts facts;
    facts.checkpoint = facts.newest_checkpoint = Checkpoint(facts.end);
    facts.list[1].age_seconds = 0;
    EXPECT_EQ(released(facts, Pressure::low), Position{100});
}

TEST(Compaction, CP3_at_the_last_what_others_need_goes_and_is_told) {
    Facts facts;
    facts.checkpoint = facts.newest_checkpoint = Checkpoint(Position{650});
    facts.acknowledged = Position{250};
    const CompactionPlan plan = plan_compaction(facts, Pressure::critical);
    EXPECT_EQ(plan.release, Checkpoint(Position{600}));
    EXPECT_EQ(plan.dropped_from, Position{250});
    facts.acknowledged = facts.end;
    EXPECT_EQ(plan_compaction(facts, Pressure::critical).dropped_from, std::nullopt);
    // What went before is not told again.
    facts.acknowledged = Position{};
    facts.segments = std::span(facts.list).subspan(3);
    EXPECT_EQ(plan_compaction(facts, Pressure::critical).dropped_from, Position{300});
}

TEST(Compaction, CP4_a_snapshot_is_wanted_when_it_is_worth_it) {
    Facts facts;
    EXPECT_TRUE(plan_compaction(facts, Pressure::low).wants_snapshot);
    // Nothing old enough is behind this one.
    facts.checkpoint = facts.newest_checkpoint = Checkpoint(Position{300});
    EXPECT_FALSE(plan_compaction(facts, Pressure::low).wants_snapshot);
    EXPECT_TRUE(plan_compaction(facts, Pressure::raised).wants_snapshot);
    // A quarter of what could go, and not more.
    facts.newest_checkpoint = Checkpoint(Position{800});
    EXPECT_FALSE(plan_compaction(facts, Pressure::raised).wants_snapshot);
    EXPECT_TRUE(plan_compaction(facts, Pressure::high).wants_snapshot);
    facts.newest_checkpoint = Checkpoint(Position{1000});
    EXPECT_FALSE(plan_compaction(facts, Pressure::high).wants_snapshot);
    // It would free nothing: others need it all.
    facts.newest_checkpoint = Checkpoint(Position{100});
    facts.acknowledged = Position{100};
    EXPECT_FALSE(plan_compaction(facts, Pressure::high).wants_snapshot);
}

TEST(Compaction, CP4_none_is_asked_for_while_one_is_made) {
    Facts facts;
    Compaction compaction({}, DiskUser{3}, Instant{});
    EXPECT_TRUE(compaction.decide(facts).wants_snapshot);
    EXPECT_FALSE(compaction.decide(facts).wants_snapshot);
    compaction.note_snapshot_ended();
    EXPECT_TRUE(compaction.decide(facts).wants_snapshot);
}

TEST(Compaction, CP5_the_estimate_is_what_the_plan_would_free) {
    Facts facts;
    facts.checkpoint = facts.newest_checkpoint = Checkpoint(Position{400});
    const CompactionEstimate low = estimate_compaction(facts, Pressure::low);
    EXPECT_EQ(low.now_size, 300u);
    EXPECT_EQ(low.with_snapshot_size, 300u);
    const CompactionEstimate high = estimate_compaction(facts, Pressure::high);
    EXPECT_EQ(high.now_size, 400u);
    EXPECT_EQ(high.with_snapshot_size, 1000u);
}

// Answers the request that is waiting.
void measure(Compaction& compaction, std::uint64_t percent, Instant now) {
    const auto request = compaction.next_request();
    ASSERT_TRUE(request);
    compaction.answer({.ticket = request->ticket, .space = used(percent)}, now);
}

std::string events_of(Compaction& compaction) {
    std::string told;
    while (const auto event = compaction.next_event()) {
        if (const auto* changed = get_if<PressureChanged>(&*event))
            told += "lrhc"[static_cast<int>(changed->pressure)];
        else
            told += '.';
    }
    return told;
}

TEST(Compaction, CP6_space_is_measured_every_minute_and_when_there_is_none) {
    Instant now{};
    Compaction compaction({}, DiskUser{3}, now);
    EXPECT_EQ(compaction.deadline(), now);
    compaction.expire(now);
    measure(compaction, 10, now);
    EXPECT_EQ(events_of(compaction), ".");
    EXPECT_EQ(compaction.deadline(), now + minutes{1});
    compaction.expire(now + seconds{59});
    EXPECT_FALSE(compaction.next_request());
    now += seconds{59};
    compaction.look_now(now);
    compaction.expire(now);
    measure(compaction, 96, now);
    EXPECT_EQ(events_of(compaction), "c.");
}

TEST(Compaction, CP6_who_finds_no_room_is_under_high_pressure_however_little_is_used) {
    Instant now{};
    Compaction compaction({}, DiskUser{3}, now);
    compaction.note_room(false);
    compaction.expire(now);
    measure(compaction, 10, now);
    EXPECT_EQ(compaction.pressure(), Pressure::high);
    compaction.note_room(true);
    compaction.expire(now += minutes{1});
    measure(compaction, 10, now);
    EXPECT_EQ(compaction.pressure(), Pressure::low);
}

TEST(Compaction, CP6_a_level_is_told_when_it_changes_and_does_not_waver) {
    Instant now{};
    Compaction compaction({}, DiskUser{3}, now);
    std::string told;
    for (const unsigned percent :
         {69u, 70u, 69u, 66u, 65u, 64u, 70u, 85u, 81u, 80u, 79u, 100u, 90u, 89u}) {
        compaction.expire(now);
        measure(compaction, percent, now);
        told += events_of(compaction);
        now += minutes{1};
    }
    EXPECT_EQ(told, ".r....l.r.h...r.c..h.");
}

TEST(Compaction, CP6_a_disk_that_cannot_be_measured_is_asked_again_later) {
    Compaction compaction({}, DiskUser{3}, Instant{});
    compaction.expire(Instant{});
    const auto request = compaction.next_request();
    compaction.answer({.ticket = request->ticket, .fault = DiskFault::failed}, Instant{});
    EXPECT_EQ(events_of(compaction), "");
    EXPECT_EQ(compaction.deadline(), Instant{} + minutes{1});
}

}  // namespace
}  // namespace core::store
