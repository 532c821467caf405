// Awareness and messages by example: time, limits, and what is refused.
#include "core/crdt/yjs/awareness.h"

#include <gtest/gtest.h>

#include "core/crdt/yjs/lib0.h"
#include "core/crdt/yjs/messages.h"
#include "core/testing/spaced_hex.h"

namespace core::crdt::yjs {
namespace {

using core::testing::spaced_hex;
using std::chrono::seconds;

constexpr Client ours{1};
constexpr Client theirs{2};
constexpr Instant begin{};

Buffer update_of(std::vector<std::tuple<Client, std::uint64_t, std::string>> told) {
    Buffer update;
    append_var_uint(update, told.size());
    for (const auto& [client, clock, json] : told) {
        append_var_uint(update, client.value);
        append_var_uint(update, clock);
        append_text(update, json);
    }
    return update;
}

TEST(Awareness, YW20_who_is_silent_is_gone_and_we_are_not) {
    Awareness awareness(ours, begin);
    ASSERT_TRUE(awareness.apply(update_of({{theirs, 1, "{}"}}), begin + seconds(1)));
    EXPECT_EQ(awareness.deadline(), begin + seconds(15));
    EXPECT_TRUE(awareness.expire(begin + seconds(14)).empty());
    EXPECT_EQ(awareness.expire(begin + seconds(15)).updated, Awareness::Clients{ours});
    EXPECT_EQ(awareness.bytes({ours}), update_of({{ours, 1, "{}"}}));
    EXPECT_EQ(awareness.deadline(), begin + seconds(30));
    EXPECT_EQ(awareness.expire(begin + seconds(30)).updated, Awareness::Clients{ours});
    EXPECT_EQ(awareness.expire(begin + seconds(31)).removed, Awareness::Clients{theirs});
    EXPECT_FALSE(awareness.state(theirs));
    EXPECT_EQ(awareness.bytes({theirs}), update_of({{theirs, 1, "null"}}));
    // What was sent before does not bring them back.
    EXPECT_TRUE(awareness.apply(update_of({{theirs, 1, "{}"}}), begin + seconds(32))->empty());
    EXPECT_EQ(awareness.apply(update_of({{theirs, 2, "{}"}}), begin + seconds(32))->updated,
              Awareness::Clients{theirs});
}

TEST(Awareness, YW19_nobody_else_takes_our_state_away) {
    Awareness awareness(ours, begin);
    const auto changes = awareness.apply(update_of({{ours, 5, " null "}}), begin);
    EXPECT_EQ(changes->removed, Awareness::Clients{ours});
    EXPECT_EQ(awareness.bytes({ours}), update_of({{ours, 6, "{}"}}));
    // Not even by the largest clock.
    ASSERT_TRUE(awareness.apply(update_of({{ours, number_max, "null"}}), begin));
    EXPECT_EQ(awareness.bytes({ours}), update_of({{ours, number_max, "{}"}}));
    ASSERT_TRUE(awareness.set_local(std::nullopt, begin));
    EXPECT_FALSE(awareness.state(ours));
    EXPECT_TRUE(awareness.clients().empty());
}

TEST(Awareness, YW19_all_of_an_update_or_nothing) {
    Awareness awareness(ours, begin);
    EXPECT_EQ(awareness.apply(update_of({{theirs, 1, "{}"}, {theirs, 2, "{"}}), begin).error(),
              Error::truncated);
    EXPECT_FALSE(awareness.state(theirs));
    EXPECT_EQ(awareness.apply(spaced_hex("01 02 01 02 7b7d 00"), begin).error(),
              Error::trailing_bytes);
    EXPECT_EQ(awareness.apply(spaced_hex("ffffffff0f 02 01 02 7b7d"), begin).error(),
              Error::truncated);
    EXPECT_EQ(awareness.set_local("{a:1}", begin).error(), Error::malformed);
    EXPECT_EQ(awareness.set_local("\"\xff\"", begin).error(), Error::malformed);
    EXPECT_EQ(awareness.state(ours), "{}");
}

TEST(Awareness, YW20_memory_is_bounded) {
    const std::string large = '"' + std::string(awareness_state_size_max, 'x') + '"';
    Awareness awareness(ours, begin);
    EXPECT_EQ(awareness.set_local(large, begin).error(), Error::too_large);
    EXPECT_EQ(awareness.apply(update_of({{theirs, 1, large}}), begin).error(), Error::too_large);
    std::vector<std::tuple<Client, std::uint64_t, std::string>> many;
    for (std::uint64_t i = 1; i < awareness_clients_max; ++i)
        many.emplace_back(Client{i + 1}, 1, "1");
    ASSERT_TRUE(awareness.apply(update_of(many), begin));
    const Client last{awareness_clients_max + 1};
    EXPECT_EQ(awareness.apply(update_of({{last, 1, "1"}}), begin).error(), Error::too_large);
    // Those that are gone make room.
    EXPECT_EQ(awareness.remove({theirs}, begin).removed, Awareness::Clients{theirs});
    EXPECT_TRUE(awareness.apply(update_of({{last, 1, "1"}}), begin));
    EXPECT_EQ(awareness.clients().size(), awareness_clients_max);
}

TEST(Messages, YW18_refuses_what_it_does_not_know) {
    const auto error = [](const std::string& hex) {
        const Buffer bytes = spaced_hex(hex);
        Reader reader(bytes);
        const auto message = read_message(reader);
        EXPECT_EQ(reader.position(), 0u);
        return message.error();
    };
    EXPECT_EQ(error("04 00"), Error::type_wrong);
    EXPECT_EQ(error("00 03 00"), Error::type_wrong);
    EXPECT_EQ(error("02 01 00"), Error::type_wrong);
    EXPECT_EQ(error("00 00 05 00"), Error::truncated);
    EXPECT_EQ(error("02 00 01 ff"), Error::malformed);
}

TEST(Messages, YW18_several_may_come_at_once) {
    const Buffer bytes = spaced_hex("00 00 01 00 03 01 01 00");
    Reader reader(bytes);
    EXPECT_TRUE(holds_alternative<SyncStep1>(read_message(reader).value()));
    EXPECT_TRUE(holds_alternative<QueryAwareness>(read_message(reader).value()));
    EXPECT_TRUE(holds_alternative<AwarenessMessage>(read_message(reader).value()));
    EXPECT_TRUE(reader.at_end());
}

}  // namespace
}  // namespace core::crdt::yjs
