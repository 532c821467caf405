// Texts as files: what comes back, how little it takes, and what is refused.
#include "core/crdt/text/text_file.h"

#include <gtest/gtest.h>

#include <string>

#include "core/base/hex.h"
#include "core/codec/varint.h"
#include "core/crdt/text/text_codec.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

constexpr Author alice{1};
constexpr Author bob{2};

Text read_back(Text& text) {
    const auto file = write_text_file(text);
    EXPECT_TRUE(file.has_value());
    auto again = read_text_file(*file);
    EXPECT_TRUE(again.has_value());
    return std::move(*again);
}

void expect_same(Text& text) {
    Text again = read_back(text);
    EXPECT_EQ(again.to_string(), text.to_string());
    EXPECT_EQ(again.version(), text.version());
    EXPECT_EQ(again.since({}), text.since({}));
    const auto file = write_text_file(text);
    EXPECT_EQ(*file, *write_text_file(again));
    EXPECT_EQ(*text_of_file(*file), text.to_string());
}

TEST(TextFile, TF1_an_empty_text_is_one_too) {
    Text text;
    expect_same(text);
}

TEST(TextFile, TF1_keeps_characters_of_every_width_and_those_that_are_gone) {
    Text text;
    text.insert(alice, 0, "añ漢🙂z");
    text.erase(alice, 1, 2);
    text.insert(alice, 2, "é");
    expect_same(text);
}

TEST(TextFile, TF1_keeps_what_was_written_at_the_same_time) {
    Text ours;
    ours.insert(alice, 0, "hello world");
    Text theirs;
    theirs.merge(ours);
    ours.erase(alice, 3, 5);
    ours.insert(alice, 3, "p me, w");
    theirs.insert(bob, 5, ", dear");
    theirs.erase(bob, 2, 6);
    theirs.erase(bob, 2, 1);
    theirs.erase(bob, 1, 1);
    ours.merge(theirs);
    expect_same(ours);
}

TEST(TextFile, TF1_keeps_erasures_of_nothing_and_of_what_was_gone) {
    Text text;
    text.insert(alice, 0, "abcdef");
    text.erase(alice, 0, 0);
    Text other;
    other.merge(text);
    text.erase(alice, 1, 1);
    text.erase(alice, 1, 1);
    other.erase(bob, 2, 1);
    other.erase(bob, 1, 1);
    other.erase(bob, 1, 2);
    text.merge(other);
    expect_same(text);
}

TEST(TextFile, TF2_typing_and_erasing_takes_two_bytes_for_many_keys) {
    Text text;
    const std::string line = "one line that is typed, ";
    for (std::uint32_t i = 0; i < 200; ++i) {
        text.insert(alice, text.size(), line);
        for (std::uint32_t key = 0; key < 5; ++key) text.erase(alice, text.size() - 1, 1);
    }
    EXPECT_LT(write_text_file(text)->size(), 200u);
}

TEST(TextFile, TF3_what_is_seen_is_read_without_the_history) {
    Text text;
    text.insert(alice, 0, "seen");
    text.insert(alice, 2, "not");
    text.erase(alice, 2, 3);
    Buffer file = *write_text_file(text);
    EXPECT_EQ(*text_of_file(file), "seen");
    file.resize(file.size() - 2);
    EXPECT_EQ(*text_of_file(file), "seen");
    EXPECT_FALSE(read_text_file(file).has_value());
}

TEST(TextFile, TF4_every_cut_is_refused) {
    Text text;
    text.insert(alice, 0, "hello");
    text.insert(bob, 2, "wörld");
    text.erase(alice, 3, 3);
    const Buffer file = *write_text_file(text);
    for (std::size_t size = 0; size < file.size(); ++size)
        EXPECT_FALSE(read_text_file(Bytes(file).first(size)).has_value());
    Buffer longer = file;
    longer.push_back(std::byte{0});
    EXPECT_EQ(read_text_file(longer).error(), Error::trailing_bytes);
}

Error refusal(const std::string& spaced) {
    const auto text = read_text_file(spaced_hex(spaced));
    EXPECT_FALSE(text.has_value());
    return text.error();
}

// Version, bytes seen, characters; authors; then authors, kinds, sizes, moves, far moves and
// references of the steps.
TEST(TextFile, TF5_its_bytes) {
    Text text;
    text.insert(alice, 0, "ab");
    const Buffer file = *write_text_file(text);
    EXPECT_EQ(to_hex(file), to_hex(spaced_hex("01 02 04 6162 01 0000000000000001 "
                                              "04 0001 02 00 02 01 00 00 00")));
}

// A part in a few bytes: the same byte again and again, as zstd has it, 128 KiB a block.
void add_repeated(BufferWriter& writer, std::byte byte, std::uint32_t mebibytes) {
    Buffer frame = spaced_hex("28b52ffd 00 38");
    for (std::uint32_t i = 8 * mebibytes; i > 0; --i) {
        append(frame, spaced_hex(i > 1 ? "02 00 10" : "03 00 10"));
        frame.push_back(byte);
    }
    codec::write_varint(writer, frame.size() * 2 + 1);
    writer.bytes(frame);
}

TEST(TextFile, TF5_all_parts_together_are_bounded) {
    const auto refusal_of = [](std::uint32_t characters, std::uint32_t sizes) {
        Buffer file;
        BufferWriter writer(file, SIZE_MAX);
        writer.u8(text_file_version);
        codec::write_varint(writer, characters << 20);
        add_repeated(writer, std::byte{'x'}, characters);
        append(file, spaced_hex("00 00 00"));
        add_repeated(writer, std::byte{1}, sizes);
        append(file, spaced_hex("00 00 00"));
        EXPECT_LT(file.size(), 3'000u);
        return read_text_file(file).error();
    };
    EXPECT_EQ(refusal_of(40, 24), Error::trailing_bytes);  // Nobody typed it.
    EXPECT_EQ(refusal_of(40, 25), Error::too_large);
    EXPECT_EQ(refusal_of(65, 1), Error::too_large);
}

TEST(TextFile, TF4_what_does_not_fit_together_is_refused) {
    const std::string author = " 01 0000000000000001 ";
    EXPECT_EQ(refusal("02"), Error::format_unknown);
    // More seen than there is; half a character; a character too few, and one too many.
    EXPECT_EQ(refusal("01 03 04 6162" + author + "04 0001 02 00 02 01 00 00 00"), Error::truncated);
    EXPECT_EQ(refusal("01 01 04 c3a9" + author + "04 0001 02 00 02 00 00 00 00"), Error::malformed);
    EXPECT_EQ(refusal("01 01 02 61" + author + "04 0001 02 00 02 01 00 00 00"), Error::truncated);
    EXPECT_EQ(refusal("01 02 04 6162" + author + "04 0001 02 00 02 00 00 00 00"),
              Error::trailing_bytes);
    // An author who did nothing, two in the wrong order, a step of nobody, steps that are missing.
    EXPECT_EQ(refusal("01 00 00" + author + "00 00 00 00 00 00"), Error::not_canonical);
    EXPECT_EQ(refusal("01 00 00 02 0000000000000002 0000000000000001 00 00 00 00 00 00"),
              Error::not_canonical);
    EXPECT_EQ(refusal("01 02 04 6162" + author + "04 0101 02 00 02 01 00 00 00"), Error::malformed);
    EXPECT_EQ(refusal("01 02 04 6162" + author + "04 0002 02 00 02 01 00 00 00"), Error::truncated);
    // Behind the end; what is not there erased; a reference to what comes later, and to nobody.
    EXPECT_EQ(refusal("01 02 04 6162" + author + "04 0001 02 08 02 01 02 02 00 00"),
              Error::malformed);
    EXPECT_EQ(refusal("01 00 00" + author + "04 0001 02 01 02 00 00 00 00"), Error::malformed);
    EXPECT_EQ(refusal("01 02 04 6162" + author + "04 0001 02 04 02 01 00 00 06 010000"),
              Error::malformed);
    EXPECT_EQ(refusal("01 02 04 6162" + author + "04 0001 02 04 02 01 00 00 06 020000"),
              Error::malformed);
}

}  // namespace
}  // namespace core::crdt
