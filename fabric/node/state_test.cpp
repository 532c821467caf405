// Snapshots of a node's state in pieces, and what is owed to writers.
#include "fabric/node/state.h"

#include <gtest/gtest.h>

#include "fabric/node/promises.h"

namespace fabric::node {
namespace {

using core::Buffer;
using quorum::Policy;

std::vector<StateRecord> some_records() {
    std::vector<StateRecord> records;
    for (std::uint8_t i = 0; i < 5; ++i)
        records.push_back({core::store::RecordType{static_cast<std::uint8_t>(32 + i)},
                           Buffer(std::size_t{i} * 100, std::byte{i})});
    return records;
}

TEST(State, ND16_it_is_read_as_it_was_written_however_it_is_cut) {
    for (const std::size_t size_max : {1u, 7u, 100u, 100'000u}) {
        StateWriter writer(some_records(), {});
        StateReader reader;
        std::vector<StateRecord> read;
        while (true) {
            const auto piece = writer.next_piece(size_max);
            ASSERT_TRUE(piece);
            if (piece->empty()) break;
            ASSERT_LE(piece->size(), size_max);
            ASSERT_TRUE(reader.receive(*piece));
            while (auto record = reader.next_record()) read.push_back(*std::move(record));
        }
        const auto records = some_records();
        ASSERT_EQ(read.size(), records.size());
        for (std::size_t i = 0; i < read.size(); ++i) {
            EXPECT_EQ(read[i].type, records[i].type);
            EXPECT_EQ(read[i].bytes, records[i].bytes);
        }
    }
}

TEST(State, ND16_another_version_is_refused) {
    StateReader reader;
    EXPECT_EQ(reader.receive(Buffer{std::byte{2}}).error(), core::Error::malformed);
}

Promise promise(std::uint64_t begin, std::uint64_t end, std::uint32_t need) {
    return {{quorum::Document{1}, {begin, end}}, Policy::Kind::quorum, need};
}

std::vector<core::Range> open_ranges(const Promises& promises) {
    std::vector<core::Range> ranges;
    promises.for_each([&](const Promise& one) { ranges.push_back(one.writes.sequences); });
    return ranges;
}

TEST(Promises, ND17_they_are_read_as_they_were_written) {
    const auto read = read_promise(write_promise(promise(3, 9, 2)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->writes, (quorum::Writes{quorum::Document{1}, {3, 9}}));
    EXPECT_EQ(read->kind, Policy::Kind::quorum);
    EXPECT_EQ(read->need, 2u);
    EXPECT_FALSE(read_promise(write_promise(promise(0, 1, 2))));
    EXPECT_FALSE(read_promise(write_promise(promise(3, 3, 2))));
    EXPECT_FALSE(
        read_promise(write_promise({{quorum::Document{1}, {1, 2}}, Policy::Kind::leader})));
}

TEST(Promises, ND17_what_is_kept_is_owed_no_more_and_written_down_in_the_end) {
    Promises promises;
    promises.take(promise(1, 101, 2));
    promises.note_kept({quorum::Document{1}, {1, 60}});
    EXPECT_FALSE(promises.next_kept());
    promises.note_kept({quorum::Document{1}, {60, 80}});
    // Of these it was shown that they are not kept after all.
    promises.take(promise(10, 20, 2));
    EXPECT_EQ(open_ranges(promises), (std::vector<core::Range>{{10, 20}, {80, 101}}));
    const auto first = promises.next_kept();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->writes.sequences, (core::Range{1, 10}));
    EXPECT_EQ(promises.next_kept()->writes.sequences, (core::Range{20, 80}));
    EXPECT_FALSE(promises.next_kept());
}

}  // namespace
}  // namespace fabric::node
