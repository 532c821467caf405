// Runs of changes against a list of all of them, what they take, and what they refuse to read.
#include "core/crdt/change/change_runs.h"

#include <gtest/gtest.h>

#include <map>

#include "core/base/prng.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

Buffer bytes_of(const ChangeRuns& runs) {
    Buffer bytes;
    BufferWriter writer(bytes, 1 << 20);
    runs.write(writer);
    EXPECT_TRUE(writer.finish());
    return bytes;
}

Result<ChangeRuns> runs_from(std::string_view hex) {
    const Buffer bytes = spaced_hex(std::string(hex));
    Reader reader(bytes);
    return ChangeRuns::read(reader);
}

TEST(ChangeRuns, CH4_know_the_end_of_every_change) {
    Prng prng(Seed{3});
    for (int round = 0; round < 100; ++round) {
        ChangeRuns runs;
        std::map<std::uint64_t, std::uint64_t> ends;  // Counter and Lamport number.
        std::uint64_t counter = 0;
        std::uint64_t lamport = 0;
        std::uint64_t events = 1;
        std::uint64_t pause = 1;
        for (int i = 0; i < 60; ++i) {
            if (prng.below(4) == 0) events = prng.between(1, 3);
            if (prng.below(4) == 0) pause = prng.between(1, 3);
            const std::uint64_t before = lamport;
            runs.append(Lamport{lamport + pause}, events);
            counter += events;
            lamport += pause + events - 1;
            ends.emplace(counter, lamport);
            ASSERT_EQ(runs.last_counter(), counter);
            ASSERT_EQ(runs.last_lamport(), Lamport{lamport});
            ASSERT_EQ(runs.lamport_before_last_change(), Lamport{before});
            ASSERT_EQ(runs.first_lamport_of_last_change(), Lamport{before + pause});
        }
        ASSERT_EQ(runs.change_count(), ends.size());
        for (std::uint64_t at = 0; at < counter + 5; ++at) {
            const auto expected = ends.find(at);
            const auto found = runs.lamport_at_end(at);
            ASSERT_EQ(found.has_value(), expected != ends.end());
            if (found) ASSERT_EQ(found->value, expected->second);
        }
        const Buffer bytes = bytes_of(runs);
        Reader reader(bytes);
        ASSERT_EQ(ChangeRuns::read(reader), runs);
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            Reader cut(Bytes(bytes).first(size));
            ASSERT_EQ(ChangeRuns::read(cut).error(), Error::truncated);
        }
    }
}

TEST(ChangeRuns, CH4_a_writer_who_goes_on_alike_is_one_run) {
    ChangeRuns alone;
    ChangeRuns in_turns;
    for (std::uint64_t i = 0; i < 100'000; ++i) {
        alone.append(Lamport{i + 1}, 1);
        in_turns.append(Lamport{2 * i + 1}, 1);
    }
    EXPECT_EQ(alone.size(), 1u);
    EXPECT_EQ(in_turns.size(), 1u);
    EXPECT_EQ(bytes_of(in_turns).size(), 7u);
    EXPECT_EQ(in_turns.lamport_at_end(70'000), Lamport{139'999});
}

TEST(ChangeRuns, CH9_refuse_other_forms) {
    EXPECT_TRUE(runs_from("02 010201 010301"));
    EXPECT_EQ(runs_from("01 000201").error(), Error::not_canonical);
    EXPECT_EQ(runs_from("01 010001").error(), Error::not_canonical);
    EXPECT_EQ(runs_from("01 010200").error(), Error::not_canonical);
    // Two that are one run: a single change before any of the same size, and one in step.
    EXPECT_EQ(runs_from("02 010201 050201").error(), Error::not_canonical);
    EXPECT_EQ(runs_from("02 01020300 010201").error(), Error::not_canonical);
    EXPECT_TRUE(runs_from("02 01020300 020201"));
    EXPECT_EQ(runs_from("7f 010201").error(), Error::truncated);
    // Beyond all numbers: distance, events, pause, count, and a second run behind the largest.
    EXPECT_EQ(runs_from("01 8080808080808010 01 01").error(), Error::too_large);
    EXPECT_TRUE(runs_from("01 01 80808008 01"));
    EXPECT_EQ(runs_from("01 01 81808008 01").error(), Error::too_large);
    EXPECT_EQ(runs_from("01 01 01 02 ffffffffffffffff7f").error(), Error::too_large);
    EXPECT_EQ(runs_from("01 01 01 ffffffffffffffff7f 00").error(), Error::too_large);
    EXPECT_TRUE(runs_from("01 01 01 ffffffffffffff0f 00"));
    EXPECT_EQ(runs_from("01 01 01 8080808080808010 00").error(), Error::too_large);
    EXPECT_EQ(runs_from("02 01 01 ffffffffffffff0f 00 010201").error(), Error::too_large);
}

}  // namespace
}  // namespace core::crdt
