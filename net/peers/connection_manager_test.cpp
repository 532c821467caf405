// The rules of spec/peers.md about connections that are open: duplicates, tags, who is let go.
#include "net/peers/connection_manager.h"

#include <gtest/gtest.h>

#include "net/peers/peers_twin.h"

namespace net::peers {
namespace {

using core::Instant;
using std::chrono::seconds;
using twin::ip;
using twin::peer;

constexpr Instant start{};

struct End {
    explicit End(unsigned self, ConnectionManagerOptions options = {}) : driver(options, self) {}

    LinkId link(Direction direction, unsigned number, Instant now = start) {
        const auto id = driver.open({direction, Transport::tcp, {}, {}}, now).value();
        driver.upgraded(id, number, now);
        return id;
    }
    std::vector<LinkId> closed() {
        std::vector<LinkId> ids;
        for (const Close& close : driver.take_closes()) {
            reason = close.reason;
            ids.push_back(close.link);
        }
        return ids;
    }

    twin::ManagerDriver driver;
    CloseReason reason{};
};

struct ManagerTest : testing::Test, End {
    ManagerTest() : End(5) {}
};

using Links = std::vector<LinkId>;

TEST_F(ManagerTest, CM7_the_connection_of_the_smaller_peer_wins_when_it_is_the_newer) {
    const LinkId ours = link(Direction::outgoing, 3);  // We are 5.
    link(Direction::incoming, 3, start + seconds{1});
    EXPECT_EQ(closed(), Links{ours});
    EXPECT_EQ(reason, CloseReason::duplicate);
    const LinkId theirs = link(Direction::incoming, 7, start + seconds{2});
    link(Direction::outgoing, 7, start + seconds{3});
    EXPECT_EQ(closed(), Links{theirs});
}

TEST_F(ManagerTest, CM7_if_it_is_the_older_it_must_be_alive) {
    const LinkId ours = link(Direction::outgoing, 7);
    const LinkId theirs = link(Direction::incoming, 7, start + seconds{60});
    EXPECT_EQ(closed(), Links{});  // They may have been restarted.
    EXPECT_EQ(driver.manager().best_link(peer(7)), theirs);
    driver.heard(theirs, start + seconds{61});
    EXPECT_EQ(closed(), Links{});
    driver.heard(ours, start + seconds{62});
    EXPECT_EQ(closed(), Links{theirs});
    EXPECT_EQ(driver.manager().best_link(peer(7)), ours);
}

// [CM7] Two managers see the same two connections, each from its side and in its own order.
TEST_F(ManagerTest, CM7_both_ends_keep_the_same) {
    for (const bool first_sees_ours_first : {false, true}) {
        for (const bool second_sees_ours_first : {false, true}) {
            End smaller(1);
            End larger(2);
            const auto meet = [](End& end, unsigned other, bool ours_first) {
                const auto order = ours_first ? std::pair{Direction::outgoing, Direction::incoming}
                                              : std::pair{Direction::incoming, Direction::outgoing};
                const LinkId first = end.link(order.first, other);
                const LinkId second = end.link(order.second, other, start + seconds{1});
                end.driver.heard(first, start + seconds{2});
                end.driver.heard(second, start + seconds{2});
                return ours_first ? std::pair{first, second} : std::pair{second, first};
            };
            const auto [from_smaller, at_smaller] = meet(smaller, 2, first_sees_ours_first);
            const auto [from_larger, at_larger] = meet(larger, 1, second_sees_ours_first);
            EXPECT_EQ(smaller.closed(), Links{at_smaller});
            EXPECT_EQ(larger.closed(), Links{from_larger});
        }
    }
}

TEST_F(ManagerTest, CM8_who_opened_both_decides_and_keeps_the_older) {
    const LinkId first = link(Direction::outgoing, 7);
    const LinkId second = link(Direction::outgoing, 7, start + seconds{1});
    EXPECT_EQ(closed(), Links{});
    driver.heard(first, start + seconds{2});
    EXPECT_EQ(closed(), Links{second});
    const LinkId third = link(Direction::incoming, 8);
    link(Direction::incoming, 8, start + seconds{1});
    driver.heard(third, start + seconds{2});
    EXPECT_EQ(closed(), Links{});
}

TEST_F(ManagerTest, CM13_streams_are_opened_where_something_was_heard_last) {
    const LinkId first = link(Direction::incoming, 8);
    const LinkId second = link(Direction::incoming, 8, start + seconds{1});
    EXPECT_EQ(driver.manager().best_link(peer(8)), second);
    driver.heard(first, start + seconds{2});
    EXPECT_EQ(driver.manager().best_link(peer(8)), first);
    driver.closed(first, start + seconds{3});
    EXPECT_EQ(driver.manager().best_link(peer(8)), second);
    EXPECT_EQ(driver.manager().best_link(peer(9)), std::nullopt);
}

TEST(PeerTags, CM9_tags_have_names_and_bounds) {
    PeerTags tags({.peers_max = 2, .tags_per_peer_max = 2});
    EXPECT_TRUE(tags.tag(peer(1), "mesh", 10));
    EXPECT_TRUE(tags.tag(peer(1), "relay", 5));
    EXPECT_FALSE(tags.tag(peer(1), "third", 5));
    EXPECT_TRUE(tags.tag(peer(1), "mesh", 20));
    EXPECT_TRUE(tags.protect(peer(1), "a friend"));
    EXPECT_TRUE(tags.tag(peer(2), "mesh", 1));
    EXPECT_FALSE(tags.tag(peer(3), "mesh", 1));
    EXPECT_FALSE(tags.tag(peer(2), std::string(200, 'x'), 1));
    EXPECT_EQ(tags.value(peer(1)), 25);
    tags.untag(peer(2), "mesh");
    tags.untag(peer(2), "mesh");
    EXPECT_TRUE(tags.tag(peer(3), "mesh", 1));
}

TEST(PeerTags, CM10_the_value_is_the_sum_and_any_reason_protects) {
    PeerTags tags({});
    EXPECT_EQ(tags.value(peer(1)), 0);
    EXPECT_TRUE(tags.tag(peer(1), "mesh", INT32_MAX));
    EXPECT_TRUE(tags.tag(peer(1), "relay", INT32_MAX));
    EXPECT_TRUE(tags.tag(peer(1), "slow", -1));
    EXPECT_EQ(tags.value(peer(1)), 2 * std::int64_t{INT32_MAX} - 1);
    EXPECT_TRUE(tags.protect(peer(1), "first"));
    EXPECT_TRUE(tags.protect(peer(1), "second"));
    tags.unprotect(peer(1), "first");
    EXPECT_TRUE(tags.is_protected(peer(1)));
    tags.unprotect(peer(1), "second");
    EXPECT_FALSE(tags.is_protected(peer(1)));
}

struct TrimTest : testing::Test, End {
    TrimTest() : End(500, {.high_mark = 4, .low_mark = 2}) {}
};

TEST_F(TrimTest, CM11_the_least_valued_go_then_who_has_no_streams_then_the_idle) {
    ConnectionManager& manager = driver.manager();
    const LinkId valued = link(Direction::incoming, 1);
    const LinkId idle = link(Direction::incoming, 2);
    const LinkId streaming = link(Direction::incoming, 3);
    const LinkId lately_used = link(Direction::incoming, 4);
    EXPECT_TRUE(manager.tags().tag(peer(1), "mesh", 1));
    manager.streams(streaming, 1, start + seconds{1});
    manager.streams(lately_used, 1, start + seconds{40});
    manager.streams(lately_used, 0, start + seconds{50});
    EXPECT_EQ(closed(), Links{});
    EXPECT_EQ(manager.deadline(), std::nullopt);
    const LinkId fifth = link(Direction::incoming, 5, start + seconds{60});
    EXPECT_EQ(closed(), (Links{idle, lately_used, streaming}));
    EXPECT_EQ(reason, CloseReason::surplus);
    EXPECT_EQ(manager.peer_count(), 2u);
    EXPECT_TRUE(manager.best_link(peer(1)) == valued && manager.best_link(peer(5)) == fifth);
}

TEST_F(TrimTest, CM12_the_young_and_the_protected_stay) {
    ConnectionManager& manager = driver.manager();
    EXPECT_TRUE(manager.tags().protect(peer(1), "a friend"));
    for (unsigned i = 1; i <= 3; ++i) link(Direction::incoming, i);
    for (unsigned i = 4; i <= 6; ++i) link(Direction::incoming, i, start + seconds{29});
    EXPECT_EQ(closed(), Links{});
    EXPECT_EQ(manager.deadline(), start + seconds{30});
    driver.expire(start + seconds{30});
    EXPECT_EQ(closed(), (Links{LinkId{2}, LinkId{3}}));
    EXPECT_EQ(manager.deadline(), std::nullopt);  // As many as the high mark.
    link(Direction::incoming, 7, start + seconds{31});
    EXPECT_EQ(manager.deadline(), start + seconds{59});
    driver.expire(start + seconds{59});
    EXPECT_EQ(closed(), (Links{LinkId{4}, LinkId{5}, LinkId{6}}));
}

}  // namespace
}  // namespace net::peers
