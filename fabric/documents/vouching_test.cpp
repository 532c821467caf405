// Whose changes are believed by whose signatures.
#include "fabric/documents/vouching.h"

#include <gtest/gtest.h>

#include "fabric/documents/shared_document.h"
#include "fabric/documents/world_test.h"

namespace fabric::documents {
namespace {

using namespace testing;

constexpr std::size_t signature_size = 64;

// A chain of so many, of which some bear no signature, by their places.
std::vector<core::Buffer> chain(const Member& author, std::size_t count,
                                const std::set<std::size_t>& unsigned_ones = {}) {
    core::crdt::Replica replica(core::crdt::DocumentId{},
                                core::crdt::author_of(author.key.public_key()),
                                key_pair(author.number));
    std::vector<core::Buffer> records;
    core::Blake3Digest previous{};
    for (std::size_t i = 0; i < count; ++i) {
        const auto written = replica.edit(0, [&](core::crdt::Editor& editor) {
            return editor.set(core::crdt::Path{"n"},
                              core::crdt::Value::of(static_cast<std::int64_t>(i)));
        });
        EXPECT_TRUE(written && *written);
        core::crdt::Change change = *core::crdt::read_change(**written);
        change.previous = previous;
        core::Buffer bytes = *core::crdt::write_change(change, {}, author.key);
        if (unsigned_ones.contains(i)) bytes[bytes.size() - signature_size] ^= std::byte{1};
        previous = core::crdt::hash_of_change(bytes);
        records.push_back(write_change_record(author.key.public_key(), bytes));
    }
    return records;
}

std::vector<ChangeRecord> read(const std::vector<core::Buffer>& records) {
    std::vector<ChangeRecord> all;
    for (const core::Buffer& record : records) all.push_back(*read_change_record(record));
    return all;
}

std::vector<bool> genuine(const std::vector<ChangeRecord>& records, const Writers& writers) {
    return genuine_among(records, Frontiers(core::sync::SketchKey{}), writers, {});
}

TEST(Vouching, DM20_who_signed_the_last_has_signed_all) {
    const Member alice(1);
    const auto run = chain(alice, 5, {1, 2});
    EXPECT_EQ(genuine(read(run), alice.writers), std::vector<bool>(5, true));
}

TEST(Vouching, DM20_what_is_behind_the_last_signature_is_nobodys) {
    const Member alice(1);
    const auto run = chain(alice, 5, {3, 4});
    EXPECT_EQ(genuine(read(run), alice.writers),
              (std::vector<bool>{true, true, true, false, false}));
}

TEST(Vouching, DM20_only_the_very_change_is_vouched_for) {
    const Member alice(1);
    auto run = chain(alice, 4);
    const auto other = chain(alice, 2, {1});
    run[1] = other[1];
    EXPECT_EQ(genuine(read(run), alice.writers), (std::vector<bool>{true, false, true, true}));
}

TEST(Vouching, DM20_authors_vouch_for_themselves) {
    const Member alice(1);
    const Member bob(2);
    const auto hers = chain(alice, 3, {1});
    const auto his = chain(bob, 3, {2});
    const std::vector<core::Buffer> both{hers[0], his[0], hers[1], his[1], his[2], hers[2]};
    EXPECT_EQ(genuine(read(both), alice.writers),
              (std::vector<bool>{true, true, true, true, false, true}));
}

TEST(Vouching, DM3_of_a_stranger_nothing_is_looked_at) {
    Member alice(1);
    alice.writers.strangers.insert(alice.key.public_key());
    EXPECT_EQ(genuine(read(chain(alice, 2)), alice.writers), (std::vector<bool>{false, false}));
}

// As it may come one by one, from anybody.
TEST(Vouching, DM20_what_the_next_one_waits_for_is_taken) {
    World world(1);
    const Member alice(2);
    const auto run = chain(alice, 3, {1});
    SharedDocument& document = *world[0].document;
    EXPECT_TRUE(document.take_record(run[0]));
    EXPECT_EQ(document.take_record(run[1]), std::unexpected(ChangeRefusal::signature_wrong));
    EXPECT_TRUE(document.take_record(run[2]));
    EXPECT_EQ(world[0].text(), R"({"n":0})");
    EXPECT_TRUE(document.take_record(run[1]));
    EXPECT_EQ(world[0].text(), R"({"n":2})");
}

TEST(Vouching, DM20_two_tales_of_which_one_bears_no_signature_are_no_proof_for_others) {
    World world(2);
    world.connect(world[0], world[1]);
    world.wait(seconds{1});
    const Member alice(3);
    const auto one = chain(alice, 2, {0});
    const auto other = chain(alice, 1);
    SharedDocument& document = *world[0].document;
    EXPECT_TRUE(document.take_record(one[1]));
    EXPECT_TRUE(document.take_record(one[0]));
    world.settle(world[0]);
    world.wait(seconds{5});
    EXPECT_EQ(document.take_record(other[0]), std::unexpected(ChangeRefusal::author_quarantined));
    world.settle(world[0]);
    world.wait(seconds{5});
    EXPECT_EQ(world[0].told<EquivocationFound>().size(), 1u);
    EXPECT_FALSE(document.proofs().contains(core::crdt::author_of(alice.key.public_key())));
    EXPECT_TRUE(world[1].told<Misbehaved>().empty());
}

}  // namespace
}  // namespace fabric::documents
