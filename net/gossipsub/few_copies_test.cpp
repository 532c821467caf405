// What keeps copies few: IDONTWANT, and choking whoever is late.
#include <gtest/gtest.h>

#include "net/gossipsub/test_router.h"

namespace net::gossipsub {
namespace {

using std::chrono::milliseconds;

struct SmallMesh {
    TestRouter router;
    explicit SmallMesh(const Options& options = {}, std::size_t count = 4) : router(options) {
        router->subscribe("t", router.now());
        for (std::size_t i = 1; i <= count; ++i) {
            router.add(i, "t");
            router.write(i, [](RpcWriter& rpc) {
                rpc.knows_choke();
                rpc.graft("t");
            });
        }
        router.events();
    }
};

// How often the peer was told to choke, or not to, so many authors.
std::size_t said(TestRouter& router, std::size_t peer, bool chokes,
                 std::optional<std::uint8_t> group) {
    const auto sent = router.sent_to(peer).chokes;
    return static_cast<std::size_t>(std::ranges::count_if(sent, [&](const Choke& choke) {
        return choke.chokes == chokes && choke.author_group == group;
    }));
}

TEST(Gossipsub, GS44_messages_that_came_are_not_wanted_again) {
    SmallMesh mesh;
    TestRouter& router = mesh.router;
    router.add(5, "t", Version::gossipsub_1_1);
    router.write(5, [](RpcWriter& rpc) { rpc.graft("t"); });
    const MessageRef large = message_of(9, 1, "t", 512);
    router.receive(1, large);
    EXPECT_TRUE(router.sent_to(1).idontwant.empty());
    for (std::size_t i = 2; i <= 4; ++i)  // Before it is validated.
        EXPECT_EQ(router.sent_to(i).idontwant, std::vector{large->id()});
    EXPECT_TRUE(router.sent_to(5).order.empty());
    router.receive(1, message_of(9, 2, "t", 511));
    core::Buffer forged = frame_of(message_of(9, 3, "t", 600));
    forged.back() ^= std::byte{1};
    router.receive(1, forged);
    for (std::size_t i = 2; i <= 4; ++i) EXPECT_TRUE(router.sent_to(i).idontwant.empty());
}

TEST(Gossipsub, GS45_what_is_not_wanted_is_not_sent) {
    Options options = without_validation();
    SmallMesh mesh(options);
    TestRouter& router = mesh.router;
    const MessageRef message = message_of(9, 1, "t");
    router.write(2, [&](RpcWriter& rpc) { rpc.idontwant(std::vector{message->id()}); });
    router.beat(2);
    router.receive(1, message);
    EXPECT_TRUE(router.sent_to(2).messages.empty());
    EXPECT_EQ(router.sent_to(3).messages.size(), 1u);
    const MessageRef later = message_of(9, 2, "t");
    router.write(2, [&](RpcWriter& rpc) { rpc.idontwant(std::vector{later->id()}); });
    router.beat(3);
    router.receive(1, later);
    EXPECT_EQ(router.sent_to(2).messages.size(), 1u);  // It was long ago.
}

TEST(Gossipsub, GS46_the_extension_is_offered_to_peers_of_1_2) {
    for (const Version version : {Version::floodsub, Version::gossipsub_1_0, Version::gossipsub_1_1,
                                  Version::gossipsub_1_2}) {
        TestRouter router;
        router->add_peer(test_peer_id(1), version, Direction::inbound, {}, router.now());
        EXPECT_EQ(router.sent_to(1).order, version == Version::gossipsub_1_2 ? "k" : "");
    }
    Options options;
    options.forward.choke = false;
    TestRouter router(options);
    router->add_peer(test_peer_id(1), Version::gossipsub_1_2, Direction::inbound, {}, router.now());
    EXPECT_EQ(router.sent_to(1).order, "");
}

TEST(Gossipsub, GS46_who_chokes_is_told_at_once) {
    SmallMesh mesh(without_validation());
    TestRouter& router = mesh.router;
    const MessageRef one = message_of(9, 1, "t");
    const MessageRef two = message_of(9, 2, "t");
    const MessageRef other = message_of(8, 1, "t");
    ASSERT_NE(one->id().author_group(), other->id().author_group());
    router.write(2, [&](RpcWriter& rpc) { rpc.choke(true, "t", one->id().author_group()); });
    router.receive(1, one);
    router.receive(1, other);
    Sent sent = router.sent_to(2);
    EXPECT_EQ(sent.ihave, std::vector{one->id()});
    EXPECT_EQ(sent.messages, std::vector{other->id()});
    router.write(2, [&](RpcWriter& rpc) { rpc.iwant(std::vector{one->id()}); });
    EXPECT_EQ(router.sent_to(2).messages, std::vector{one->id()});
    router.write(2, [&](RpcWriter& rpc) { rpc.choke(false, "t", one->id().author_group()); });
    router.receive(1, two);
    EXPECT_EQ(router.sent_to(2).messages, std::vector{two->id()});
    // Our own go whole.
    router.write(2, [&](RpcWriter& rpc) {
        for (unsigned group = 0; group < 256; ++group)
            rpc.choke(true, "t", static_cast<std::uint8_t>(group));
    });
    router->publish("t", {}, router.now());
    EXPECT_EQ(router.sent_to(2).messages.size(), 1u);
}

// As long as nobody depends on us, one source is enough.
Options with_one_source() {
    Options options = without_validation();
    options.forward.second_percent = 0;
    return options;
}

void choke_us(TestRouter& router, std::vector<std::size_t> peers, std::uint8_t group) {
    for (const std::size_t peer : peers)
        router.write(peer, [&](RpcWriter& rpc) { rpc.choke(true, "t", group); });
}

TEST(Gossipsub, GS47_late_peers_are_choked_but_not_the_last) {
    SmallMesh mesh(with_one_source(), 3);
    TestRouter& router = mesh.router;
    const std::uint8_t group = message_of(9, 1, "t")->id().author_group();
    choke_us(router, {1, 2, 3}, group);
    const auto chokes = [&](std::size_t peer) { return said(router, peer, true, group); };
    const auto deliver = [&](std::uint64_t seqno, std::vector<std::size_t> order) {
        for (const std::size_t peer : order) router.receive(peer, message_of(9, seqno, "t"));
    };
    deliver(1, {1, 2, 3});
    deliver(2, {2, 3});  // 2 was first once more, and 3 late twice.
    EXPECT_EQ(chokes(1), 0u);
    EXPECT_EQ(chokes(2), 0u);
    EXPECT_EQ(chokes(3), 1u);
    deliver(3, {1, 2});
    deliver(4, {1, 2});
    EXPECT_EQ(chokes(2), 1u);
    for (std::uint64_t i = 5; i < 20; ++i) deliver(i, {4, 1});
    EXPECT_EQ(chokes(1), 0u);
    // Another author's messages are another matter.
    router.receive(1, message_of(8, 1, "t"));
    router.receive(2, message_of(8, 1, "t"));
    EXPECT_EQ(chokes(2), 0u);
}

TEST(Gossipsub, GS47_late_peers_are_choked_for_authors_not_yet_known) {
    SmallMesh mesh(without_validation(), 4);
    TestRouter& router = mesh.router;
    std::size_t choked_of_others = 0;
    for (std::size_t author = 10; author < 16; ++author)
        for (const std::size_t peer : {1u, 2u, 3u, 4u})
            router.receive(peer, message_of(author, 1, "t"));
    for (const std::size_t peer : {1u, 2u, 3u, 4u}) {
        const std::size_t count = said(router, peer, true, std::nullopt);
        if (peer == 1) EXPECT_EQ(count, 0u);
        choked_of_others += count;
    }
    EXPECT_EQ(choked_of_others, 2u);  // Two stay open.
    // With its first message, an author is judged for itself: what holds is said.
    const MessageRef message = message_of(20, 1, "t");
    router.receive(1, message);
    EXPECT_EQ(said(router, 1, false, message->id().author_group()), 1u);
    EXPECT_EQ(said(router, 2, true, message->id().author_group()), 1u);
}

TEST(Gossipsub, GS51_who_is_depended_on_has_two_sources) {
    const std::uint8_t group = message_of(9, 1, "t")->id().author_group();
    for (const bool is_depended_on : {false, true}) {
        SmallMesh mesh(with_one_source(), 3);
        TestRouter& router = mesh.router;
        if (!is_depended_on) choke_us(router, {1, 2, 3}, group);
        for (std::uint64_t i = 1; i < 10; ++i)
            for (const std::size_t peer : {1u, 2u, 3u}) router.receive(peer, message_of(9, i, "t"));
        const std::size_t choked = said(router, 2, true, group) + said(router, 3, true, group);
        EXPECT_EQ(choked, is_depended_on ? 1u : 2u);
    }
}

TEST(Gossipsub, GS51_a_part_of_the_authors_has_two_sources) {
    Options options = with_one_source();
    options.forward.second_percent = 100;
    SmallMesh mesh(options, 3);
    TestRouter& router = mesh.router;
    const std::uint8_t group = message_of(9, 1, "t")->id().author_group();
    choke_us(router, {1, 2, 3}, group);
    for (std::uint64_t i = 1; i < 10; ++i)
        for (const std::size_t peer : {1u, 2u, 3u}) router.receive(peer, message_of(9, i, "t"));
    EXPECT_EQ(said(router, 2, true, group) + said(router, 3, true, group), 1u);
}

TEST(Gossipsub, GS46_of_authors_not_named_what_was_said_of_others_holds) {
    SmallMesh mesh(without_validation());
    TestRouter& router = mesh.router;
    const MessageRef named = message_of(9, 1, "t");
    const MessageRef other = message_of(8, 1, "t");
    router.write(2, [&](RpcWriter& rpc) {
        rpc.choke(true, "t", std::nullopt);
        rpc.choke(false, "t", named->id().author_group());
    });
    router.receive(1, named);
    router.receive(1, other);
    const Sent sent = router.sent_to(2);
    EXPECT_EQ(sent.messages, std::vector{named->id()});
    EXPECT_EQ(sent.ihave, std::vector{other->id()});
}

// Of two peers the second was late with an author's first messages, and is choked for it.
struct LateSecond : SmallMesh {
    const std::uint8_t group = message_of(9, 1, "t")->id().author_group();

    LateSecond() : SmallMesh(with_one_source(), 2) {
        choke_us(router, {1, 2}, group);
        for (std::uint64_t i = 1; i <= 2; ++i)
            for (const std::size_t peer : {1u, 2u}) router.receive(peer, message_of(9, i, "t"));
    }
};

TEST(Gossipsub, GS48_quick_peers_are_unchoked) {
    LateSecond mesh;
    TestRouter& router = mesh.router;
    EXPECT_EQ(said(router, 2, true, mesh.group), 1u);
    const auto tell_and_deliver = [&](std::uint64_t i, core::Duration between) {
        const MessageRef message = message_of(9, i, "t");
        router.write(2, [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{message->id()}); });
        router.pass(between);
        router.receive(1, message);
    };
    for (std::uint64_t i = 3; i < 10; ++i) tell_and_deliver(i, milliseconds{19});
    tell_and_deliver(10, milliseconds{20});
    EXPECT_TRUE(router.sent_to(2).chokes.empty());
    tell_and_deliver(11, milliseconds{20});
    EXPECT_EQ(said(router, 2, false, mesh.group), 1u);
}

TEST(Gossipsub, GS49_what_was_told_of_may_come_by_itself_for_a_time) {
    LateSecond mesh;
    TestRouter& router = mesh.router;
    router.sent_to(2);
    const MessageRef quick = message_of(9, 3, "t");
    const MessageRef missing = message_of(9, 4, "t");
    router.write(2,
                 [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{quick->id(), missing->id()}); });
    router.pass(milliseconds{3});
    router.receive(1, quick);
    router.pass(milliseconds{1});
    EXPECT_EQ(router.sent_to(2).order, "");
    router.pass(milliseconds{1});
    EXPECT_EQ(router.sent_to(2).iwant, std::vector{missing->id()});
    EXPECT_EQ(router->holdings().promises, 1u);  // GS37
}

TEST(Gossipsub, GS49_who_is_usually_early_is_not_asked_at_once) {
    LateSecond mesh;
    TestRouter& router = mesh.router;
    router.sent_to(2);
    const auto tell = [&](const MessageRef& message) {
        router.write(2, [&](RpcWriter& rpc) { rpc.ihave("t", std::vector{message->id()}); });
    };
    for (std::uint64_t i = 3; i < 20; ++i) {
        const MessageRef message = message_of(9, i, "t");
        tell(message);
        router.pass(milliseconds{16});
        router.receive(1, message);
    }
    router.sent_to(2);
    tell(message_of(9, 20, "t"));
    router.pass(milliseconds{15});
    EXPECT_TRUE(router.sent_to(2).iwant.empty());
    router.pass(milliseconds{20});
    EXPECT_EQ(router.sent_to(2).iwant.size(), 1u);
}

}  // namespace
}  // namespace net::gossipsub
