// The bytes of records and of what is said about documents.
#include "fabric/documents/change_record.h"

#include <gtest/gtest.h>

#include "core/crdt/change/author_key.h"
#include "fabric/documents/frontiers.h"
#include "fabric/documents/messages.h"

namespace fabric::documents {
namespace {

using core::Buffer;
using core::Error;

core::crypto::Ed25519KeyPair pair_of(std::uint8_t number) {
    std::array<std::byte, 32> seed{};
    seed[0] = std::byte{number};
    return core::crypto::Ed25519KeyPair(core::crypto::Ed25519Seed(seed));
}

Buffer record_of(const core::crypto::Ed25519KeyPair& key, std::uint64_t sequence) {
    core::crdt::Change change;
    change.author = core::crdt::author_of(key.public_key());
    change.sequence = sequence;
    change.counter = sequence;
    change.events = 1;
    change.lamport = core::crdt::Lamport{sequence};
    if (sequence > 1) change.previous.bytes[0] = std::byte{1};
    const auto bytes = core::crdt::write_change(change, {}, key);
    return write_change_record(key.public_key(), *bytes);
}

TEST(ChangeRecord, DM2_it_is_read_as_it_was_written) {
    const auto key = pair_of(1);
    const Buffer bytes = record_of(key, 7);
    const auto record = read_change_record(bytes);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->author, key.public_key());
    EXPECT_EQ(record->change.sequence, 7u);
    EXPECT_EQ(record->signed_change.size() + 32, bytes.size());
}

TEST(ChangeRecord, DM2_a_key_that_is_not_the_authors_is_refused) {
    Buffer bytes = record_of(pair_of(1), 1);
    core::copy(core::MutableBytes(bytes).first(32), pair_of(2).public_key().view());
    EXPECT_EQ(read_change_record(bytes).error(), Error::key_mismatch);
}

TEST(ChangeRecord, DM2_what_is_cut_is_refused) {
    const Buffer bytes = record_of(pair_of(1), 1);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(read_change_record(core::Bytes(bytes).first(size))) << size;
}

TEST(ChangeRecord, DM5_its_key_names_author_and_sequence_and_is_another_for_other_bytes) {
    const auto key = pair_of(1);
    const Buffer bytes = record_of(key, 7);
    const auto name = name_of(key_of(*read_change_record(bytes)));
    EXPECT_EQ(name.author, core::crdt::author_of(key.public_key()));
    EXPECT_EQ(name.sequence, 7u);
    Buffer other = bytes;
    other.back() ^= std::byte{1};
    EXPECT_NE(key_of(*read_change_record(other)), key_of(*read_change_record(bytes)));
}

TEST(Frontiers, DM4_what_is_safe_before_what_is_in_front_of_it_waits) {
    const auto key = pair_of(1);
    const core::crdt::Author author = core::crdt::author_of(key.public_key());
    const auto add = [&](Frontiers& frontiers, std::uint64_t sequence) {
        const Buffer bytes = record_of(key, sequence);
        frontiers.add(*read_change_record(bytes));
    };
    Frontiers frontiers({});
    add(frontiers, 2);
    add(frontiers, 4);
    EXPECT_EQ(frontiers.index().size(), 0u);
    EXPECT_TRUE(frontiers.contains(author, 2));
    EXPECT_FALSE(frontiers.contains(author, 1));
    add(frontiers, 1);
    EXPECT_EQ(frontiers.version()[author], 2u);
    EXPECT_EQ(frontiers.index().size(), 1u);
    add(frontiers, 3);
    EXPECT_EQ(frontiers.version()[author], 4u);
    EXPECT_EQ(frontiers.copy_of_index()->tree().root(), frontiers.index().tree().root());
    Frontiers in_order({});
    for (std::uint64_t i = 1; i <= 4; ++i) add(in_order, i);
    EXPECT_EQ(in_order.index().tree().root(), frontiers.index().tree().root());
}

TEST(DocumentMessages, DM9_bulk_is_read_as_it_was_written) {
    BulkMessage message{BulkKind::last_piece, BulkNumber{9}};
    append_record(message.records, Buffer(record_size_min, std::byte{1}));
    append_record(message.records, Buffer(record_size_min + 9, std::byte{2}));
    const auto read = read_bulk_message(write_bulk_message(message));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, BulkKind::last_piece);
    EXPECT_EQ(read->number, BulkNumber{9});
    const auto records = split_records(read->records);
    ASSERT_TRUE(records);
    ASSERT_EQ(records->size(), 2u);
    EXPECT_EQ((*records)[1].size(), record_size_min + 9);
}

TEST(DocumentMessages, DM9_other_forms_of_bulk_are_refused) {
    EXPECT_FALSE(read_bulk_message(Buffer{std::byte{4}, std::byte{1}}));
    EXPECT_FALSE(read_bulk_message(Buffer{std::byte{2}, std::byte{1}, std::byte{0}}));
    EXPECT_FALSE(read_bulk_message(Buffer{std::byte{0}, std::byte{1}, std::byte{0}}));
    EXPECT_FALSE(split_records(Buffer{std::byte{5}, std::byte{1}}));
    // Records of nothing, and many in more than a piece holds.
    EXPECT_FALSE(split_records(Buffer(300)));
    Buffer many;
    while (many.size() <= bulk_piece_size) append_record(many, Buffer(record_size_min));
    EXPECT_EQ(split_records(many).error(), Error::too_large);
}

TEST(DocumentMessages, DM9_a_bulk_that_unfolds_to_more_than_may_be_is_refused) {
    const BulkMessage message{BulkKind::piece, BulkNumber{1}, Buffer(bulk_piece_size_max + 100)};
    const Buffer bytes = write_bulk_message(message);
    EXPECT_LT(bytes.size(), 10'000u);
    EXPECT_EQ(read_bulk_message(bytes).error(), Error::too_large);
}

TEST(DocumentMessages, DM8_talk_messages_are_read_as_they_were_written) {
    const Buffer bytes = write_talk_message({true, TalkNumber{300}, core::sync::Equal{}});
    const auto read = read_talk_message(bytes);
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->is_from_opener);
    EXPECT_EQ(read->talk, TalkNumber{300});
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(read_talk_message(core::Bytes(bytes).first(size))) << size;
}

}  // namespace
}  // namespace fabric::documents
