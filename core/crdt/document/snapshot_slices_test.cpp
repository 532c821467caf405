// Snapshots in slices are those of one go: the same bytes, the same documents, the same errors.
#include <gtest/gtest.h>

#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/snapshot.h"
#include "core/crdt/document/take_apart.h"

namespace core::crdt {
namespace {

// Of two authors, with everything in it: nested, hidden, deleted, in runs and pieces.
Document varied() {
    WorldReplica alice = replica(1);
    WorldReplica bob = replica(2);
    const auto first = alice.edit([](Transaction& edit) {
        Node& text = edit.make(edit.root(), "text", NodeKind::text);
        edit.insert(text, 0, std::string(10'000, 'x') + "äöü🙂" + std::string(5'000, 'y'));
        Node& list = edit.make(edit.root(), "list", NodeKind::list);
        for (int i = 0; i < 300; ++i)
            edit.insert(list, static_cast<std::uint32_t>(i / 2), {Value::of(i), NodeKind::map});
        Node& map = edit.make(edit.root(), "map", NodeKind::map);
        for (int i = 0; i < 300; ++i) edit.set(map, std::to_string(i), Value::of("value"));
        Node& set = edit.make(map, "set", NodeKind::set);
        for (int i = 0; i < 40; ++i) edit.add(set, Value::of(i));
        edit.add(edit.make(map, "counter", NodeKind::counter), 7);
    });
    bob.take(first);
    const auto second = bob.edit([](Transaction& edit) {
        Node& text = edit.make(edit.root(), "text", NodeKind::text);
        for (std::uint32_t i = 0; i < 300; ++i) edit.erase(text, i * 20, 3);
        for (std::uint32_t i = 0; i < 300; ++i) edit.insert(text, i * 30, "word");
        Node& list = edit.make(edit.root(), "list", NodeKind::list);
        for (std::uint32_t i = 0; i < 100; ++i) edit.erase(list, i * 2, 1);
    });
    const auto third = alice.edit([](Transaction& edit) {
        edit.set(edit.root(), "text", Value::of(std::string(3000, 'z')));
    });
    bob.take(third);
    alice.take(second);
    EXPECT_EQ(snapshot_of(alice.document), snapshot_of(bob.document));
    return std::move(bob.document);
}

struct InSlices {
    Buffer bytes;
    int slices = 1;
    std::size_t largest = 0;  // Of what one slice wrote.
};

InSlices written_in_slices(const Document& document, Steps steps) {
    InSlices written;
    Buffer part;
    BufferWriter writer(part, SIZE_MAX);
    Pace pace;
    Slices work(pace, write_snapshot(pace, document, writer));
    for (bool is_done = false; !is_done; ++written.slices) {
        is_done = work.run(steps);
        written.largest = std::max(written.largest, part.size());
        append(written.bytes, part);
        part.clear();
    }
    EXPECT_TRUE(work.result());
    return written;
}

Result<Document> read_in_slices(Bytes bytes, Steps steps, int* slices = nullptr) {
    Reader reader(bytes);
    Pace pace;
    Slices work(pace, read_snapshot(pace, reader));
    while (!work.run(steps))
        if (slices) ++*slices;
    auto read = work.result();
    if (read) EXPECT_TRUE(reader.at_end());
    return read;
}

TEST(SnapshotSlices, DS1_are_written_as_in_one_go) {
    const Document document = varied();
    const Buffer expected = snapshot_of(document);
    ASSERT_GT(expected.size(), 20'000U);
    for (const Steps steps : {1u, 2u, 7u, 100u, 1'000'000u})
        EXPECT_EQ(written_in_slices(document, steps).bytes, expected) << steps;
    const InSlices written = written_in_slices(document, 10);
    EXPECT_GT(written.slices, 100);
    EXPECT_LT(written.largest, 5'000U);  // A value of 3000 bytes is written at once.
}

TEST(SnapshotSlices, DS1_are_read_as_in_one_go) {
    const Document document = varied();
    const Buffer bytes = snapshot_of(document);
    for (const Steps steps : {1u, 2u, 7u, 100u, 1'000'000u}) {
        const auto read = read_in_slices(bytes, steps);
        ASSERT_TRUE(read) << steps;
        EXPECT_EQ(snapshot_of(*read), bytes) << steps;
        EXPECT_EQ(read->tree(), document.tree()) << steps;
    }
    int slices = 0;
    EXPECT_TRUE(read_in_slices(bytes, 10, &slices));
    EXPECT_GT(slices, 100);
}

TEST(SnapshotSlices, DS1_what_is_refused_in_one_go_is_refused_in_slices) {
    const Buffer bytes = snapshot_of(varied());
    const auto compare = [](Bytes wrong) {
        Reader reader(wrong);
        const auto one_go = Document::read(reader);
        const auto slices = read_in_slices(wrong, 3);
        ASSERT_EQ(slices.has_value(), one_go.has_value());
        if (!one_go) EXPECT_EQ(slices.error(), one_go.error());
        if (one_go) EXPECT_EQ(snapshot_of(*slices), snapshot_of(*one_go));
    };
    for (std::size_t size = 0; size < bytes.size(); size += 997) compare(Bytes(bytes).first(size));
    int refused = 0;
    for (std::size_t i = 0; i < bytes.size(); i += 303) {
        Buffer altered = bytes;
        altered[i] ^= std::byte{0x81};
        compare(altered);
        refused += read_in_slices(altered, 50) ? 0 : 1;
    }
    EXPECT_GT(refused, 10);
}

TEST(SnapshotSlices, DS1_reading_can_be_given_up) {
    const Buffer bytes = snapshot_of(varied());
    for (const Steps steps : {1u, 50u, 500u}) {
        Reader reader(bytes);
        Pace pace;
        Slices work(pace, read_snapshot(pace, reader));
        EXPECT_FALSE(work.run(steps));
    }
}

TEST(SnapshotSlices, DS2_memory_is_given_back_in_slices) {
    Document document = varied();
    Pace pace;
    Slices work(pace, take_apart(pace, std::move(document)));
    int slices = 1;
    for (; !work.run(1); ++slices) {
    }
    EXPECT_GT(slices, 4);
    EXPECT_TRUE(work.result());
    Slices given_up(pace, take_apart(pace, varied()));
    EXPECT_FALSE(given_up.run(1));
}

}  // namespace
}  // namespace core::crdt
