// Nodes of this machine: real sockets, real disks, requests over the control's socket.
#include "native/node/node_body.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "core/codec/json.h"
#include "native/control/control_client.h"
#include "native/control/control_server.h"
#include "native/disk/temporary_directory.h"
#include "native/node/places.h"
#include "native/platform/clock.h"

namespace native {
namespace {

using core::codec::Multiaddr;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A node with its own thread's worth of work, run by whoever waits.
struct TestNode {
    TestNode(boost::asio::io_context& context, const std::string& folder, bool founds)
        : place(*NodePlace::open(folder)),
          body(context, stack(), options(founds), storage()),
          server(context, body) {
        body.on_control([this] { server.pump(); });
        EXPECT_TRUE(server.listen(control_path(place.path)));
        body.open();
        address = *body.listen(*Multiaddr::from_text("/ip4/127.0.0.1/tcp/0"));
    }

    static NodeBodyOptions options(bool founds) {
        NodeBodyOptions options;
        options.node.name = "Alpha";
        options.node.keeps_everything = true;
        options.node.found_after = std::nullopt;
        if (founds) options.node.found_after = milliseconds{1};
        options.mdns.reset();
        return options;
    }
    static webrtc::SctpStack& stack() {
        static webrtc::SctpStack stack(steady_now());
        return stack;
    }
    NodeStorage storage() {
        const KeptFiles files(place.path);
        return {*kept_identity(files), *kept_certificate(files), std::move(place.store)};
    }

    NodePlace place;
    NodeBody body;
    ControlServer server;
    Multiaddr address;
};

// What a program asks on a thread of its own, while the nodes run here.
std::string ask(boost::asio::io_context& context, const std::string& folder,
                const std::string& line) {
    std::string answer;
    bool is_over = false;
    std::thread asking([&] {
        auto client = ControlClient::connect(control_path(folder));
        if (client && client->send(line)) answer = client->read_line().value_or("nothing");
        boost::asio::post(context, [&] { is_over = true; });
    });
    const auto until = std::chrono::steady_clock::now() + seconds{60};
    while (!is_over && std::chrono::steady_clock::now() < until) context.run_one_for(seconds{1});
    asking.join();
    return answer;
}

template <class Condition>
bool run_until(boost::asio::io_context& context, Condition condition) {
    const auto until = std::chrono::steady_clock::now() + seconds{60};
    while (!condition() && std::chrono::steady_clock::now() < until)
        context.run_one_for(milliseconds{100});
    return condition();
}

TEST(NodeBody, NN5_NN6_a_write_is_on_the_disk_and_there_after_a_restart) {
    const testing::TemporaryDirectory folder;
    boost::asio::io_context context;
    {
        TestNode node(context, folder.path().string(), true);
        ASSERT_TRUE(run_until(context, [&] { return node.body.node().members() != nullptr; }));
        const std::string answer =
            ask(context, folder.path().string(),
                R"({"id":1,"do":"set","document":"game","path":"score","value":3})");
        EXPECT_EQ(answer, R"({"id":1,"ok":{"sequence":1,"state":"durable","have":1,"need":0}})");
    }
    context.restart();
    TestNode node(context, folder.path().string(), false);
    ASSERT_TRUE(run_until(context, [&] { return node.body.node().is_open(); }));
    EXPECT_EQ(ask(context, folder.path().string(), R"({"id":2,"do":"get","document":"game"})"),
              R"({"id":2,"ok":{"score":3}})");
}

TEST(NodeBody, CT2_only_its_user_reaches_a_node) {
    const testing::TemporaryDirectory folder;
    boost::asio::io_context context;
    const TestNode node(context, (folder.path() / "data").string(), false);
    using std::filesystem::perms;
    const auto others = perms::group_all | perms::others_all;
    const auto permissions = [](const std::string& path) {
        return std::filesystem::status(path).permissions();
    };
    EXPECT_EQ(permissions(control_path(node.place.path)) & others, perms::none);
    EXPECT_EQ(permissions(node.place.path) & others, perms::none);
}

TEST(NodeBody, NN7_CT16_two_nodes_have_one_document) {
    const testing::TemporaryDirectory one;
    const testing::TemporaryDirectory other;
    boost::asio::io_context context;
    TestNode first(context, one.path().string(), true);
    TestNode second(context, other.path().string(), false);
    ASSERT_TRUE(run_until(context, [&] { return first.body.node().members() != nullptr; }));
    const std::string nobody = ask(context, other.path().string(),
                                   R"({"id":9,"do":"connect","address":"/ip4/127.0.0.1/tcp/1"})");
    EXPECT_NE(nobody.find("\"error\":\"not-found\""), std::string::npos) << nobody;
    const std::string dial = R"({"id":1,"do":"connect","address":")" + first.address.to_text() +
                             "/p2p/" + first.body.node().self().to_text() + "\"}";
    EXPECT_NE(ask(context, other.path().string(), dial).find("\"ok\""), std::string::npos);
    ASSERT_TRUE(run_until(context, [&] { return second.body.node().session_count() == 1; }));
    EXPECT_NE(
        ask(context, other.path().string(), R"({"id":1,"do":"add","document":"game","path":"n"})")
            .find("durable"),
        std::string::npos);
    ASSERT_TRUE(
        run_until(context, [&] { return first.body.node().find_document("game").has_value(); }));
    ASSERT_TRUE(run_until(context, [&] {
        return ask(context, one.path().string(),
                   R"({"id":3,"do":"get","document":"game","path":"n"})") == R"({"id":3,"ok":1})";
    }));
    EXPECT_NE(
        ask(context, one.path().string(), R"({"id":4,"do":"peers"})").find("\"transport\":\"TCP\""),
        std::string::npos);
}

}  // namespace
}  // namespace native
