// A node in a process, and its process as one of those who use it.
#include "native/hosting/hosted_node.h"

#include <gtest/gtest.h>

#include "core/codec/json_writer.h"
#include "native/disk/temporary_directory.h"
#include "native/hosting/local_session.h"
#include "native/platform/clock.h"

namespace native {
namespace {

using core::codec::JsonMember;
using core::codec::JsonValue;
using Answers = std::vector<std::pair<std::string, bool>>;

struct HostedNodeTest : ::testing::Test {
    HostedNodeTest() {
        NodeWishes wishes;
        wishes.name = "Alpha";
        wishes.data = folder.path().string();
        wishes.listen = {"/ip4/127.0.0.1/tcp/0"};
        wishes.mdns.reset();
        auto plan = *plan_node(std::move(wishes));
        plan.body.node.found_after = std::chrono::milliseconds{1};
        auto opened = *open_storage(plan);
        node.emplace(context, stack(), std::move(plan), std::move(opened));
        session.emplace(node->body());
        node->on_control([this] { session->pump(); });
        EXPECT_TRUE(node->begin());
    }

    static webrtc::SctpStack& stack() {
        static webrtc::SctpStack stack(steady_now());
        return stack;
    }
    // Kept as it is answered.
    void ask(std::uint64_t id, std::vector<JsonMember> members) {
        session->ask(id, std::move(members), [this, id](JsonValue answer, bool is_last) {
            answers[id].emplace_back(*to_json(answer), is_last);
        });
    }
    void run_until(auto condition) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{60};
        while (!condition() && std::chrono::steady_clock::now() < until)
            context.run_one_for(std::chrono::milliseconds{100});
        EXPECT_TRUE(condition());
    }

    testing::TemporaryDirectory folder;
    boost::asio::io_context context;
    std::optional<HostedNode> node;
    std::optional<LocalSession> session;
    std::map<std::uint64_t, Answers> answers;
};

std::vector<JsonMember> request(std::string_view what) {
    return {{"do", JsonValue::of(what)}, {"document", JsonValue::of("game")}};
}

TEST_F(HostedNodeTest, CT9_CT10_its_own_process_asks_it_as_others_do) {
    ask(1, request("watch"));
    auto add = request("add");
    add.push_back({"path", JsonValue::of("n")});
    ask(2, std::move(add));
    run_until([&] { return answers[1].size() == 2 && answers[2].size() == 1; });
    EXPECT_EQ(answers[1][0], std::pair(std::string(R"({"id":1,"is":{}})"), false));
    EXPECT_EQ(answers[1][1], std::pair(std::string(R"({"id":1,"is":{"n":1}})"), false));
    EXPECT_NE(answers[2][0].first.find("durable"), std::string::npos);
    EXPECT_TRUE(answers[2][0].second);
    EXPECT_EQ(session->take_open().size(), 1u);
}

TEST_F(HostedNodeTest, CT5_what_cannot_be_said_is_answered_and_ends_nothing_else) {
    ask(1, {{"do", JsonValue::of("dance")}});
    ask(2, {{"do", JsonValue::of(std::string_view("\xff"))}});
    ask(3, {{"do", JsonValue::of(std::string(std::size_t{5} << 20, 'x'))}});
    ask(4, {{"do", JsonValue::of("status")}, {"id", JsonValue::number(std::int64_t{2})}});
    run_until([&] { return answers[4].size() == 1; });
    for (const std::uint64_t id : {1u, 2u})
        EXPECT_NE(answers[id].at(0).first.find("bad-request"), std::string::npos) << id;
    EXPECT_NE(answers[3].at(0).first.find("too-much"), std::string::npos);
    EXPECT_NE(answers[4].at(0).first.find("\"ok\""), std::string::npos);
}

TEST_F(HostedNodeTest, CT7_who_cancels_hears_no_more) {
    ask(1, request("watch"));
    run_until([&] { return answers[1].size() == 1; });
    EXPECT_TRUE(session->cancel(1));
    EXPECT_FALSE(session->cancel(1));
    auto add = request("add");
    add.push_back({"path", JsonValue::of("n")});
    ask(2, std::move(add));
    run_until([&] { return answers[2].size() == 1; });
    EXPECT_EQ(answers[1].size(), 1u);
}

}  // namespace
}  // namespace native
