// The batches that wait: how they are cut, sealed, kept and refused.
#include "core/store/journal/backlog.h"

#include <gtest/gtest.h>

#include "core/store/disk.h"

namespace core::store {
namespace {

constexpr RecordType note{16};
constexpr FramePlace place{Salt{9}, 8192};
// Of a record with 100 bytes.
constexpr std::size_t frame = frame_size(100);

Backlog::Options small() {
    return {.batch_size_max = 500, .head_distance_max = 300, .size_max = 2000};
}

Result<Position> append(Backlog& backlog, std::size_t size = 100) {
    return backlog.append(note, [&](BufferWriter& writer) {
        for (std::size_t i = 0; i < size; ++i) writer.u8(static_cast<std::uint8_t>(size));
    });
}

// What a batch holds: h for a head, r for a record.
std::string frames_of(Bytes batch, FramePlace where, Position begin, Position synced) {
    std::string kinds;
    for (std::size_t at = 0; at < batch.size();) {
        const FramePlace here{where.salt, where.offset + at};
        const auto read = read_frame(batch.subspan(at), here);
        if (!read) return kinds + "?";
        const auto head = head_of(*read, where.salt);
        if (head) EXPECT_EQ(*head, (BatchHead{behind(begin, at), synced}));
        kinds += head ? 'h' : 'r';
        at += static_cast<std::size_t>(*claimed_frame_size(batch.subspan(at)));
    }
    return kinds;
}

TEST(Backlog, JN4_a_batch_begins_with_a_head_and_has_more_in_between) {
    Backlog backlog(small(), Position{1000});
    EXPECT_EQ(append(backlog), Position{1040});
    EXPECT_EQ(append(backlog), Position{1040 + frame});
    EXPECT_EQ(append(backlog), Position{1040 + 2 * frame});
    EXPECT_EQ(append(backlog), Position{1080 + 3 * frame});  // More than 300 behind the head.
    EXPECT_EQ(backlog.waiting()->begin, Position{1000});
    const Buffer batch = backlog.put_out(place, Position{990});
    EXPECT_EQ(frames_of(batch, place, Position{1000}, Position{990}), "hrrrhr");
}

TEST(Backlog, JN18_what_comes_after_a_batch_was_put_out_is_in_the_next) {
    Backlog backlog(small(), Position{});
    EXPECT_FALSE(backlog.waiting());
    ASSERT_TRUE(append(backlog));
    const Buffer first = backlog.put_out(place, {});
    EXPECT_EQ(backlog.out_count(), 1u);
    EXPECT_FALSE(backlog.waiting());
    ASSERT_TRUE(append(backlog));
    EXPECT_EQ(backlog.waiting()->begin, backlog.out_end());
    // A batch that is large enough is closed.
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(append(backlog));
    EXPECT_LE(backlog.waiting()->size, small().batch_size_max + frame);
    EXPECT_LT(behind(backlog.waiting()->begin, backlog.waiting()->size), backlog.end());
}

TEST(Backlog, JN19_beyond_its_limit_it_refuses_and_nothing_was_appended) {
    Backlog backlog(small(), Position{});
    std::size_t accepted = 0;
    while (append(backlog)) ++accepted;
    EXPECT_EQ(append(backlog).error(), Error::backlog_full);
    EXPECT_LE(backlog.size(), small().size_max + head_frame_size);
    std::string kinds;
    while (const auto waiting = backlog.waiting())
        kinds += frames_of(backlog.put_out(place, {}), place, waiting->begin, {});
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(kinds, 'r')), accepted);
    EXPECT_EQ(std::ranges::count(kinds, '?'), 0);
}

TEST(Backlog, JN19_a_record_that_is_too_large_leaves_nothing_behind) {
    Backlog backlog({}, Position{});
    const Buffer large(record_size_max + 1);
    const auto refused = backlog.append(note, [&](BufferWriter& writer) { writer.bytes(large); });
    EXPECT_EQ(refused.error(), Error::too_large);
    EXPECT_FALSE(backlog.waiting());
    const auto largest = backlog.append(
        note, [&](BufferWriter& writer) { writer.bytes(Bytes(large).first(record_size_max)); });
    EXPECT_EQ(largest, Position{head_frame_size});
    EXPECT_LE(backlog.waiting()->size, write_size_max);
}

TEST(Backlog, JN23_what_is_not_safe_is_written_again_to_another_place) {
    Backlog backlog(small(), Position{});
    std::vector<Buffer> out;
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(append(backlog));
        out.push_back(backlog.put_out({Salt{1}, 8192 + backlog.out_end().value}, {}));
    }
    for (Buffer& batch : out) backlog.take_back(std::move(batch));
    const Position second{head_frame_size + frame};
    backlog.drop_up_to(second);
    EXPECT_EQ(backlog.size(), 2 * (head_frame_size + frame));
    backlog.rewind();
    EXPECT_EQ(backlog.waiting()->begin, second);
    const Buffer again = backlog.put_out(place, second);
    EXPECT_EQ(frames_of(again, place, second, second), "hr");
}

TEST(Backlog, JN22_a_mark_is_a_batch_of_nothing_but_a_head) {
    Backlog backlog(small(), Position{});
    backlog.append_mark();
    EXPECT_TRUE(backlog.waiting()->is_mark);
    EXPECT_EQ(frames_of(backlog.put_out(place, {}), place, {}, {}), "h");
    ASSERT_TRUE(append(backlog));
    EXPECT_FALSE(backlog.waiting()->is_mark);
}

}  // namespace
}  // namespace core::store
