// Notes as bytes, and what is signed.
#include "fabric/notes/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "fabric/notes/single_test.h"

namespace fabric::notes::testing {
namespace {

using core::Error;

Draft largest() {
    return {.author = 3,
            .sequence = number_max,
            .topic = std::string(topic_size_max, 't'),
            .text = std::string(note_size_max, 'x'),
            .life = number_max,
            .valid_for = seconds{180},
            .is_direct = true};
}

bool same(const NoteView& one, const NoteView& other) {
    return one.author == other.author && one.version == other.version &&
           one.valid_for == other.valid_for && one.topic == other.topic &&
           core::equal(one.bytes, other.bytes) && one.signature == other.signature &&
           one.is_direct == other.is_direct;
}

core::Buffer message_of(const Draft& draft) {
    const NoteView note = signed_view(draft);
    return write_message({&note, 1});
}

TEST(NotesMessage, NE40_what_is_written_is_read_as_it_was) {
    const Draft big = largest();
    const Draft cleared{.text = ""};
    const std::vector<NoteView> notes{signed_view(big), signed_view(cleared), signed_view(big)};
    const core::Buffer bytes = write_message(notes);
    EXPECT_EQ(bytes.size(), 3 + size_of(notes[0]) + size_of(notes[1]) + size_of(notes[2]));
    const auto read = read_message(bytes);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(same((*read)[i], notes[i])) << i;
    core::Buffer longer = bytes;
    longer.resize(message_size_max + 1);
    EXPECT_EQ(read_message(longer).error(), Error::too_large);
}

TEST(NotesMessage, NE40_bytes_are_stable) {
    const Draft draft{.author = 3, .sequence = 300, .topic = "ab", .text = "xyz", .life = 5};
    const std::string hex = core::to_hex(message_of(draft));
    EXPECT_EQ(hex, "01000100" + core::to_hex(key_of(3).view()) + "05ac022d0261620378797a" +
                       core::to_hex(signed_view(draft).signature.view()));
}

TEST(NotesMessage, NE40_what_is_malformed_is_an_error) {
    const core::Buffer good = message_of({});
    const auto with = [&](std::size_t place, unsigned char byte) {
        core::Buffer bytes = good;
        bytes[place] = std::byte{byte};
        return read_message(bytes);
    };
    ASSERT_TRUE(read_message(good));
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(read_message(core::Bytes(good).first(size))) << size;
    core::Buffer longer = good;
    longer.push_back({});
    EXPECT_EQ(read_message(longer).error(), Error::trailing_bytes);
    EXPECT_EQ(with(0, 2).error(), Error::format_unknown);
    EXPECT_EQ(with(1, 1).error(), Error::malformed);
    EXPECT_EQ(with(2, 2).error(), Error::truncated);
    EXPECT_EQ(with(3, 2).error(), Error::too_large);
    const core::Buffer none{std::byte{1}, std::byte{0}, std::byte{0}};
    EXPECT_EQ(read_message(none).error(), Error::malformed);
}

TEST(NotesMessage, NE41_fields_have_bounds) {
    const core::Buffer good = message_of({});
    // Head, flag and author; then life, sequence, validity, size and byte of the topic.
    constexpr std::size_t numbers = 3 + 1 + 32;
    const auto with = [&](std::size_t place, unsigned char byte) {
        core::Buffer bytes = good;
        bytes[numbers + place] = std::byte{byte};
        return read_message(bytes).error();
    };
    EXPECT_EQ(with(2, 0), Error::malformed);
    EXPECT_EQ(with(3, 0), Error::value_missing);
    EXPECT_EQ(with(4, 0xff), Error::malformed);
    // 181 seconds, and 2^56 + 1 as a sequence.
    const auto replaced = [&](std::size_t place, std::string_view hex) {
        core::Buffer bytes = good;
        const core::Buffer number = core::from_hex(hex).value();
        const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(numbers + place);
        bytes.insert(bytes.erase(at), number.begin(), number.end());
        return read_message(bytes).error();
    };
    EXPECT_EQ(replaced(2, "b501"), Error::too_large);
    EXPECT_EQ(replaced(1, "818080808080808001"), Error::too_large);
    EXPECT_EQ(replaced(0, "818080808080808001"), Error::too_large);
    EXPECT_EQ(replaced(0, "8100"), Error::not_canonical);
    EXPECT_EQ(check_topic("").error(), Error::value_missing);
    EXPECT_EQ(check_topic(std::string(1'025, 't')).error(), Error::too_large);
    EXPECT_EQ(check_topic("\xff").error(), Error::malformed);
    EXPECT_TRUE(check_topic(std::string(1'024, 't')));
}

TEST(NotesMessage, NE42_all_but_the_way_is_signed_for_one_mesh) {
    const MeshId mesh{{std::byte{7}}};
    const Draft draft{};
    const NoteView note = signed_view(draft, mesh);
    EXPECT_TRUE(verify(note, mesh));
    EXPECT_FALSE(verify(note, MeshId{}));
    const auto changed = [&](auto change) {
        NoteView other = note;
        change(other);
        return verify(other, mesh).has_value();
    };
    EXPECT_TRUE(changed([](NoteView& n) { n.is_direct = true; }));
    EXPECT_FALSE(changed([](NoteView& n) { n.author = key_of(2); }));
    EXPECT_FALSE(changed([](NoteView& n) { ++n.version.life.value; }));
    EXPECT_FALSE(changed([](NoteView& n) { ++n.version.sequence.value; }));
    EXPECT_FALSE(changed([](NoteView& n) { n.valid_for += seconds{1}; }));
    EXPECT_FALSE(changed([](NoteView& n) { n.topic = "b"; }));
    EXPECT_FALSE(changed([](NoteView& n) { n.bytes = {}; }));
    EXPECT_FALSE(changed([](NoteView& n) { n.signature.bytes[0] ^= std::byte{1}; }));
    // What is between topic and bytes cannot move.
    EXPECT_FALSE(changed([](NoteView& n) {
        n.topic = "ax";
        n.bytes = {};
    }));
}

}  // namespace
}  // namespace fabric::notes::testing
