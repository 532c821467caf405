// Who says what when, of two that meet.
#include "net/signalling/meeting.h"

#include <gtest/gtest.h>

namespace net::signalling {
namespace {

template <class S>
S next(Meeting& meeting) {
    const auto step = meeting.next_step();
    EXPECT_TRUE(step && core::holds_alternative<S>(*step));
    return step && core::holds_alternative<S>(*step) ? core::get<S>(*step) : S{};
}

TEST(Meeting, SG3_one_offers_and_the_other_answers) {
    Meeting one({}, Role::offerer);
    Meeting two({}, Role::answerer);
    static_cast<void>(next<MakeOffer>(one));
    EXPECT_FALSE(two.next_step());
    ASSERT_TRUE(one.describe("offer"));
    ASSERT_TRUE(two.hear(*one.next_signal()));
    EXPECT_EQ(next<MakeAnswer>(two).offer, "offer");
    ASSERT_TRUE(two.describe("answer"));
    ASSERT_TRUE(one.hear(*two.next_signal()));
    EXPECT_EQ(next<UseAnswer>(one).answer, "answer");
    for (Meeting* const meeting : {&one, &two}) {  // And that is all.
        EXPECT_FALSE(meeting->next_signal());
        EXPECT_FALSE(meeting->next_step());
        EXPECT_FALSE(meeting->describe("again"));
    }
}

TEST(Meeting, SG4_candidates_wait_for_the_description_they_belong_to) {
    Meeting one({}, Role::offerer);
    static_cast<void>(one.next_step());
    ASSERT_TRUE(one.hear({SignalKind::candidate, "early"}));
    ASSERT_TRUE(one.describe("offer"));
    ASSERT_TRUE(one.hear({SignalKind::candidate, "early too"}));
    EXPECT_FALSE(one.next_step());
    ASSERT_TRUE(one.hear({SignalKind::answer, "answer"}));
    static_cast<void>(next<UseAnswer>(one));
    EXPECT_EQ(next<UseCandidate>(one).candidate, "early");
    EXPECT_EQ(next<UseCandidate>(one).candidate, "early too");

    Meeting two({}, Role::answerer);
    ASSERT_TRUE(two.hear({SignalKind::candidate, "early"}));
    ASSERT_TRUE(two.hear({SignalKind::offer, "offer"}));
    static_cast<void>(next<MakeAnswer>(two));
    EXPECT_EQ(next<UseCandidate>(two).candidate, "early");
    ASSERT_TRUE(two.hear({SignalKind::candidate, "late"}));
    EXPECT_EQ(next<UseCandidate>(two).candidate, "late");
}

TEST(Meeting, SG5_what_comes_in_the_wrong_order_ends_it) {
    EXPECT_FALSE(Meeting({}, Role::offerer).hear({SignalKind::offer, "offer"}));
    EXPECT_FALSE(Meeting({}, Role::offerer).hear({SignalKind::answer, "before the offer"}));
    EXPECT_FALSE(Meeting({}, Role::answerer).hear({SignalKind::answer, "answer"}));
    Meeting two({}, Role::answerer);
    EXPECT_FALSE(two.describe("nobody asked"));
    ASSERT_TRUE(two.hear({SignalKind::offer, "offer"}));
    EXPECT_FALSE(two.hear({SignalKind::offer, "again"}));
}

TEST(Meeting, SG6_so_many_candidates_and_no_more) {
    Meeting one({.candidates_max = 2}, Role::offerer);
    ASSERT_TRUE(one.hear({SignalKind::candidate, "1"}));
    ASSERT_TRUE(one.hear({SignalKind::candidate, "2"}));
    EXPECT_FALSE(one.hear({SignalKind::candidate, "3"}));
}

TEST(Meeting, SG7_own_candidates_beyond_what_may_be_are_not_told) {
    Meeting one({.candidates_max = 2}, Role::offerer);
    for (int i = 0; i < 5; ++i) one.add_candidate("candidate");
    one.add_candidate(std::string(candidate_size_max + 1, 'x'));
    int count = 0;
    while (one.next_signal()) ++count;
    EXPECT_EQ(count, 2);
    EXPECT_FALSE(one.describe(std::string(description_size_max + 1, 'x')));
}

}  // namespace
}  // namespace net::signalling
