// What is believed of what others hand on, and for how long.
#include <gtest/gtest.h>

#include "fabric/notes/single_test.h"

namespace fabric::notes::testing {
namespace {

TEST(NotesTaking, NE2_the_later_version_counts_and_no_earlier_one_again) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2, .sequence = 5, .text = "five"});
    single.receive(1, {.author = 2, .sequence = 4, .text = "four"});
    single.receive(1, {.author = 2, .sequence = 5, .text = "five"});
    EXPECT_EQ(single.told(), Texts{"2 a=five"});
    EXPECT_EQ(single.refused(Refused::known), 2u);
    single.receive(1, {.author = 2, .sequence = 6, .text = "six"});
    EXPECT_EQ(single.told(), Texts{"2 a=six"});
    // Other topics and authors have versions of their own.
    single.receive(1, {.author = 2, .sequence = 1, .topic = "b", .text = "one"});
    single.receive(1, {.author = 3, .sequence = 1, .text = "one"});
    EXPECT_EQ(single.told(), (Texts{"2 b=one", "3 a=one"}));
    EXPECT_EQ(single.machine.counters().notes_taken, 4u);
}

TEST(NotesTaking, NE3_a_later_life_ends_what_was_said_in_earlier_ones) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2, .sequence = 8, .topic = "a", .text = "x", .life = 5});
    single.receive(1, {.author = 2, .sequence = 9, .topic = "b", .text = "y", .life = 5});
    EXPECT_EQ(single.told().size(), 2u);
    single.receive(1, {.author = 2, .sequence = 1, .topic = "a", .text = "z", .life = 6});
    EXPECT_EQ(single.told(), (Texts{"2 b gone", "2 a=z"}));
    single.receive(1, {.author = 2, .sequence = 10, .topic = "b", .text = "y", .life = 5});
    single.receive(1, {.author = 2, .sequence = 10, .topic = "c", .text = "y", .life = 5});
    EXPECT_EQ(single.shown(), Texts{"2 a=z"});
    EXPECT_EQ(single.refused(Refused::known), 2u);
}

TEST(NotesTaking, NE4_a_cleared_note_is_gone) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2, .sequence = 1});
    EXPECT_EQ(single.told(), Texts{"2 a=x"});
    single.receive(1, {.author = 2, .sequence = 2, .text = ""});
    single.receive(1, {.author = 2, .sequence = 1});
    EXPECT_EQ(single.told(), Texts{"2 a gone"});
    EXPECT_EQ(single.shown(), Texts{});
    // Cleared before it was known: nothing to tell, and what comes late does not count.
    single.receive(1, {.author = 2, .sequence = 4, .topic = "b", .text = ""});
    single.receive(1, {.author = 2, .sequence = 3, .topic = "b"});
    EXPECT_EQ(single.told(), Texts{});
}

TEST(NotesTaking, NE10_a_note_counts_for_as_long_as_its_author_said) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2, .valid_for = seconds{10}});
    EXPECT_EQ(single.told(), Texts{"2 a=x"});
    EXPECT_EQ(single.machine.deadline(), single.now + seconds{10});
    single.wait(milliseconds{9'999});
    EXPECT_EQ(single.told(), Texts{});
    single.wait(milliseconds{1});
    EXPECT_EQ(single.told(), Texts{"2 a gone"});
    EXPECT_EQ(single.shown(), Texts{});
}

TEST(NotesTaking, NE10_what_is_renewed_in_time_does_not_end) {
    Single single;
    single.connect(1);
    for (unsigned i = 1; i < 10; ++i) {
        single.receive(1, {.author = 2, .sequence = i, .valid_for = seconds{10}});
        single.wait(seconds{9});
    }
    EXPECT_EQ(single.told(), Texts{"2 a=x"});
    // Also by a message that comes when it is due, before anybody looked at the time.
    single.now += seconds{5};
    single.receive(1, {.author = 2, .sequence = 10, .valid_for = seconds{10}});
    EXPECT_EQ(single.told(), Texts{});
}

TEST(NotesTaking, NE10_time_passes_with_whatever_comes_in) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2});
    EXPECT_EQ(single.told(), Texts{"2 a=x"});
    single.now += seconds{45};
    single.receive(1, {.author = 3});
    EXPECT_EQ(single.told(), (Texts{"2 a gone", "3 a=x"}));
}

TEST(NotesTaking, NE11_what_is_over_does_not_come_back) {
    Single single;
    single.connect(1);
    single.connect(3);
    single.receive(1, {.author = 2, .sequence = 3});
    EXPECT_EQ(single.machine.due_count(peer_of(3)), 1u);
    single.wait(seconds{45});
    EXPECT_EQ(single.told(), Texts{});  // Taken late: it came and went.
    EXPECT_EQ(single.machine.due_count(peer_of(3)), 0u);
    single.wait(seconds{179});
    single.receive(1, {.author = 2, .sequence = 3});
    single.receive(1, {.author = 2, .sequence = 2});
    EXPECT_EQ(single.told(), Texts{});
    EXPECT_EQ(single.machine.amount(), (Amount{1, 1}));
    single.wait(seconds{1});
    EXPECT_EQ(single.machine.amount(), Amount{});
    EXPECT_EQ(single.machine.deadline(), std::nullopt);
}

TEST(NotesTaking, NE12_who_was_disconnected_is_believed_for_a_while) {
    Single single;
    single.connect(1);
    single.connect(2);
    single.receive(1, {.author = 1, .topic = "a"});
    single.receive(1, {.author = 1, .sequence = 2, .topic = "b"});
    single.receive(1, {.author = 3, .topic = "c"});
    EXPECT_EQ(single.told().size(), 3u);
    single.disconnect(1);
    single.wait(seconds{10});
    single.receive(2, {.author = 1, .sequence = 2, .topic = "b"});  // Not newer.
    single.receive(2, {.author = 1, .sequence = 3, .topic = "a"});
    single.wait(milliseconds{9'999});
    EXPECT_EQ(single.told(), Texts{});
    single.wait(milliseconds{1});
    EXPECT_EQ(single.told(), Texts{"1 b gone"});
    single.wait(seconds{20});
    EXPECT_EQ(single.machine.about("a").size(), 1u);
    EXPECT_EQ(single.machine.about("c").size(), 1u);
}

TEST(NotesTaking, NE12_nobody_is_believed_for_longer_by_being_away) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 1, .valid_for = seconds{5}});
    EXPECT_EQ(single.told(), Texts{"1 a=x"});
    single.disconnect(1);
    single.wait(seconds{5});
    EXPECT_EQ(single.told(), Texts{"1 a gone"});
}

TEST(NotesTaking, NE12_who_comes_back_and_says_the_same_is_believed_as_before) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 1, .valid_for = seconds{150}});
    single.disconnect(1);
    single.wait(seconds{10});
    single.connect(1);
    single.receive(1, {.author = 1, .valid_for = seconds{150}});
    single.wait(milliseconds{139'999});
    EXPECT_EQ(single.told(), Texts{"1 a=x"});
    single.wait(milliseconds{1});
    EXPECT_EQ(single.told(), Texts{"1 a gone"});
}

TEST(NotesTaking, NE13_of_who_is_no_member_any_more_nothing_is_kept) {
    Single single;
    single.connect(1);
    single.connect(2);
    ASSERT_TRUE(single.set("a", "mine"));
    single.receive(1, {.author = 3, .topic = "a"});
    single.receive(1, {.author = 3, .sequence = 2, .topic = "b"});
    single.receive(1, {.author = 4});
    EXPECT_EQ(single.told().size(), 4u);
    single.members.strangers.insert(3);
    single.machine.author_gone(key_of(3), single.now);
    single.machine.author_gone(key_of(self_number), single.now);
    EXPECT_EQ(single.told(), (Texts{"3 a gone", "3 b gone"}));
    EXPECT_EQ(single.sent(2), (Texts{"0 a=mine", "4 a=x"}));
    single.receive(1, {.author = 3, .sequence = 3});
    EXPECT_EQ(single.refused(Refused::not_allowed), 1u);
    EXPECT_EQ(single.shown(), (Texts{"0 a=mine", "4 a=x"}));
}

TEST(NotesTaking, NE20_only_members_are_believed_and_only_what_they_signed) {
    Single single;
    single.connect(1);
    single.members.strangers.insert(5);
    single.receive(1, {.author = 5});
    EXPECT_EQ(single.refused(Refused::not_allowed), 1u);
    EXPECT_EQ(single.told(), Texts{});
    const Draft honest{.author = 2};
    NoteView forged = signed_view(honest);
    forged.author = key_of(3);
    single.receive(1, {forged});
    EXPECT_EQ(single.told(),
              Texts{"misbehaved: the signature does not match the key and the message"});
    // Signed for another mesh.
    single.receive(1, {signed_view({.author = 2}, MeshId{{std::byte{1}}})});
    EXPECT_EQ(single.refused(Refused::signature_wrong), 2u);
    EXPECT_EQ(single.shown(), Texts{});
}

TEST(NotesTaking, NE21_signatures_are_checked_for_what_would_count_alone) {
    Options options;
    options.checks = {1, seconds{1}};
    Single single(options);
    single.connect(1);
    single.members.strangers.insert(5);
    single.receive(1, {.author = 2, .sequence = 2});
    // The allowance is used up: what these need no check for is known to be of no use without.
    single.receive(1, {.author = 2, .sequence = 1});
    single.receive(1, {.author = 5});
    EXPECT_EQ(single.refused(Refused::known), 1u);
    EXPECT_EQ(single.refused(Refused::not_allowed), 1u);
    EXPECT_EQ(single.refused(Refused::too_many_checks), 0u);
    single.receive(1, {.author = 3});
    EXPECT_EQ(single.refused(Refused::too_many_checks), 1u);
    single.wait(seconds{1});
    single.receive(1, {.author = 3});
    EXPECT_EQ(single.shown(), (Texts{"2 a=x", "3 a=x"}));
}

TEST(NotesTaking, NE21_a_flood_costs_so_many_checks_and_others_lose_nothing) {
    Single single;
    single.connect(1);
    single.connect(2);
    std::vector<NoteView> flood;
    const Draft draft{.author = 3};
    flood.assign(2'100, view_of(draft));
    for (const NoteView& note : flood) single.receive(1, std::vector{note});
    EXPECT_EQ(single.refused(Refused::signature_wrong), 2'000u);
    EXPECT_EQ(single.refused(Refused::too_many_checks), 100u);
    single.receive(2, {.author = 4});
    EXPECT_EQ(single.shown(), Texts{"4 a=x"});
    single.wait(seconds{1});
    for (unsigned i = 0; i < 600; ++i) single.receive(1, std::vector{flood[i]});
    EXPECT_EQ(single.refused(Refused::signature_wrong), 2'500u);
}

TEST(NotesTaking, NE22_who_sends_what_nobody_may_is_told_of) {
    Single single;
    single.connect(1);
    single.connect(2);
    single.machine.receive(peer_of(1), core::as_bytes("nonsense"), single.now);
    single.machine.receive(peer_of(1), core::as_bytes("nonsense"), single.now);
    EXPECT_EQ(single.refused(Refused::unreadable), 2u);
    EXPECT_EQ(single.machine.next_event().has_value(), true);
    EXPECT_EQ(single.machine.next_event().has_value(), false);
    // Behind a lie nothing is looked at.
    const Draft honest{.author = 2};
    NoteView forged = signed_view(honest);
    forged.signature = {};
    single.receive(2, {forged, signed_view({.author = 3})});
    EXPECT_EQ(single.shown(), Texts{});
    const auto event = single.machine.next_event();
    const Misbehaved* liar = event ? get_if<Misbehaved>(&*event) : nullptr;
    ASSERT_TRUE(liar);
    EXPECT_EQ(liar->peer, peer_of(2));
    EXPECT_EQ(liar->error, core::Error::signature_wrong);
}

TEST(NotesTaking, NE22_of_who_is_gone_nothing_is_told_late) {
    Single single;
    single.connect(1);
    single.machine.receive(peer_of(1), core::as_bytes("nonsense"), single.now);
    single.disconnect(1);
    EXPECT_EQ(single.told(), Texts{});
}

TEST(NotesTaking, NE22_what_is_refused_has_a_reason) {
    Single single;
    single.receive(1, {.author = 1});
    EXPECT_EQ(single.refused(Refused::not_connected), 1u);
    EXPECT_EQ(single.told(), Texts{});
    std::set<std::string_view> reasons;
    for (std::size_t i = 0; i < refused_count; ++i)
        reasons.insert(describe(static_cast<Refused>(i)));
    EXPECT_EQ(reasons.size(), refused_count);
}

TEST(NotesTaking, NE37_events_say_the_newest_and_only_what_changed) {
    Single single;
    single.connect(1);
    single.receive(1, {.author = 2, .sequence = 1, .text = "one"});
    single.receive(1, {.author = 2, .sequence = 2, .text = "two"});
    EXPECT_EQ(single.told(), Texts{"2 a=two"});
    single.receive(1, {.author = 2, .sequence = 3, .text = "two"});
    EXPECT_EQ(single.told(), Texts{});
    single.receive(1, {.author = 2, .sequence = 4, .text = ""});
    single.receive(1, {.author = 2, .sequence = 5, .text = "three"});
    EXPECT_EQ(single.told(), Texts{"2 a=three"});
    // Never told, and gone.
    single.receive(1, {.author = 2, .sequence = 6, .topic = "b"});
    single.receive(1, {.author = 2, .sequence = 7, .topic = "b", .text = ""});
    EXPECT_EQ(single.told(), Texts{});
    // Told and forgotten, and said anew.
    single.machine.author_gone(key_of(2), single.now);
    single.receive(1, {.author = 2, .sequence = 8, .text = "four"});
    EXPECT_EQ(single.told(), (Texts{"2 a gone", "2 a=four"}));
}

TEST(NotesTaking, NE37_what_waits_to_be_told_is_bounded) {
    Options options;
    options.own_topics_max = 1;
    options.notes_per_author_max = 2;
    options.notes_max = 5;
    Single single(options);
    single.connect(1);
    single.receive(1, {.author = 2, .topic = "told"});
    EXPECT_EQ(single.told(), Texts{"2 told=x"});
    for (unsigned i = 0; i < 100; ++i) {
        single.receive(
            1, {.author = 2, .sequence = 1, .topic = core::formatted("{}", i), .life = 2 + i});
        EXPECT_LE(single.machine.events_count(), 2u);
    }
    EXPECT_EQ(single.told(), (Texts{"2 told gone", "2 99=x"}));
}

TEST(NotesTaking, NE38_who_begins_to_watch_can_ask_for_all) {
    Single single;
    single.connect(1);
    ASSERT_TRUE(single.set("b", "mine"));
    single.receive(1, {.author = 2, .sequence = 1, .topic = "a"});
    single.receive(1, {.author = 2, .sequence = 2, .topic = "b", .text = "theirs"});
    single.receive(1, {.author = 2, .sequence = 3, .topic = "c", .text = ""});
    EXPECT_EQ(single.machine.all().size(), 3u);
    EXPECT_EQ(texts_of(single.machine.about("b")).size(), 2u);
    EXPECT_EQ(single.shown(), (Texts{"0 b=mine", "2 a=x", "2 b=theirs"}));
    EXPECT_EQ(single.machine.about("c").size(), 0u);
}

}  // namespace
}  // namespace fabric::notes::testing
