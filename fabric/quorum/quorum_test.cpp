// Who counts, and how writes end.
#include "fabric/quorum/quorum.h"

#include <gtest/gtest.h>

#include "fabric/quorum/peers_test.h"

namespace fabric::quorum {
namespace {

using std::chrono::seconds;
using testing::peer;
using testing::peers;
using testing::Single;
using testing::write;
using testing::writes;
using enum State;
using States = std::vector<State>;

TEST(Quorum, QM1_a_status_says_how_many_of_how_many) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(3));
    EXPECT_EQ(us.quorum.status(write(1)), (Status{pending, Reason::none, 0, 3}));
    us.journal(1);
    us.acknowledge(1, 1);
    EXPECT_EQ(us.quorum.status(write(1)), (Status{replicated, Reason::none, 2, 3}));
    us.wait(seconds{10});
    EXPECT_EQ(us.quorum.status(write(1)), (Status{degraded, Reason::not_acknowledged, 2, 3}));
    EXPECT_FALSE(us.quorum.status(write(2)).has_value());
    EXPECT_FALSE(us.quorum.status({Document{2}, Sequence{1}}).has_value());
}

TEST(Quorum, QM2_authorities_count_whether_they_can_be_reached_or_not) {
    Single us({1, 2, 3});  // We are none.
    us.begin(1, Policy::quorum(2));
    us.journal(1);
    us.acknowledge(1, 1);
    us.acknowledge(4, 1);
    EXPECT_EQ(us.state(1), replicated);
    us.quorum.reachable(peer(1), false, us.now);
    us.acknowledge(2, 1);
    EXPECT_EQ(us.state(1), durable);
}

TEST(Quorum, QM2_who_is_revoked_stops_counting_and_who_is_added_counts) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(3));
    us.journal(1);
    us.acknowledge(1, 1);
    us.acknowledge(3, 1);
    us.certify({0, 2, 3});
    EXPECT_EQ(us.quorum.status(write(1))->have, 2u);
    us.certify({0, 1, 2, 3});
    EXPECT_EQ(us.state(1), durable);
}

TEST(Quorum, QM3_every_step_is_told) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(3));
    EXPECT_EQ(us.told(), States{});
    us.journal(1);
    EXPECT_EQ(us.told(), States{local});
    us.acknowledge(4, 1);
    EXPECT_EQ(us.told(), States{replicated});
    us.acknowledge(1, 1);
    EXPECT_EQ(us.told(), States{replicated});
    us.acknowledge(2, 1);
    EXPECT_EQ(us.told(), States{durable});
    EXPECT_EQ(us.quorum.holders(write(1)), peers({0, 1, 2, 4}));
}

TEST(Quorum, QM3_acknowledgements_ahead_of_our_own_disk_are_told_after_it) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(2));
    us.acknowledge(1, 1);
    us.acknowledge(2, 1);
    EXPECT_EQ(us.told(), States{});
    us.journal(1);
    EXPECT_EQ(us.told(), (States{local, durable}));
}

TEST(Quorum, QM4_a_peer_counts_once_and_so_do_we) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(3));
    us.journal(1);
    us.acknowledge(1, 1);
    us.acknowledge(1, 1);
    us.acknowledge(0, 1);
    EXPECT_EQ(us.quorum.status(write(1))->have, 2u);
    EXPECT_EQ(us.told(), (States{local, replicated}));
}

TEST(Quorum, QM5_who_is_no_authority_is_a_holder_and_does_not_count) {
    Single us({0, 1});
    us.begin(1, Policy::quorum(2));
    us.journal(1);
    for (unsigned number = 2; number < 6; ++number) us.acknowledge(number, 1);
    EXPECT_EQ(us.quorum.status(write(1)), (Status{replicated, Reason::none, 1, 2}));
    EXPECT_EQ(us.quorum.holders(write(1)), peers({0, 2, 3, 4, 5}));
}

TEST(Quorum, QM6_our_own_journal_must_have_it_counted_or_not) {
    Single us({1, 2});
    us.begin(1, Policy::quorum(2));
    us.acknowledge(1, 1);
    us.acknowledge(2, 1);
    us.wait(seconds{10});
    EXPECT_EQ(us.reason(1), Reason::not_journaled);
    us.journal(1);
    EXPECT_EQ(us.state(1), durable);
}

TEST(Quorum, QM7_a_write_that_waited_long_enough_is_degraded) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(2));
    us.begin(2, {Policy::Kind::quorum, 2, seconds{1}});
    us.journal(1);
    us.journal(2);
    EXPECT_EQ(us.quorum.deadline(), us.now + seconds{1});
    us.wait(seconds{1});
    EXPECT_EQ(us.state(1), local);
    EXPECT_EQ(us.reason(2), Reason::not_acknowledged);
    us.wait(seconds{9});
    EXPECT_EQ(us.state(1), degraded);
    EXPECT_EQ(us.quorum.deadline(), std::nullopt);
}

TEST(Quorum, QM7_without_hope_it_is_degraded_at_once) {
    Single us({0, 1, 2});
    us.quorum.reachable(peer(1), false, us.now);
    us.begin(1, Policy::quorum(2));
    us.journal(1);
    EXPECT_EQ(us.told(), States{local});  // 2 can be reached.
    us.begin(2, Policy::quorum(4));
    us.journal(2);
    EXPECT_EQ(us.told(), (States{local, degraded}));
    EXPECT_EQ(us.reason(2), Reason::too_few_authorities);
    us.quorum.reachable(peer(2), false, us.now);
    EXPECT_EQ(us.told(), States{degraded});
    EXPECT_EQ(us.reason(1), Reason::too_few_reachable);
    // Who has it need not be reachable.
    us.begin(3, Policy::quorum(2));
    us.acknowledge(1, 3);
    us.journal(3);
    EXPECT_EQ(us.state(3), durable);
}

TEST(Quorum, QM8_what_was_degraded_becomes_durable_by_itself) {
    Single us({0, 1, 2});
    for (const unsigned number : {1u, 2u}) us.quorum.reachable(peer(number), false, us.now);
    for (std::uint64_t i = 1; i <= 1'000; ++i) {
        us.begin(i, Policy::quorum(2));
        us.journal(i);
    }
    EXPECT_EQ(us.told().size(), 2'000u);
    EXPECT_LE(us.quorum.range_count(), 2u);
    us.acknowledge(1, 500);
    auto upgraded = us.told_of<Upgraded>();
    ASSERT_EQ(upgraded.size(), 1u);
    EXPECT_EQ(upgraded[0].writes, writes(500, 500));
    EXPECT_TRUE(us.quorum.acknowledged(peer(2), writes(1, 2'000), us.now));
    upgraded = us.told_of<Upgraded>();
    ASSERT_EQ(upgraded.size(), 2u);
    EXPECT_EQ(upgraded[0].writes, writes(1, 499));
    EXPECT_EQ(upgraded[1].writes, writes(501, 1'000));
    EXPECT_EQ(upgraded[1].policy.need, 2u);
    EXPECT_EQ(us.state(777), durable);
}

TEST(Quorum, QM9_strict_writes_are_refused_while_too_few_can_be_reached) {
    Single us({0, 1, 2});
    const auto refusal = [&](const Policy& policy) {
        return us.quorum.begin(write(1), policy, us.now).error();
    };
    EXPECT_EQ(refusal(Policy::strict_quorum(4)), (Refusal{Refused::too_few_authorities, 3, 4}));
    us.quorum.reachable(peer(1), false, us.now);
    EXPECT_EQ(refusal(Policy::strict_quorum(3)), (Refusal{Refused::too_few_reachable, 2, 3}));
    EXPECT_EQ(refusal(Policy::strict_quorum(0)).reason, Refused::quorum_empty);
    EXPECT_EQ(refusal(Policy::quorum(0)).reason, Refused::quorum_empty);
    EXPECT_FALSE(us.quorum.status(write(1)).has_value());
    EXPECT_EQ(us.quorum.document_count(), 0u);
    us.begin(1, Policy::strict_quorum(2));
}

TEST(Quorum, QM10_a_strict_write_that_takes_too_long_has_an_open_end) {
    Single us({0, 1, 2});
    us.begin(1, Policy::strict_quorum(3));
    us.begin(2, Policy::strict_quorum(3));
    us.journal(1);
    us.quorum.reachable(peer(2), false, us.now);
    EXPECT_EQ(us.state(1), local);  // It may come back.
    us.wait(seconds{10});
    EXPECT_EQ(us.quorum.status(write(1)), (Status{failed, Reason::too_few_reachable, 1, 3}));
    EXPECT_EQ(us.quorum.status(write(2)), (Status{failed, Reason::not_journaled, 0, 3}));
    EXPECT_TRUE(us.quorum.status(write(1))->may_exist());
    us.events();
    us.acknowledge(1, 1);
    us.acknowledge(2, 1);
    const auto upgraded = us.told_of<Upgraded>();
    ASSERT_EQ(upgraded.size(), 1u);
    EXPECT_EQ(upgraded[0].writes, writes(1, 1));
    EXPECT_EQ(us.state(1), durable);
}

TEST(Quorum, QM11_local_writes_need_our_own_disk) {
    Single us({0, 1, 2});
    us.begin(1, Policy::local());
    us.journal(1);
    EXPECT_EQ(us.told(), (States{local, durable}));
    us.begin(2, Policy::local());
    us.wait(seconds{10});
    EXPECT_EQ(us.told(), States{failed});
    EXPECT_EQ(us.reason(2), Reason::not_journaled);
    us.journal(2);
    EXPECT_EQ(us.told_of<Upgraded>().size(), 1u);
    EXPECT_EQ(us.state(2), durable);
}

TEST(Quorum, QM12_leader_writes_are_durable_when_they_are_ordered) {
    constexpr Place place{Term{3}, Index{70}};
    Single us({0, 1, 2});
    for (std::uint64_t i = 1; i <= 5; ++i) us.begin(i, Policy::leader());
    us.quorum.ordered(write(1), place, us.now);
    const auto told = us.told_of<Told>();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told[0].status, (Status{durable, Reason::none, 0, 0, place}));
    // Copies are none.
    us.journal(2);
    for (const unsigned number : {1u, 2u}) us.acknowledge(number, 2);
    EXPECT_EQ(us.told(), (States{local, replicated, replicated}));

    us.quorum.not_ordered(write(3), Quorum::Unordered::refused, us.now);
    us.quorum.not_ordered(write(4), Quorum::Unordered::unknown, us.now);
    EXPECT_EQ(us.reason(3), Reason::order_refused);
    EXPECT_FALSE(us.quorum.status(write(3))->may_exist());
    EXPECT_EQ(us.reason(4), Reason::order_unknown);
    EXPECT_TRUE(us.quorum.status(write(4))->may_exist());
    us.wait(seconds{10});
    EXPECT_EQ(us.reason(5), Reason::not_ordered);
    us.quorum.ordered(write(5), place, us.now);
    EXPECT_EQ(us.told_of<Upgraded>().size(), 1u);
    EXPECT_EQ(us.state(5), durable);
    us.certify({});
    EXPECT_EQ(us.told_of<FellBelow>().size(), 0u);
}

TEST(Quorum, QM12_only_leader_writes_are_ordered) {
    Single us({0, 1, 2});
    us.begin(1, Policy::quorum(2));
    us.quorum.ordered(write(1), {}, us.now);
    us.quorum.not_ordered(write(1), Quorum::Unordered::refused, us.now);
    us.quorum.ordered(write(2), {}, us.now);
    us.quorum.not_ordered({Document{9}, Sequence{1}}, Quorum::Unordered::refused, us.now);
    EXPECT_EQ(us.state(1), pending);
}

TEST(Quorum, QM13_what_falls_below_its_quorum_is_told) {
    Single us({0, 1, 2});
    for (std::uint64_t i = 1; i <= 3; ++i) {
        us.begin(i, i == 3 ? Policy::strict_quorum(2) : Policy::quorum(2));
        us.journal(i);
        us.acknowledge(1, i);
    }
    us.acknowledge(2, 2);
    us.events();
    us.certify({0, 2, 3});
    auto fell = us.told_of<FellBelow>();
    ASSERT_EQ(fell.size(), 2u);
    EXPECT_EQ(fell[0].writes, writes(1, 1));
    EXPECT_EQ(fell[1].writes, writes(3, 3));
    EXPECT_EQ(us.quorum.status(write(3)), (Status{degraded, Reason::not_acknowledged, 1, 2}));
    us.acknowledge(3, 3);
    EXPECT_EQ(us.state(3), durable);

    us.events();
    us.quorum.lost(peer(2), writes(1, 10), us.now);
    fell = us.told_of<FellBelow>();
    ASSERT_EQ(fell.size(), 1u);
    EXPECT_EQ(fell[0].writes, writes(2, 2));
    us.acknowledge(2, 2);
    EXPECT_EQ(us.told_of<Upgraded>().size(), 1u);
}

TEST(Quorum, QM14_concerns_are_told_when_they_begin_and_when_they_end) {
    core::Instant now{};
    Quorum quorum(peer(0), {}, now);
    const auto told = [&] {
        std::vector<std::pair<Concern, bool>> told;
        while (const auto event = quorum.next_event())
            told.emplace_back(get<Warned>(*event).concern, get<Warned>(*event).is_so);
        return told;
    };
    using Concerns = std::vector<std::pair<Concern, bool>>;
    using enum Concern;
    quorum.reachable(peer(1), true, now);
    EXPECT_EQ(told(), Concerns{});
    ASSERT_TRUE(quorum.authorities(peers({0, 1, 2}), now));
    EXPECT_EQ(told(), Concerns{});
    EXPECT_TRUE(quorum.quorum_available(2));
    quorum.reachable(peer(1), false, now);
    EXPECT_EQ(told(), (Concerns{{minority_reachable, true}}));
    EXPECT_FALSE(quorum.quorum_available(2));
    ASSERT_TRUE(quorum.authorities(peers({1}), now));
    EXPECT_EQ(told(), (Concerns{{no_authority_reachable, true}, {one_authority, true}}));
    quorum.reachable(peer(1), true, now);
    EXPECT_EQ(told(), (Concerns{{no_authority_reachable, false}, {minority_reachable, false}}));
    ASSERT_TRUE(quorum.authorities(peers({0}), now));
    EXPECT_EQ(told(), (Concerns{{ours_is_the_only, true}}));
}

TEST(Quorum, QM1_reasons_have_words) {
    EXPECT_FALSE(describe(State::degraded).empty());
    EXPECT_FALSE(describe(Reason::order_unknown).empty());
    EXPECT_FALSE(describe(Refused::busy).empty());
    EXPECT_FALSE(describe(Concern::one_authority).empty());
}

}  // namespace
}  // namespace fabric::quorum
