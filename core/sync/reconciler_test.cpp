// The machine on a stream: pieces, time, and the end.
#include "core/sync/reconciler.h"

#include <gtest/gtest.h>

#include "core/sync/sync_twin.h"

namespace core::sync {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using twin::key_of;
using twin::keys_of;

constexpr Instant start{};

Index index_of(std::uint64_t first, std::uint64_t count) {
    Index index(twin::sketch_key(1));
    for (const Key& key : keys_of(first, count)) index.insert(key);
    return index;
}

// Takes up to so many bytes that wait to be sent.
Buffer sent_by(Reconciler& machine, std::size_t size_max = SIZE_MAX) {
    const Bytes waiting = machine.outgoing();
    const Bytes taken = waiting.first(std::min(size_max, waiting.size()));
    const Buffer bytes(taken.begin(), taken.end());
    machine.consume(bytes.size());
    return bytes;
}

std::vector<std::string> told_by(Reconciler& machine) {
    std::vector<std::string> texts;
    while (const auto event = machine.next_event()) texts.push_back(describe(*event));
    return texts;
}
using Texts = std::vector<std::string>;

void play(Reconciler& one, Reconciler& other, std::size_t piece) {
    while (!one.outgoing().empty() || !other.outgoing().empty()) {
        other.receive(sent_by(one, piece), start);
        one.receive(sent_by(other, piece), start);
    }
}

TEST(Reconciler, SY12_a_session_is_the_same_however_the_stream_is_cut) {
    Index one = index_of(0, 2'000);
    const Index other = index_of(100, 2'000);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, receive_size_max}) {
        Reconciler opener(Opener(one, {}), {}, start);
        Reconciler answerer(Answerer(other, {}), {}, start);
        play(opener, answerer, piece);
        EXPECT_TRUE(opener.ended() && answerer.ended());
        EXPECT_EQ(told_by(opener), (Texts{"they lack 100, we lack 100, by a sketch",
                                          "ended: what differs was told"}));
        EXPECT_EQ(told_by(answerer), (Texts{"they lack 100, we lack 100, by a sketch",
                                            "ended: what differs was told"}));
    }
}

TEST(Reconciler, SY12_silence_ends_it_and_every_whole_message_is_a_sign_of_life) {
    const Index one = index_of(0, 2'000);
    const Index other = index_of(1'000, 2'000);
    Reconciler opener(Opener(one, {}), {.patience = seconds{5}}, start);
    Reconciler answerer(Answerer(other, {}), {.patience = seconds{5}}, start);
    EXPECT_EQ(opener.deadline(), start + seconds{5});
    const Buffer hello = sent_by(opener);
    answerer.receive(Bytes(hello).first(10), start + seconds{4});
    EXPECT_EQ(answerer.deadline(), start + seconds{5});  // A few bytes are not.
    answerer.receive(Bytes(hello).subspan(10), start + seconds{4});
    EXPECT_EQ(answerer.deadline(), start + seconds{9});
    answerer.expire(start + seconds{8});
    EXPECT_FALSE(answerer.ended());
    answerer.expire(start + seconds{9});
    EXPECT_EQ(told_by(answerer), Texts{"ended: the peer said nothing for too long"});
    EXPECT_EQ(answerer.deadline(), std::nullopt);
}

TEST(Reconciler, SY12_a_session_has_an_end_in_any_case) {
    const Index one = index_of(0, 2'000);
    Reconciler opener(Opener(one, {}), {.patience = minutes{2}, .session_max = minutes{1}}, start);
    opener.expire(start + minutes{1});
    EXPECT_EQ(told_by(opener), Texts{"ended: more differs than a session can tell"});
}

TEST(Reconciler, SY12_the_end_of_the_stream_ends_it) {
    const Index one = index_of(0, 2'000);
    Reconciler opener(Opener(one, {}), {}, start);
    opener.end(start);
    EXPECT_EQ(told_by(opener), Texts{"ended: the stream ended"});
    opener.end(start);
    opener.expire(start + minutes{60});
    opener.receive(Buffer(1), start);
    EXPECT_TRUE(told_by(opener).empty());
}

TEST(Reconciler, SY12_the_answer_of_one_who_is_done_is_still_sent) {
    const Index one = index_of(0, 100);
    Reconciler opener(Opener(one, {}), {}, start);
    Reconciler answerer(Answerer(one, {}), {}, start);
    answerer.receive(sent_by(opener), start);
    EXPECT_TRUE(answerer.ended());
    answerer.end(start);
    EXPECT_EQ(told_by(answerer), Texts{"ended: both have the same"});
    opener.receive(sent_by(answerer), start);
    EXPECT_EQ(told_by(opener), Texts{"ended: both have the same"});
}

TEST(Reconciler, SY12_what_is_no_message_breaks_the_rules) {
    const Index index = index_of(0, 100);
    // Too long, of no known kind, a length that never ends, none at all.
    for (const Buffer& bytes :
         {Buffer{std::byte{0x81}, std::byte{0x80}, std::byte{4}},
          Buffer{std::byte{1}, std::byte{99}}, Buffer(10, std::byte{0xff}), Buffer{std::byte{0}}}) {
        Reconciler answerer(Answerer(index, {}), {}, start);
        answerer.receive(bytes, start);
        EXPECT_EQ(told_by(answerer), Texts{"ended: the peer broke the rules"});
    }
}

TEST(Reconciler, SY12_one_who_asks_without_reading_is_not_answered_for_ever) {
    Index index = index_of(0, 20'000);
    Reconciler answerer(Answerer(index, {.trust = Trust::suspected}), {}, start);
    Reconciler opener(Opener(index_of(0, 1), {}), {}, start);
    answerer.receive(sent_by(opener), start);
    RangeFrameWriter frame(1'024);
    frame.keys(std::nullopt, {});
    const Buffer question = write_message(Ranges{frame.take()});
    int questions = 0;
    while (!answerer.ended() && questions < 100) answerer.receive(question, start), ++questions;
    EXPECT_LE(questions, 3);
    EXPECT_EQ(told_by(answerer), Texts{"ended: the peer does not read the answers"});
}

TEST(Reconciler, SY12_what_is_told_is_part_of_the_trace) {
    const auto traced = [](const Event& event) {
        Trace trace;
        record(trace, event);
        return trace.digest();
    };
    const Told nothing{Way::sketch, {}};
    const Told ours{Way::sketch, {{key_of(1)}, {}}};
    const Told theirs{Way::sketch, {{}, {id_of(key_of(1))}}};
    EXPECT_NE(traced(nothing), traced(ours));
    EXPECT_NE(traced(ours), traced(theirs));
    EXPECT_NE(traced(Ended{EndReason::equal}), traced(Ended{EndReason::told}));
}

}  // namespace
}  // namespace core::sync
