// Logs that are told to one another: ME1–ME8 of spec/membership.md.
#include "fabric/membership/exchange.h"

#include <gtest/gtest.h>

#include <map>

#include "core/base/prng.h"
#include "fabric/membership/mesh_world.h"

namespace fabric::membership {
namespace {

using namespace world;
using core::codec::PeerId;

PeerId peer_of(unsigned number) { return PeerId::of(core::codec::PublicKey(key_of(number))); }

struct Member {
    explicit Member(unsigned its_number, const ExchangeOptions& options = {})
        : number(its_number), exchange(log, options) {}

    EntryHash write(unsigned whom) {
        const SignedEntry entry = entry_behind(log, log.heads(), 0, role(whom, Role::citizen));
        EXPECT_TRUE(log.take(entry.bytes()));
        exchange.tell(entry.hash());
        return entry.hash();
    }

    unsigned number;
    Log log = open_log();
    Exchange exchange;
    std::size_t sent_count = 0;
    std::size_t sent_size = 0;
    std::vector<EntryHash> journal;
};

void connect(Member& one, Member& other) {
    ASSERT_TRUE(one.exchange.connect(peer_of(other.number)));
    ASSERT_TRUE(other.exchange.connect(peer_of(one.number)));
}

// False if nothing was to be said.
bool say(Member& from, Member& to) {
    const auto bytes = from.exchange.next_message(peer_of(to.number));
    if (!bytes) return false;
    ++from.sent_count;
    from.sent_size += bytes->size();
    EXPECT_LE(bytes->size(), exchange_message_size_max);
    const auto received = to.exchange.receive(peer_of(from.number), *bytes);
    EXPECT_TRUE(received && received->refused_count == 0);
    to.journal.insert(to.journal.end(), received->added.begin(), received->added.end());
    return true;
}

void talk(Member& one, Member& other) {
    for (int rounds = 0; rounds < 1'000; ++rounds) {
        const bool any = say(one, other);
        if (!say(other, one) && !any) return;
    }
    FAIL() << "they talk for ever";
}

TEST(Exchange, ME1_ME8_equal_logs_cost_two_messages) {
    Member one(1);
    Member two(2);
    connect(one, two);
    talk(one, two);
    EXPECT_EQ(one.sent_count + two.sent_count, 2u);
    EXPECT_FALSE(one.exchange.has_messages());
}

TEST(Exchange, ME1_ME2_both_get_what_they_lack) {
    Member one(1);
    Member two(2);
    for (unsigned whom = 3; whom < 20; ++whom) one.write(whom);
    for (unsigned whom = 20; whom < 30; ++whom) two.write(whom);
    connect(one, two);
    talk(one, two);
    EXPECT_EQ(one.log.heads(), two.log.heads());
    EXPECT_EQ(one.log.size(), 27u);
    EXPECT_EQ(one.journal.size(), 10u);
    EXPECT_EQ(two.journal.size(), 17u);
}

TEST(Exchange, ME3_a_long_log_comes_in_parts) {
    Member one(1);
    Member two(2);
    for (int i = 0; i < 1'500; ++i) one.write(3 + static_cast<unsigned>(i) % 40);
    connect(one, two);
    talk(one, two);
    EXPECT_EQ(two.log.heads(), one.log.heads());
    EXPECT_GT(one.sent_count, 4u);
    EXPECT_LT(one.sent_size, 2 * one.log.size_bytes());
}

TEST(Exchange, ME4_news_go_to_all_but_to_whom_they_came_from) {
    Member one(1);
    Member two(2);
    Member three(3);
    connect(one, two);
    connect(two, three);
    talk(one, two);
    talk(two, three);
    const EntryHash news = one.write(9);
    EXPECT_TRUE(say(one, two));
    EXPECT_TRUE(two.log.contains(news));
    EXPECT_FALSE(two.exchange.next_message(peer_of(1)));
    EXPECT_TRUE(two.exchange.has_messages());
    EXPECT_TRUE(say(two, three));
    EXPECT_FALSE(two.exchange.has_messages());
    EXPECT_TRUE(three.log.contains(news));
    EXPECT_FALSE(say(three, two));
}

TEST(Exchange, ME5_a_missing_past_is_asked_for) {
    Member one(1);
    Member two(2);
    connect(one, two);
    talk(one, two);
    const SignedEntry first = entry_behind(one.log, {}, 0, role(5, Role::citizen));
    ASSERT_TRUE(one.log.take(first.bytes()));  // And nobody is told.
    one.write(6);
    talk(one, two);
    EXPECT_EQ(two.log.heads(), one.log.heads());
    EXPECT_EQ(two.log.size(), 2u);
}

TEST(Exchange, ME6_who_does_not_read_is_told_the_heads) {
    Member one(1);
    Member two(2);
    connect(one, two);
    talk(one, two);
    for (int i = 0; i < 300; ++i) one.write(3 + static_cast<unsigned>(i) % 40);
    talk(one, two);
    EXPECT_EQ(two.log.heads(), one.log.heads());
}

TEST(Exchange, ME7_messages_come_back_from_their_bytes_and_no_others) {
    const EntryHash low{};
    EntryHash high{};
    high.bytes[0] = std::byte{1};
    const core::Buffer entry(300, std::byte{4});
    const std::vector<ExchangeMessage> messages{HeadsAre{{low, high}}, HeadsAre{}, Wanted{{high}},
                                                Entries{{entry, entry}, false},
                                                Entries{{entry}, true}};
    for (const ExchangeMessage& message : messages) {
        core::Buffer bytes = write_message(message);
        const auto again = read_exchange_message(bytes);
        ASSERT_TRUE(again);
        EXPECT_EQ(write_message(*again), bytes);
        for (std::size_t size = 0; size < bytes.size(); ++size)
            EXPECT_FALSE(read_exchange_message(core::Bytes(bytes).first(size)));
        bytes.push_back(std::byte{});
        EXPECT_FALSE(read_exchange_message(bytes));
    }
    EXPECT_EQ(read_exchange_message(write_message(HeadsAre{{high, low}})).error(),
              core::Error::not_canonical);
    EXPECT_EQ(read_exchange_message(core::Buffer(exchange_message_size_max + 1)).error(),
              core::Error::too_large);
}

TEST(Exchange, ME8_what_is_refused_keeps_nothing_else_out) {
    Member one(1);
    Member two(2);
    connect(one, two);
    const SignedEntry good = entry_behind(one.log, {}, 0, role(5, Role::citizen));
    const core::Buffer bad(100, std::byte{1});
    const auto received =
        two.exchange.receive(peer_of(1), write_message(Entries{{bad, good.bytes()}, false}));
    ASSERT_TRUE(received);
    EXPECT_EQ(received->added, std::vector{good.hash()});
    EXPECT_EQ(received->refused_count, 1u);
    EXPECT_EQ(received->first_refusal, LogRefusal::malformed);
}

// Everybody writes at any time, links come and go; in the end all have all.
TEST(Exchange, ME1_ME2_ME4_any_history_comes_to_the_same_log) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        core::Prng prng(core::Seed{seed});
        std::vector<std::unique_ptr<Member>> all;
        for (unsigned i = 0; i < 4; ++i)
            all.push_back(std::make_unique<Member>(i + 1, ExchangeOptions{.untold_max = 2}));
        const auto below = [&](std::size_t end) {
            return static_cast<std::size_t>(prng.below(end));
        };
        std::map<std::pair<std::size_t, std::size_t>, bool> links;
        for (int step = 0; step < 200; ++step) {
            const std::size_t one = below(4);
            const std::size_t other = (one + 1 + below(3)) % 4;
            bool& is_up = links[std::minmax(one, other)];
            if (prng.chance(1, 4)) {
                all[one]->write(3 + static_cast<unsigned>(below(40)));
            } else if (is_up && prng.chance(1, 6)) {
                all[one]->exchange.disconnect(peer_of(all[other]->number));
                all[other]->exchange.disconnect(peer_of(all[one]->number));
                is_up = false;
            } else if (is_up) {
                static_cast<void>(say(*all[one], *all[other]));
            } else {
                connect(*all[one], *all[other]);
                is_up = true;
            }
        }
        for (std::size_t one = 0; one < 4; ++one)
            for (std::size_t other = 0; other < one; ++other)
                if (!std::exchange(links[{other, one}], true)) connect(*all[one], *all[other]);
        for (int round = 0; round < 4; ++round)
            for (std::size_t one = 0; one < 4; ++one)
                for (std::size_t other = 0; other < one; ++other) talk(*all[one], *all[other]);
        for (const auto& member : all) EXPECT_EQ(member->log.heads(), all[0]->log.heads()) << seed;
    }
}

}  // namespace
}  // namespace fabric::membership
