// An author of whom not everything counts: what is shown then, of each type.
#include <gtest/gtest.h>

#include "core/crdt/document/json.h"
#include "core/crdt/replica/replica.h"

namespace core::crdt {
namespace {

constexpr DocumentId document_id{{std::byte{7}}};
constexpr Author mallory{3};

crypto::Ed25519KeyPair key_of(std::uint8_t number) {
    crypto::Ed25519Seed seed;
    seed.mutable_view()[0] = std::byte{number};
    return crypto::Ed25519KeyPair(std::move(seed));
}

Cuts cut_at(std::uint64_t sequence) {
    Cuts cuts;
    cuts.set(mallory, sequence);
    return cuts;
}

// Three that hand each other every change at once.
struct Three {
    Three() {
        for (std::uint64_t number = 1; number <= 3; ++number)
            replicas.emplace_back(document_id, Author{number},
                                  key_of(static_cast<std::uint8_t>(number)));
    }
    void edit(std::size_t who, const auto& act) {
        auto change = replicas[who].edit(0, act);
        ASSERT_TRUE(change && *change);
        for (std::size_t other = 0; other < 3; ++other)
            if (other != who) {
                ASSERT_TRUE(replicas[other].take(**change));
            }
        changes.push_back(std::move(**change));
    }
    // Of who knew of the cut after all of it, and of who knew before.
    std::string shown(std::uint64_t cut) {
        Replica after(document_id, Author{8}, key_of(8));
        Replica before(document_id, Author{9}, key_of(9));
        EXPECT_TRUE(before.set_cuts(cut_at(cut)));
        for (const Buffer& change : changes) EXPECT_TRUE(after.take(change) && before.take(change));
        EXPECT_TRUE(after.set_cuts(cut_at(cut)));
        EXPECT_EQ(snapshot_of(after), snapshot_of(before));
        return to_json(after.document().tree());
    }
    static Buffer snapshot_of(const Replica& replica) {
        Buffer bytes;
        BufferWriter writer(bytes, SIZE_MAX);
        replica.write(writer);
        return bytes;
    }

    std::vector<Replica> replicas;
    std::vector<Buffer> changes;
};

const Path text{"text"};
const Path set{"set"};
const Path counter{"counter"};
const Path key{"key"};

TEST(Cuts, DC9_characters_that_were_typed_are_gone_and_those_deleted_are_back) {
    Three three;
    three.edit(0, [](Editor& e) { return e.insert_text(text, 0, "hello"); });
    three.edit(2, [](Editor& e) { return e.insert_text(text, 5, " good"); });
    three.edit(2, [](Editor& e) { return e.insert_text(text, 10, " bad"); });
    three.edit(2, [](Editor& e) { return e.erase(text, NodeKind::text, 0, 5); });
    // Beside characters that are void, and where some were deleted.
    three.edit(1, [](Editor& e) { return e.insert_text(text, 9, "?!"); });
    EXPECT_EQ(three.shown(all_changes), R"({"text":" good bad?!"})");
    EXPECT_EQ(three.shown(2), R"({"text":"hello good bad?!"})");
    EXPECT_EQ(three.shown(1), R"({"text":"hello good?!"})");
    EXPECT_EQ(three.shown(0), R"({"text":"hello?!"})");
}

TEST(Cuts, DC9_what_was_set_or_removed_under_a_key_is_as_before) {
    Three three;
    three.edit(0, [](Editor& e) { return e.set(key, Value::of(1)); });
    three.edit(2, [](Editor& e) { return e.set(key, Value::of(2)); });
    three.edit(2, [](Editor& e) { return e.remove(key); });
    EXPECT_EQ(three.shown(all_changes), "{}");
    EXPECT_EQ(three.shown(1), R"({"key":2})");
    EXPECT_EQ(three.shown(0), R"({"key":1})");
    three.edit(1, [](Editor& e) { return e.set(key, Value::of(3)); });
    EXPECT_EQ(three.shown(0), R"({"key":3})");
}

TEST(Cuts, DC9_members_and_sums_are_as_before) {
    Three three;
    three.edit(0, [](Editor& e) -> Result<void> {
        TRY(e.add(counter, 5));
        TRY(e.add_member(set, Value::of(1)));
        return e.add_member(set, Value::of(2));
    });
    three.edit(2, [](Editor& e) -> Result<void> {
        TRY(e.add(counter, 100));
        return e.remove_member(set, Value::of(1));
    });
    three.edit(2, [](Editor& e) -> Result<void> {
        TRY(e.add(counter, 1'000));
        return e.add_member(set, Value::of(3));
    });
    three.edit(1, [](Editor& e) { return e.add(counter, 7); });
    EXPECT_EQ(three.shown(all_changes), R"({"counter":1112,"set":[2,3]})");
    EXPECT_EQ(three.shown(1), R"({"counter":112,"set":[2]})");
    EXPECT_EQ(three.shown(0), R"({"counter":12,"set":[1,2]})");
}

TEST(Cuts, DC9_what_is_under_a_key_of_a_void_change_stays_and_what_is_in_an_item_of_it_goes) {
    Three three;
    three.edit(2, [](Editor& e) { return e.set(Path{"map", "bad"}, Value::of(1)); });
    three.edit(2, [](Editor& e) { return e.insert_items(Path{"list"}, 0, {Tree{MapTree{}}}); });
    three.edit(1, [](Editor& e) { return e.set(Path{"map", "good"}, Value::of(2)); });
    three.edit(1, [](Editor& e) { return e.set(Path{"list", 0U, "good"}, Value::of(2)); });
    EXPECT_EQ(three.shown(all_changes), R"({"list":[{"good":2}],"map":{"bad":1,"good":2}})");
    EXPECT_EQ(three.shown(0), R"({"map":{"good":2}})");
}

TEST(Cuts, RP10_are_told_at_any_time_and_taken_back) {
    Three three;
    Replica& alice = three.replicas[0];
    const SubscriptionId all = alice.subscribe({});
    three.edit(2, [](Editor& e) { return e.set(key, Value::of(1)); });
    three.edit(0, [](Editor& e) { return e.insert_text(text, 0, "x"); });
    static_cast<void>(alice.take_news());
    ASSERT_TRUE(alice.set_cuts(cut_at(5)));
    EXPECT_TRUE(alice.take_news().empty()) << "nothing that is here is void";
    ASSERT_TRUE(alice.set_cuts(cut_at(0)));
    EXPECT_EQ(to_json(alice.document().tree()), R"({"text":"x"})");
    const auto news = alice.take_news();
    ASSERT_EQ(news.size(), 1U);
    EXPECT_TRUE(news[0].is_anew);
    EXPECT_EQ(news[0].subscriptions, std::vector{all});
    EXPECT_EQ(alice.undo_log().size(), 0U);
    // What was is shown without it too.
    Version then;
    then.include({mallory, 1});
    EXPECT_EQ(to_json(alice.at(then)->tree()), "{}");
    ASSERT_TRUE(alice.set_cuts({}));
    EXPECT_EQ(to_json(alice.document().tree()), R"({"key":1,"text":"x"})");
    EXPECT_EQ(Three::snapshot_of(alice), Three::snapshot_of(three.replicas[1]));
}

TEST(Cuts, RP10_without_the_changes_nothing_can_be_made_anew) {
    Three three;
    three.edit(2, [](Editor& e) { return e.set(key, Value::of(1)); });
    Replica& alice = three.replicas[0];
    alice.forget(alice.history().version());
    EXPECT_EQ(alice.set_cuts(cut_at(0)).error(), Error::value_missing);
    EXPECT_TRUE(alice.cuts().empty());
    EXPECT_EQ(to_json(alice.document().tree()), R"({"key":1})");
    EXPECT_TRUE(alice.set_cuts(cut_at(1)));
}

TEST(Cuts, RP11_who_has_a_cut_writes_nothing) {
    Three three;
    three.edit(2, [](Editor& e) { return e.set(key, Value::of(1)); });
    Replica& theirs = three.replicas[2];
    ASSERT_TRUE(theirs.set_cuts(cut_at(1)));
    const auto act = [](Editor& e) { return e.set(key, Value::of(2)); };
    EXPECT_EQ(theirs.edit(0, act).error(), Error::author_revoked);
    EXPECT_EQ(theirs.undo(0).error(), Error::author_revoked);
    ASSERT_TRUE(theirs.set_cuts({}));
    EXPECT_TRUE(theirs.edit(0, act));
}

}  // namespace
}  // namespace core::crdt
