// Entries as bytes, taking, waiting, exchanging, keeping: ML1–ML5 and ML19–ML24 of
// spec/membership.md.
#include <gtest/gtest.h>

#include "core/base/blake3.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership {
namespace {

using namespace world;
using core::Buffer;
using core::Bytes;

constexpr auto citizen = Role::citizen;
constexpr auto authority = Role::authority;

Buffer copy_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

TEST(Entry, ML1_entries_of_all_kinds_come_back_from_their_bytes) {
    const Log log = closed_log();
    const SignedGrant invite = grant(log, 0, 40, citizen);
    const std::vector<Body> bodies{
        Admit{key_of(1), citizen}, use(invite, 40, 2),
        device(log, 3, 4),         role(1, authority, future),
        role(1, Role::ephemeral),  Revoke{key_of(1), {EntryHash{}}, {{DocumentId{}, 300}}},
        Confirm{EntryHash{}},      RevokeInvite{key_of(40)}};
    for (const Body& body : bodies) {
        const SignedEntry entry = entry_behind(log, {}, 3, body);
        const auto again = SignedEntry::from_bytes(entry.bytes());
        ASSERT_TRUE(again) << describe(body);
        EXPECT_EQ(again->entry(), entry.entry());
        EXPECT_EQ(again->hash(), entry.hash());
        EXPECT_EQ(entry.hash().bytes, core::blake3(entry.bytes()).bytes);
        for (std::size_t size = 0; size < entry.bytes().size(); ++size)
            EXPECT_FALSE(SignedEntry::from_bytes(entry.bytes().first(size)));
    }
}

TEST(Entry, ML2_every_signature_in_an_entry_is_checked) {
    Log log = closed_log();
    const SignedGrant invite = grant(log, 0, 40, citizen);
    for (const Body& body : {use(invite, 40, 2), device(log, 3, 4), role(1, citizen)}) {
        const Buffer bytes = copy_of(entry_behind(log, {}, 3, body).bytes());
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            Buffer changed = bytes;
            changed[i] ^= std::byte{1};
            EXPECT_FALSE(SignedEntry::from_bytes(changed)) << i;
        }
    }
    // Somebody else's proof in an entry that its author signed.
    const Entry stolen{
        .mesh = log.mesh(),
        .author = key_of(1),
        .parents = {},
        .depth = 1,
        .wall_time = present,
        .body = AdmitInvited{key_of(5), use_grant(invite, pair_of(40), key_of(2)).value()}};
    EXPECT_EQ(SignedEntry::sign(stolen, pair_of(1)).error(), core::Error::signature_wrong);
    EXPECT_EQ(SignedEntry::sign(stolen, pair_of(2)).error(), core::Error::key_mismatch);
    Entry unsorted = stolen;
    unsorted.body = Confirm{};
    unsorted.parents = {EntryHash{}, EntryHash{}};
    EXPECT_EQ(SignedEntry::sign(unsorted, pair_of(1)).error(), core::Error::not_canonical);
    unsorted.parents.assign(parents_max + 1, EntryHash{});
    EXPECT_EQ(SignedEntry::sign(unsorted, pair_of(1)).error(), core::Error::too_large);
    unsorted.parents.clear();
    unsorted.body = Admit{key_of(2), authority};
    EXPECT_EQ(SignedEntry::sign(unsorted, pair_of(1)).error(), core::Error::malformed);
}

TEST(LogExchange, ML3_an_entry_counts_once_and_only_in_its_mesh) {
    Log log = closed_log();
    const SignedEntry entry = entry_behind(log, {}, 0, role(1, citizen));
    EXPECT_EQ(log.take(entry.bytes())->added, std::vector{entry.hash()});
    const auto again = log.take(entry.bytes());
    EXPECT_TRUE(again->is_known && again->added.empty());
    EXPECT_EQ(log.size(), 1u);
    Log other = open_log();
    EXPECT_EQ(other.take(entry.bytes()).error(), LogRefusal::mesh_foreign);
    Buffer changed = copy_of(entry.bytes());
    changed.back() ^= std::byte{1};
    EXPECT_EQ(log.take(changed).error(), LogRefusal::signature_wrong);
    EXPECT_EQ(log.take(Bytes(changed).first(9)).error(), LogRefusal::malformed);
}

TEST(LogExchange, ML4_depth_is_one_more_than_that_of_the_parents) {
    Log log = closed_log();
    const EntryHash first = put(log, 0, role(1, citizen));
    for (const std::uint64_t depth : {1u, 3u}) {
        const auto wrong = SignedEntry::sign({.mesh = log.mesh(),
                                              .author = key_of(0),
                                              .parents = {first},
                                              .depth = depth,
                                              .wall_time = present,
                                              .body = role(2, citizen)},
                                             pair_of(0));
        EXPECT_EQ(log.take(wrong->bytes()).error(), LogRefusal::depth_wrong);
    }
}

TEST(LogExchange, ML19_entries_wait_for_their_parents_and_these_can_be_asked_for) {
    Log log = closed_log();
    Log other = closed_log();
    const EntryHash one = put(log, 0, role(1, authority));
    const EntryHash two = put(log, 1, role(2, citizen));
    const EntryHash three = put(log, 1, role(3, citizen));
    EXPECT_TRUE(other.take(*log.bytes_of(three))->is_waiting);
    EXPECT_TRUE(other.take(*log.bytes_of(three))->is_waiting);
    EXPECT_EQ(other.missing(), std::vector{two});
    EXPECT_TRUE(other.take(*log.bytes_of(two))->is_waiting);
    EXPECT_EQ(other.missing(), std::vector{one});
    EXPECT_EQ(other.take(*log.bytes_of(one))->added, (std::vector{one, two, three}));
    EXPECT_TRUE(other.missing().empty());
    EXPECT_EQ(other.waiting_count(), 0u);
}

TEST(LogExchange, ML20_whoever_tells_its_heads_is_sent_what_it_lacks) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    Log other = Log::from_bytes(log.to_bytes(), {}).value();
    const EntryHash mine = put(log, 0, role(2, citizen));
    const EntryHash next = put(log, 1, role(3, citizen));
    put(other, 1, role(4, citizen));
    const auto sent = log.lacking(other.heads(), 1 << 20);
    ASSERT_EQ(sent.size(), 3u) << "its head is not known here, so it may lack anything";
    EXPECT_EQ(log.lacking(std::vector{mine}, 1 << 20).size(), 1u);
    EXPECT_TRUE(log.lacking(log.heads(), 1 << 20).empty());
    EXPECT_EQ(log.lacking({}, log.bytes_of(mine)->size() * 2).size(), 2u) << "as much as fits";
    for (const Bytes bytes : sent) EXPECT_TRUE(other.take(bytes));
    for (const Bytes bytes : other.lacking(log.heads(), 1 << 20)) EXPECT_TRUE(log.take(bytes));
    EXPECT_EQ(log.heads(), other.heads());
    EXPECT_EQ(log.heads().size(), 2u);
    EXPECT_TRUE(log.contains(next));
}

TEST(LogExchange, ML21_a_log_comes_back_from_its_bytes) {
    Log log = closed_log();
    put(log, 0, role(1, authority));
    const std::vector<EntryHash> before = log.heads();
    put(log, 1, role(2, authority));
    put_behind(log, before, 0, revocation(1, before));
    const Buffer bytes = log.to_bytes();
    const auto again = Log::from_bytes(bytes, {});
    ASSERT_TRUE(again);
    EXPECT_EQ(report(*again), report(log));
    EXPECT_EQ(again->to_bytes(), bytes);
    EXPECT_EQ(again->size_bytes(), log.size_bytes());
    EXPECT_FALSE(Log::from_bytes(Bytes(bytes).first(bytes.size() - 1), {}));
    Buffer changed = bytes;
    changed[bytes.size() / 2] ^= std::byte{1};
    EXPECT_FALSE(Log::from_bytes(changed, {}));
    changed = bytes;
    changed[0] = std::byte{9};
    EXPECT_EQ(Log::from_bytes(changed, {}).error(), core::Error::format_unknown);
    EXPECT_EQ(Log::from_bytes(bytes, {.entries_max = 2}).error(), core::Error::too_large);
    EXPECT_EQ(Log(genesis_of(Policy::open), {}).to_bytes().size(),
              2 + genesis_of(Policy::open).bytes().size() + 1);
}

TEST(LogExchange, ML22_who_waits_longest_goes_first_when_too_many_wait) {
    Log writer = closed_log();
    put(writer, 0, role(1, authority));
    std::vector<EntryHash> late;
    for (unsigned i = 0; i < 4; ++i)
        late.push_back(put_behind(writer, writer.heads(), 1, role(2 + i, citizen)));
    Log log(genesis_of(Policy::closed), {.waiting = {.count_max = 2}});
    EXPECT_TRUE(log.take(*writer.bytes_of(late[1]))->dropped.empty());
    EXPECT_TRUE(log.take(*writer.bytes_of(late[2]))->dropped.empty());
    EXPECT_EQ(log.take(*writer.bytes_of(late[3]))->dropped, std::vector{late[1]});
    EXPECT_EQ(log.waiting_count(), 2u);
    Log narrow(genesis_of(Policy::closed), {.waiting = {.size_max = 10}});
    const auto taken = narrow.take(*writer.bytes_of(late[1]));
    EXPECT_FALSE(taken->is_waiting);
    EXPECT_EQ(taken->dropped, std::vector{late[1]});
}

TEST(LogExchange, ML23_a_log_and_each_author_have_a_limit_and_the_writer_is_told) {
    Log log(genesis_of(Policy::closed), {.entries_max = 4, .entries_per_author_max = 2});
    put(log, 0, role(1, authority));
    put(log, 0, role(2, authority));
    EXPECT_EQ(log.take(entry_behind(log, log.heads(), 0, role(3, citizen)).bytes()).error(),
              LogRefusal::author_full);
    put(log, 1, role(3, citizen));
    put(log, 1, role(4, citizen));
    EXPECT_EQ(log.take(entry_behind(log, log.heads(), 2, role(5, citizen)).bytes()).error(),
              LogRefusal::log_full);
    Log narrow(genesis_of(Policy::closed), {.size_max = 300});
    put(narrow, 0, role(1, authority));
    EXPECT_EQ(
        narrow.take(entry_behind(narrow, narrow.heads(), 0, role(2, citizen)).bytes()).error(),
        LogRefusal::log_full);
    // One that had waited is refused when its turn comes.
    Log writer = closed_log();
    const EntryHash first = put(writer, 0, role(1, authority));
    const EntryHash second = put(writer, 0, role(2, authority));
    Log tight(genesis_of(Policy::closed), {.entries_max = 1});
    EXPECT_TRUE(tight.take(*writer.bytes_of(second))->is_waiting);
    EXPECT_EQ(tight.take(*writer.bytes_of(first))->dropped, std::vector{second});
}

TEST(LogExchange, ML24_only_what_undoes_others_has_all_judged_anew) {
    Log log = closed_log();
    const auto is_judged_anew = [&](unsigned author, Body body) {
        return log.take(entry_behind(log, log.heads(), author, std::move(body)).bytes())
            ->is_judged_anew;
    };
    EXPECT_FALSE(is_judged_anew(0, role(1, authority)));
    EXPECT_FALSE(is_judged_anew(1, role(2, authority)));
    EXPECT_FALSE(is_judged_anew(0, role(1, citizen)));
    EXPECT_FALSE(is_judged_anew(0, revocation(2, log.heads())));
    EXPECT_FALSE(is_judged_anew(0, revocation(3, {})));
    EXPECT_TRUE(is_judged_anew(0, revocation(1, {})));
}

}  // namespace
}  // namespace fabric::membership
