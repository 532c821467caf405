// Authors who tell two tales: found out whichever comes first, and everybody else goes on.
#include "core/crdt/change/equivocation.h"

#include <gtest/gtest.h>

#include "core/crdt/change/change_writers.h"

namespace core::crdt {
namespace {

using Verdict = History::Verdict;

constexpr Author alice{1};
constexpr Author bob{2};

// Alice's first change, two second ones, and a third behind each.
struct Equivocations : ::testing::Test {
    Writer one{alice, {}};
    Buffer first = one.write();
    Writer two = one;
    Buffer left = one.write(1);
    Buffer right = two.write(2);
    Buffer left_next = one.write();
    Buffer right_next = two.write();
    History history;

    History::Taken take(const Buffer& change) { return history.take(change).value(); }

    void expect_proof(const History::Taken& taken, std::uint64_t sequence, const Buffer& before,
                      const Buffer& after) const {
        EXPECT_EQ(taken.verdict, Verdict::quarantined);
        ASSERT_EQ(taken.proofs.size(), 1u);
        const Equivocation& proof = taken.proofs[0];
        EXPECT_EQ(proof.author, alice);
        EXPECT_EQ(proof.sequence, sequence);
        EXPECT_EQ(proof.one, before);
        EXPECT_EQ(proof.other, after);
        EXPECT_TRUE(contradict(proof.one, proof.other));
        History somebody_else;
        EXPECT_TRUE(somebody_else.convict(proof));
        EXPECT_TRUE(somebody_else.is_quarantined(alice));
    }
};

TEST_F(Equivocations, CH5_of_what_was_delivered) {
    take(first);
    take(left);
    take(left_next);
    expect_proof(take(right), 2, left, right);
    EXPECT_EQ(history.version(), version_of({{alice, 3}}));
    // What was delivered stays, and nothing more comes.
    EXPECT_EQ(take(one.write()).verdict, Verdict::quarantined);
    EXPECT_EQ(take(first).verdict, Verdict::quarantined);
    EXPECT_EQ(history.version(), version_of({{alice, 3}}));
    EXPECT_EQ(history.since({}).value().size(), 3u);
}

TEST_F(Equivocations, CH5_of_what_waits) {
    take(left);
    expect_proof(take(right), 2, left, right);
    EXPECT_EQ(take(first).verdict, Verdict::quarantined);
    EXPECT_TRUE(history.version().empty());
    EXPECT_TRUE(history.missing().empty());
}

TEST_F(Equivocations, CH5_a_change_that_names_another_before_it_is_a_proof) {
    take(first);
    take(left);
    Change on_the_left = read_change(right_next).value();
    on_the_left.counter = 3;
    on_the_left.lamport = Lamport{3};
    expect_proof(take(signed_change(on_the_left)), 2, left, signed_change(on_the_left));
}

TEST_F(Equivocations, CH5_also_if_it_had_waited_for_that) {
    take(first);
    take(right_next);
    const auto taken = take(left);
    EXPECT_EQ(taken.verdict, Verdict::delivered);
    EXPECT_EQ(taken.ready.size(), 1u);
    ASSERT_EQ(taken.proofs.size(), 1u);
    EXPECT_EQ(taken.proofs[0].other, right_next);
    EXPECT_TRUE(contradict(left, right_next));
    EXPECT_TRUE(history.is_quarantined(alice));
}

TEST_F(Equivocations, CH5_of_the_forgotten_head_is_found_without_a_proof) {
    take(first);
    take(left);
    history.forget(history.version());
    History other = history;
    const auto taken = take(right);
    EXPECT_EQ(taken.verdict, Verdict::quarantined);
    EXPECT_TRUE(taken.proofs.empty());
    EXPECT_EQ(other.take(left).value().verdict, Verdict::known);
    EXPECT_EQ(other.take(right_next).value().verdict, Verdict::quarantined);
}

TEST_F(Equivocations, CH5_of_what_was_forgotten_before_the_head_is_not_found) {
    take(first);
    take(left);
    take(left_next);
    history.forget(history.version());
    EXPECT_EQ(take(right).verdict, Verdict::known);
    EXPECT_TRUE(history.convict({alice, 2, left, right}));
    EXPECT_EQ(take(right).verdict, Verdict::quarantined);
}

TEST_F(Equivocations, CH5_what_is_no_proof_convicts_nobody) {
    Writer other{bob, {}};
    EXPECT_EQ(history.convict({alice, 2, left, left}).error(), Error::malformed);
    EXPECT_EQ(history.convict({alice, 2, left, left_next}).error(), Error::malformed);
    EXPECT_EQ(history.convict({alice, 1, first, left_next}).error(), Error::malformed);
    EXPECT_EQ(history.convict({alice, 1, first, other.write()}).error(), Error::malformed);
    EXPECT_EQ(history.convict({bob, 2, left, right}).error(), Error::malformed);
    EXPECT_EQ(history.convict({alice, 3, left, right}).error(), Error::malformed);
    EXPECT_EQ(history.convict({alice, 3, {}, right}).error(), Error::truncated);
    EXPECT_FALSE(history.is_quarantined(alice));
    EXPECT_FALSE(history.is_quarantined(bob));
}

TEST_F(Equivocations, CH5_what_had_waited_for_somebody_else_is_dropped) {
    Writer other{bob, {}};
    const Buffer heard = other.write();
    one.hear(other);
    two.hear(other);
    const Buffer last_left = one.write();
    for (const Buffer& change : {first, left, left_next, last_left}) take(change);
    EXPECT_EQ(history.missing(), version_of({{bob, 1}}));
    Change last_right = read_change(last_left).value();
    last_right.wall_time = 1;
    expect_proof(take(signed_change(last_right)), 4, last_left, signed_change(last_right));
    EXPECT_TRUE(history.missing().empty());
    EXPECT_EQ(take(heard).ready.size(), 1u);
    EXPECT_EQ(history.version(), version_of({{alice, 3}, {bob, 1}}));
}

TEST_F(Equivocations, CH5_everybody_else_goes_on) {
    take(first);
    take(left);
    take(right);
    Writer other{bob, history};
    const Buffer change = other.write();
    EXPECT_EQ(read_change(change).value().news, version_of({{alice, 2}}));
    EXPECT_EQ(take(change).verdict, Verdict::delivered);
    EXPECT_EQ(history.version(), version_of({{alice, 2}, {bob, 1}}));
}

TEST_F(Equivocations, CH5_who_stands_on_what_is_not_taken_waits) {
    take(first);
    Writer other{bob, {}};
    other.hear(one);
    const Buffer change = other.write();
    EXPECT_EQ(take(change).verdict, Verdict::waiting);
    EXPECT_TRUE(history.convict({alice, 2, left, right}));
    EXPECT_EQ(history.version(), version_of({{alice, 1}}));
    EXPECT_TRUE(history.missing().empty());
}

}  // namespace
}  // namespace core::crdt
