// Two ends in conversation, and ends that hear nonsense.
#include "net/multistream/negotiation.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using core::Bytes;
using net::multistream::append_line;
using net::multistream::LineReader;
using net::multistream::Outcome;
using net::multistream::Proposer;
using net::multistream::Selector;

std::string line(std::string_view text) {
    core::Buffer buffer;
    append_line(buffer, text);
    return std::string(core::as_text(buffer));
}

const std::string header_line = line("/multistream/1.0.0");

// Hands over piece by piece; returns how much was taken.
template <class End>
std::size_t give(End& end, std::string_view text, std::size_t piece_size) {
    std::size_t taken = 0;
    while (taken < text.size()) {
        const auto piece = text.substr(taken, piece_size);
        const std::size_t size = end.receive(core::as_bytes(piece));
        taken += size;
        if (size < piece.size()) break;
    }
    return taken;
}

template <class End>
std::string sent_by(End& end) {
    const std::string sent(core::as_text(end.outgoing()));
    end.consume(sent.size());
    return sent;
}

// Lets the selector accept this one protocol; returns what it left.
std::string_view select(Selector& selector, std::string_view text, std::string_view wanted) {
    while (selector.outcome() == Outcome::pending) {
        text.remove_prefix(selector.receive(core::as_bytes(text)));
        if (!selector.proposal()) break;
        if (*selector.proposal() == wanted)
            selector.accept();
        else
            selector.refuse();
    }
    return text;
}

TEST(Multistream, MS1_a_message_is_its_size_a_text_and_a_newline) {
    EXPECT_EQ(header_line, "\x13/multistream/1.0.0\n");
    EXPECT_EQ(line("na"), "\x03na\n");
    EXPECT_EQ(line(std::string(200, 'a')), "\xc9\x01" + std::string(200, 'a') + "\n");
}

TEST(Multistream, MS1_messages_may_come_in_pieces_of_any_size) {
    const std::string text = header_line + line("/a") + line(std::string(300, 'b'));
    for (std::size_t size = 1; size <= text.size(); ++size) {
        Selector selector;
        std::size_t taken = give(selector, text, size);
        ASSERT_EQ(selector.proposal(), "/a");
        selector.refuse();
        taken += give(selector, std::string_view(text).substr(taken), size);
        ASSERT_EQ(taken, text.size());
        ASSERT_EQ(selector.proposal(), std::string(300, 'b'));
    }
}

TEST(Multistream, MS2_messages_of_other_sizes_break_the_negotiation) {
    const std::string longest(1023, 'x');
    Selector selector;
    EXPECT_EQ(select(selector, header_line + line(longest), longest), "");
    EXPECT_EQ(selector.outcome(), Outcome::agreed);
    for (const std::string_view bad :
         {std::string_view("\0", 1), std::string_view("\x81\x08", 2),
          std::string_view("\x83\0na\n", 5), std::string_view("\x03nah"),
          std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")}) {
        Selector hearing;
        static_cast<void>(give(hearing, bad, 1));
        EXPECT_EQ(hearing.outcome(), Outcome::broken) << bad;
        Proposer proposing({"/a"});
        static_cast<void>(give(proposing, header_line + std::string(bad), 3));
        EXPECT_EQ(proposing.outcome(), Outcome::broken) << bad;
    }
}

TEST(Multistream, MS3_both_begin_with_the_header) {
    Selector selector;
    static_cast<void>(give(selector, header_line, 5));
    EXPECT_EQ(sent_by(selector), header_line);
    Selector confused;
    static_cast<void>(give(confused, line("/a"), 5));
    EXPECT_EQ(confused.outcome(), Outcome::broken);
    Proposer proposer({"/a"});
    static_cast<void>(give(proposer, line("/a"), 5));
    EXPECT_EQ(proposer.outcome(), Outcome::broken);
}

TEST(Multistream, MS4_the_proposer_goes_through_its_list) {
    Proposer proposer({"/a", "/b", "/c"});
    EXPECT_EQ(sent_by(proposer), header_line + line("/a"));
    static_cast<void>(give(proposer, header_line + line("na"), 4));
    EXPECT_EQ(sent_by(proposer), line("/b"));
    static_cast<void>(give(proposer, line("/b"), 4));
    EXPECT_EQ(proposer.outcome(), Outcome::agreed);
    EXPECT_EQ(proposer.protocol(), "/b");

    Proposer refused({"/a", "/b"});
    static_cast<void>(give(refused, header_line + line("na") + line("na"), 64));
    EXPECT_EQ(refused.outcome(), Outcome::refused);
}

TEST(Multistream, MS5_the_selector_echoes_or_refuses) {
    Selector selector;
    const std::string asked = header_line + line("ls") + line("/a") + line("/b");
    EXPECT_EQ(select(selector, asked, "/b"), "");
    EXPECT_EQ(sent_by(selector), header_line + line("na") + line("na") + line("/b"));
    EXPECT_EQ(selector.outcome(), Outcome::agreed);
    EXPECT_EQ(selector.protocol(), "/b");
}

TEST(Multistream, MS5_whoever_tries_too_often_is_refused) {
    Selector selector;
    std::string asked = header_line;
    for (std::size_t i = 0; i < Selector::refusals_max; ++i) asked += line("/a");
    EXPECT_EQ(select(selector, asked + line("/b"), "/b"), line("/b"));
    EXPECT_EQ(selector.outcome(), Outcome::refused);
}

TEST(Multistream, MS6_another_answer_breaks_the_negotiation) {
    Proposer proposer({"/a", "/b"});
    static_cast<void>(give(proposer, header_line + line("/b"), 64));
    EXPECT_EQ(proposer.outcome(), Outcome::broken);
}

TEST(Multistream, MS7_what_follows_is_left_to_the_protocol) {
    const std::string answer = header_line + line("/a") + "data";
    for (std::size_t size = 1; size <= answer.size(); ++size) {
        Proposer proposer({"/a"});
        ASSERT_EQ(give(proposer, answer, size), answer.size() - 4);
    }
    Selector selector;
    EXPECT_EQ(select(selector, header_line + line("/a") + "data", "/a"), "data");
}

TEST(Multistream, MS8_with_one_protocol_its_user_need_not_wait) {
    Proposer proposer({"/a"});
    const std::string sent = sent_by(proposer) + "data";
    Selector selector;
    EXPECT_EQ(select(selector, sent, "/a"), "data");
    static_cast<void>(give(proposer, sent_by(selector), 7));
    EXPECT_EQ(proposer.outcome(), Outcome::agreed);
}

}  // namespace
