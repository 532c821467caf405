// The list of what was done: every change with its author and time, and a version that shows the
// document as it was then.
#include "core/crdt/boundary/history_list.h"

#include <gtest/gtest.h>

#include "core/codec/varint.h"
#include "core/crdt/document/json.h"
#include "core/crdt/replica/replica.h"

namespace core::crdt {
namespace {

const Path text{"text"};

crypto::Ed25519KeyPair any_key() { return crypto::Ed25519KeyPair(crypto::Ed25519Seed{}); }

struct Entry {
    Author author;
    std::int64_t wall_time = 0;
    std::uint64_t events = 0;
    Version version;
};

std::vector<Entry> list_of(const History& history, Steps steps) {
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    Pace pace;
    Slices work(pace, write_history_list(pace, history, writer));
    while (!work.run(steps)) {
    }
    EXPECT_TRUE(work.result());
    std::vector<Entry> entries;
    Reader reader(bytes);
    while (!reader.at_end()) {
        Entry entry;
        entry.author = Author{*reader.u64_be()};
        entry.wall_time = static_cast<std::int64_t>(*reader.u64_be());
        entry.events = *codec::read_varint(reader);
        entry.version = *read_version(reader);
        entries.push_back(std::move(entry));
    }
    return entries;
}

TEST(HistoryList, BH1_every_change_can_be_gone_back_to) {
    Replica alice({}, Author{1}, any_key());
    Replica bob({}, Author{2}, any_key());
    const auto type = [](Replica& who, std::string_view word, std::int64_t time) {
        return **who.edit(time, [&](Editor& edit) { return edit.insert_text(text, 0, word); });
    };
    const Buffer first = type(alice, "a", 10);
    ASSERT_TRUE(bob.take(first));
    const Buffer theirs = type(bob, "bb", 20);
    const Buffer ours = type(alice, "ccc", 30);
    ASSERT_TRUE(alice.take(theirs));
    static_cast<void>(type(alice, "d", 40));

    const std::vector<Entry> entries = list_of(alice.history(), 3);
    ASSERT_EQ(entries.size(), 4U);
    const auto shown = [&alice](const Entry& entry) {
        return to_json(alice.at(entry.version)->tree());
    };
    EXPECT_EQ(entries[0].author, Author{1});
    EXPECT_EQ(entries[0].wall_time, 10);
    EXPECT_EQ(entries[0].events, 2U);  // The text was made, and a letter typed.
    EXPECT_EQ(shown(entries[0]), R"({"text":"a"})");
    // As each author saw it: neither had seen the other's.
    EXPECT_EQ(shown(entries[1]), R"({"text":"ccca"})");
    EXPECT_EQ(entries[2].author, Author{2});
    EXPECT_EQ(shown(entries[2]), R"({"text":"bba"})");
    EXPECT_EQ(entries[3].version, alice.history().version());
}

TEST(HistoryList, BH1_what_was_forgotten_is_said_to_be_missing) {
    Replica alice({}, Author{1}, any_key());
    ASSERT_TRUE(alice.edit(0, [](Editor& edit) { return edit.insert_text(text, 0, "a"); }));
    alice.forget(alice.history().version());
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    Pace pace;
    Slices work(pace, write_history_list(pace, alice.history(), writer));
    EXPECT_EQ(work.run_to_end().error(), Error::value_missing);
}

}  // namespace
}  // namespace core::crdt
