// Snapshots that nobody wrote: cut off, with bits turned over, in other forms.
#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/crdt/document/document_world.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt {
namespace {

using core::testing::spaced_hex;

Result<Document> document_from(Bytes bytes) {
    Reader reader(bytes);
    auto document = Document::read(reader);
    if (document && !reader.at_end()) return fail(Error::trailing_bytes);
    return document;
}

// Of every kind of node, with what is deleted, hidden and written at once.
WorldReplica with_all_sorts() {
    WorldReplica alice = replica(1);
    WorldReplica bob = replica(2);
    std::vector<WorldChange> changes;
    changes.push_back(alice.edit([](Transaction& edit) {
        Node& list = edit.make(edit.root(), "list", NodeKind::list);
        edit.insert(list, 0, {Value::of(1), NodeKind::map, NodeKind::text, Value()});
        edit.set(Transaction::node_at(list, 1), "in", Value::of(0.5));
        edit.insert(Transaction::node_at(list, 2), 0, "tëxt");
        edit.erase(list, 0, 1);
        edit.add(edit.make(edit.root(), "counter", NodeKind::counter), -3);
        Node& set = edit.make(edit.root(), "set", NodeKind::set);
        edit.add(set, Value::of("x"));
        edit.add(set, Value::of(true));
    }));
    bob.take_all(changes);
    changes.push_back(alice.edit([](Transaction& edit) {
        edit.insert(edit.make(edit.root(), "k", NodeKind::text), 0, "hidden");
    }));
    changes.push_back(bob.edit([](Transaction& edit) {
        edit.set(edit.root(), "k", Value::of(Buffer(3)));
        edit.add(edit.make(edit.root(), "counter", NodeKind::counter), 10);
        edit.add(edit.make(edit.root(), "set", NodeKind::set), Value::of("x"));
    }));
    alice.take_all(changes);
    return alice;
}

TEST(Snapshot, DC8_cut_off_anywhere_is_refused) {
    const Buffer bytes = snapshot_of(with_all_sorts().document);
    ASSERT_TRUE(document_from(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(document_from(Bytes(bytes).first(size))) << size;
}

TEST(Snapshot, DC8_with_a_bit_turned_over_is_refused_or_another_document) {
    const Buffer bytes = snapshot_of(with_all_sorts().document);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        Buffer turned = bytes;
        turned[bit / 8] ^= std::byte{1} << bit % 8;
        const auto document = document_from(turned);
        if (document) EXPECT_EQ(snapshot_of(*document), turned) << bit;
    }
}

TEST(Snapshot, DC8_an_empty_document_is_two_bytes) {
    EXPECT_EQ(snapshot_of(Document()), spaced_hex("00 00"));
    ASSERT_TRUE(document_from(spaced_hex("00 00")));
}

TEST(Snapshot, DC8_a_small_document_looks_so) {
    WorldReplica alice = replica(1);
    alice.edit([](Transaction& edit) {
        edit.set(edit.root(), "k", Value::of(7));
        edit.insert(edit.make(edit.root(), "t", NodeKind::text), 0, "ab");
    });
    EXPECT_EQ(snapshot_of(alice.document), spaced_hex("01 0000000000000001 04"  // Version.
                                                      "02"
                                                      "01 6b 01 00 01 01 03 0e 00"
                                                      "01 74 01 00 02 02 42 01 02"
                                                      "01 04 00 03 00 00 02 6162"));
}

TEST(Snapshot, DC8_refuses_other_forms) {
    const auto refused = [](const std::string& root, Error error) {
        const auto document = document_from(spaced_hex("01 0000000000000001 09" + root));
        ASSERT_FALSE(document) << root;
        EXPECT_EQ(document.error(), error) << root;
    };
    const std::string slot = "01 00 01 01 00 00";  // Null, written first.
    EXPECT_TRUE(
        document_from(spaced_hex("01 0000000000000001 09 02 01 6b" + slot + "01 6c" + slot)));
    refused("02 01 6c" + slot + "01 6b" + slot, Error::not_canonical);  // Keys not in order,
    refused("02 01 6b" + slot + "01 6b" + slot, Error::not_canonical);  // one twice,
    refused("01 01 6b 00 00", Error::not_canonical);                    // nothing under one.
    refused("01 01 6b 01 00 0a 01 00 00", Error::malformed);            // Not in the version.
    refused("01 01 6b 00 01 00 00", Error::not_canonical);              // An empty node,
    refused("01 01 6b 00 01 05 00", Error::malformed);                  // one of no kind,
    refused("01 01 6b 00 02 04 01 00 01 00 01 02 01 02 00 01 00 00 01 61",
            Error::not_canonical);  // a text behind a set.
    refused("ffffffffffffffff7f", Error::truncated);
}

TEST(Snapshot, DC8_refuses_runs_that_are_not_one_sequence) {
    const auto text = [](const std::string& runs) {
        return document_from(spaced_hex("01 0000000000000001 09 01 01 74 00 01 02" + runs));
    };
    const auto error_of = [&](const std::string& runs) {
        const auto document = text(runs);
        return document ? Error::trailing_bytes : document.error();
    };
    EXPECT_TRUE(text("01 04 00 03 00 00 02 6162"));
    EXPECT_EQ(error_of("01 04 00 03 00 00 01 61"), Error::malformed);    // Too few characters.
    EXPECT_EQ(error_of("01 04 00 09 00 00 02 6162"), Error::malformed);  // Beyond the version.
    EXPECT_EQ(error_of("01 00 00 03 00 00 00"), Error::malformed);       // A run of none.
    EXPECT_EQ(error_of("01 04 00 03 01 00 04 00 02 6162"), Error::malformed);  // Behind itself.
    // In two runs what is one; the second twice; the left one behind.
    EXPECT_EQ(error_of("02 02 00 03 00 00 02 00 04 01 00 03 00 02 6162"), Error::not_canonical);
    EXPECT_EQ(error_of("02 02 00 03 00 00 02 00 03 00 00 02 6162"), Error::malformed);
    EXPECT_EQ(error_of("02 02 00 04 01 00 03 00 02 00 03 00 00 02 6162"), Error::malformed);
    // More than ever come.
    EXPECT_EQ(error_of("ffffffffffffffff7f 04 00 03 00 00 02 6162"), Error::truncated);
    EXPECT_EQ(error_of("01 ffffffffffffffff7f 00 03 00 00 02 6162"), Error::too_large);
    EXPECT_EQ(error_of("01 feffffff0f 00 03 00 00 02 6162"), Error::malformed);
}

TEST(Snapshot, DC8_nested_too_deep_is_refused) {
    const auto nested = [](std::size_t depth) {
        std::string bytes = "01 0000000000000001 09";
        for (std::size_t i = 0; i < depth; ++i) bytes += "01 01 6b 00 01 00";
        return spaced_hex(bytes + "01 01 6b 01 00 01 01 00 00");
    };
    EXPECT_TRUE(document_from(nested(depth_max)));
    EXPECT_EQ(document_from(nested(depth_max + 1)).error(), Error::too_deep);
    EXPECT_EQ(document_from(nested(100'000)).error(), Error::too_deep);
}

}  // namespace
}  // namespace core::crdt
