#include "net/signalling/signal.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "net/signalling/board_test.h"
#include "net/signalling/note.h"

namespace net::signalling {
namespace {

TEST(Signal, SG1_is_a_message_of_libp2ps_webrtc_signaling) {
    EXPECT_EQ(core::to_hex(encode(Signal{SignalKind::answer, "v=0"})), "08011203763d30");
    EXPECT_EQ(core::to_hex(encode(Signal{SignalKind::candidate, "{}"})), "080212027b7d");
    for (const auto kind : {SignalKind::offer, SignalKind::answer, SignalKind::candidate}) {
        const Signal signal{kind, "text"};
        EXPECT_EQ(decode(encode(signal)), signal);
    }
}

TEST(Signal, SG1_an_offer_may_leave_out_its_kind) {
    const auto signal = decode(*core::from_hex("1203763d30"));
    ASSERT_TRUE(signal);
    EXPECT_EQ(*signal, (Signal{SignalKind::offer, "v=0"}));
}

TEST(Signal, SG2_what_is_too_long_or_no_signal_is_refused) {
    EXPECT_FALSE(decode(*core::from_hex("0803")));
    EXPECT_FALSE(decode(*core::from_hex("1205763d30")));
    std::string text(candidate_size_max + 1, 'x');
    auto message = encode(Signal{SignalKind::offer, text});
    ASSERT_TRUE(decode(message));
    message[1] = std::byte{2};  // As a candidate it is too long.
    EXPECT_FALSE(decode(message));
    EXPECT_TRUE(decode(encode(Signal{SignalKind::offer, std::string(description_size_max, 'x')})));
    EXPECT_FALSE(decode(core::Buffer(description_size_max + 1024)));
}

TEST(Note, SG8_names_its_author_and_its_reader) {
    const auto [one, two] = std::pair(testing::peer(1), testing::peer(2));
    const Note here{NoteKind::here, one};
    EXPECT_EQ(decode_note(encode(here))->author, one);
    EXPECT_FALSE(decode_note(encode(here))->reader);
    const Note said{NoteKind::signal, one, two, 7, Signal{SignalKind::offer, "v=0"}};
    const auto read = decode_note(encode(said));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->reader, two);
    EXPECT_EQ(read->meeting, 7u);
    EXPECT_EQ(read->signal, said.signal);
}

TEST(Note, SG9_what_is_no_note_is_refused) {
    const auto one = testing::peer(1);
    EXPECT_FALSE(decode_note({}));
    EXPECT_FALSE(decode_note(core::Buffer(note_size_max + 1)));
    core::Buffer note = encode(Note{NoteKind::here, one});
    note.push_back(std::byte{0});
    EXPECT_FALSE(decode_note(note));
    note = encode(Note{NoteKind::here, one});
    note[0] = std::byte{3};
    EXPECT_FALSE(decode_note(note));
    // A signal for all.
    note[0] = static_cast<std::byte>(NoteKind::signal);
    EXPECT_FALSE(decode_note(note));
}

}  // namespace
}  // namespace net::signalling
