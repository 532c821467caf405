// The control protocol beside nodes of a simulated mesh: what is asked, and what is answered.
#include "fabric/membership/invite.h"
#include "sim/mesh_desk_test.h"

namespace sim {
namespace {

std::size_t line_count(std::string_view lines) {
    return static_cast<std::size_t>(std::ranges::count(lines, '\n'));
}

TEST(MeshControl, CT4_every_edit_does_what_it_says) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0);
    for (const char* const line :
         {R"({"id":1,"do":"set","document":"d","path":"m.a","value":[1,{"x":null}]})",
          R"({"id":2,"do":"add","document":"d","path":"n","by":5})",
          R"({"id":3,"do":"add","document":"d","path":"n","by":-2})",
          R"({"id":4,"do":"type","document":"d","path":"t","text":"hello"})",
          R"({"id":5,"do":"type","document":"d","path":"t","text":"Oh, ","position":0})",
          R"({"id":6,"do":"erase","document":"d","path":"t","position":0,"size":4})",
          R"({"id":7,"do":"insert","document":"d","path":"l","items":["b"]})",
          R"({"id":8,"do":"insert","document":"d","path":"l","items":["a"],"position":0})",
          R"({"id":9,"do":"put-in","document":"d","path":"s","value":"x"})",
          R"({"id":10,"do":"put-in","document":"d","path":"s","value":"y"})",
          R"({"id":11,"do":"take-out","document":"d","path":"s","value":"x"})",
          R"({"id":12,"do":"set","document":"d","path":"gone","value":1})",
          R"({"id":13,"do":"remove","document":"d","path":"gone"})"})
        EXPECT_NE(desk.answer(line, milliseconds(100)).find("\"durable\""), std::string::npos)
            << line;
    EXPECT_EQ(desk.answer(R"({"id":14,"do":"get","document":"d"})", {}),
              "{\"id\":14,\"ok\":{\"l\":[\"a\",\"b\"],\"m\":{\"a\":[1,{\"x\":null}]},\"n\":3,"
              "\"s\":[\"y\"],\"t\":\"hello\"}}\n");
}

TEST(MeshControl, CT7_a_node_says_who_is_there_and_what_it_has) {
    Mesh mesh(1);
    mesh.gather();
    for (int i = 0; i < 3; ++i) {
        mesh.put(0, mesh.open(0, "d"), "a", i);
        mesh.pass(seconds(1));
    }
    Desk desk(mesh, 0);
    const std::string other = mesh.world.swarms().id(1).to_text();
    const std::string status = desk.answer(R"({"id":1,"do":"status"})", {});
    for (const char* const wanted :
         {"\"name\":\"Alpha\"", "\"role\":\"authority\"", "\"peers\":1", "\"documents\":1"})
        EXPECT_NE(status.find(wanted), std::string::npos) << wanted << status;
    EXPECT_NE(desk.answer(R"({"id":2,"do":"peers"})", {}).find(other), std::string::npos);
    EXPECT_NE(desk.answer(R"({"id":3,"do":"documents"})", {})
                  .find(R"({"name":"d","changes":3,"peers":1,"in_step":true})"),
              std::string::npos);
    EXPECT_NE(
        desk.answer(R"({"id":4,"do":"grant","role":"authority","member":")" + other + "\"}", {})
            .find("\"ok\""),
        std::string::npos);
    EXPECT_NE(desk.answer(R"({"id":5,"do":"members"})", {}).find(other), std::string::npos);
    const std::string invite =
        desk.answer(R"({"id":6,"do":"invite","role":"citizen","picture":"svg"})", {});
    EXPECT_NE(invite.find("SELVAGE:"), std::string::npos);
    EXPECT_NE(invite.find("<svg"), std::string::npos);
    EXPECT_NE(desk.answer(R"({"id":7,"do":"revoke","member":")" + other + "\"}", {}).find("\"ok\""),
              std::string::npos);
    EXPECT_EQ(desk.answer(R"({"id":8,"do":"stop"})", {}), "{\"id\":8,\"ok\":{}}\n");
    EXPECT_TRUE(desk.control().next_order());
}

TEST(MeshControl, CT8_what_does_not_work_is_said_with_its_cause_and_its_remedy) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0);
    desk.answer(R"({"id":1,"do":"set","document":"d","path":"a","value":"text"})");
    struct Case {
        std::string line;
        std::string error;
    };
    for (
        const auto& [line, error] : std::vector<Case>{
            {R"({"id":2,"do":"get","document":"d","path":"nowhere"})", "not-found"},
            {R"({"id":3,"do":"add","document":"d","path":"a"})", "wrong-type"},
            {R"({"id":4,"do":"set","document":"","path":"a","value":1})", "bad-request"},
            {R"({"id":5,"do":"erase","document":"d","path":"a","position":9,"size":9})",
             "wrong-type"},
            {R"json({"id":6,"do":"set","document":"d","path":"a","value":1,"durability":"strict(9)"})json",
             "no-quorum"},
            {R"({"id":7,"do":"cancel","of":99})", "not-found"},
            {R"({"id":8,"do":"grant","role":"citizen","member":")" +
                 mesh.world.swarms().id(0).to_text() + "\"}",
             "not-allowed"}}) {
        const std::string answer = desk.answer(line, {});
        EXPECT_EQ(part(answer, "error"), error) << line << answer;
        EXPECT_FALSE(part(answer, "cause").empty()) << line;
        EXPECT_FALSE(part(answer, "remedy").empty()) << line;
    }
}

TEST(MeshControl, CT17_what_is_asked_before_the_mesh_is_known_waits_for_it) {
    Mesh mesh(1);
    Desk desk(mesh, 0);
    desk.ask(R"({"id":1,"do":"set","document":"d","path":"a","value":1})");
    desk.ask(R"({"id":2,"do":"watch","document":"d"})");
    desk.ask(R"({"id":3,"do":"watch","document":"d"})");
    desk.ask(R"({"id":4,"do":"get","document":"d","path":"a"})");
    EXPECT_NE(desk.answer(R"({"id":5,"do":"status"})", {}).find("\"id\":5,\"ok\""),
              std::string::npos);
    EXPECT_EQ(desk.answer(R"({"id":6,"do":"cancel","of":3})", {}), "{\"id\":6,\"ok\":{}}\n");
    EXPECT_TRUE(desk.control().owes(desk.session()));
    desk.pass(seconds(5));
    const std::string answers = desk.take();
    EXPECT_NE(answers.find("\"id\":1,\"ok\""), std::string::npos) << answers;
    EXPECT_NE(answers.find("{\"id\":2,\"is\":{\"a\":1}}\n"), std::string::npos) << answers;
    EXPECT_EQ(answers.find("\"id\":3"), std::string::npos) << answers;
    EXPECT_NE(answers.find("{\"id\":4,\"ok\":1}\n"), std::string::npos) << answers;
    EXPECT_FALSE(desk.control().owes(desk.session()));
}

TEST(MeshControl, CT17_what_waits_for_a_mesh_is_given_up_and_bounded) {
    Mesh mesh(1);
    Desk desk(mesh, 0, {.line_size_max = 300, .mesh_patience = milliseconds(100), .early_max = 2});
    desk.ask(R"({"id":1,"do":"get","document":"d"})");
    desk.ask(R"({"id":2,"do":"watch","document":"d"})");
    EXPECT_EQ(part(desk.answer(R"({"id":3,"do":"members"})", {}), "error"), "too-much");
    desk.pass(milliseconds(150));
    EXPECT_EQ(part(desk.take(), "error"), "not-ready");
    EXPECT_EQ(
        part(desk.answer(R"({"id":4,"do":"get","document":")" + std::string(260, 'd') + "\"}", {}),
             "error"),
        "too-much");
    desk.pass(seconds(5));
    EXPECT_EQ(desk.take(), "{\"id\":2,\"is\":{}}\n");
}

TEST(MeshControl, ND39_CT17_an_invite_to_another_mesh_than_what_is_kept_is_refused) {
    std::optional<fabric::membership::Bearing> bearing;
    Mesh mesh(1, [&](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        options.found_after = milliseconds(100);
        if (bearing)
            options.bearing = {bearing->grant,
                               fabric::membership::KeyPair(bearing->one_time.seed().clone())};
        return options;
    });
    mesh.add();
    mesh.pass(seconds(5));
    mesh.world.act(0, [&](Node& node, core::Instant) {
        const fabric::membership::Author author{*node.members(), mesh.world.swarms().identity(0),
                                                fabric::membership::UnixSeconds{1'800'000'000}};
        auto minted = fabric::membership::mint(author, std::nullopt, Role::citizen,
                                               fabric::membership::UnixSeconds{1'800'100'000},
                                               core::crypto::Ed25519Seed());
        ASSERT_TRUE(minted);
        bearing.emplace(*std::move(minted));
    });
    for (const NodeIndex node : {0u, 1u}) {
        mesh.told[node].clear();
        mesh.world.crash(node);
        mesh.world.revive(node);
        mesh.pass(seconds(5));
        EXPECT_EQ(mesh.world.node(node).is_open(), node == 0);
        EXPECT_EQ(mesh.heard<fabric::node::InviteElsewhere>(node).size(), node);
        Desk desk(mesh, node);
        desk.ask(R"({"id":1,"do":"get","document":"d"})");
        EXPECT_EQ(part(desk.take(), "error"), node == 0 ? "" : "invite");
    }
}

TEST(MeshControl, CT9_a_change_is_answered_when_its_write_has_ended) {
    Mesh mesh(1);
    mesh.gather();
    mesh.grant_authority(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0);
    const std::string write =
        R"json({"id":1,"do":"set","document":"d","path":"a","value":1,"durability":"quorum(2)"})json";
    desk.ask(write);
    EXPECT_EQ(desk.take(), "");
    desk.pass(seconds(2));
    EXPECT_EQ(desk.take(),
              "{\"id\":1,\"ok\":{\"sequence\":1,\"state\":\"durable\",\"have\":2,\"need\":2}}\n");
    EXPECT_EQ(desk.answer(R"({"id":2,"do":"take-out","document":"d","path":"s","value":1})"),
              "{\"id\":2,\"ok\":{}}\n");
    mesh.world.lose_power(1);
    const std::string degraded = desk.answer(write, seconds(30));
    EXPECT_NE(degraded.find("\"state\":\"degraded\",\"have\":1,\"need\":2"), std::string::npos)
        << degraded;
}

TEST(MeshControl, CT9_changes_that_joined_are_all_answered) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0);
    std::string lines;
    for (int id = 1; id <= 20; ++id)
        lines +=
            core::formatted(
                R"json("id":{},"do":"add","document":"d","path":"n","by":1,"durability":"quorum(1)")json",
                id)
                .insert(0, "{") +
            "}\n";
    desk.say(lines);
    desk.pass(seconds(2));
    const std::string answers = desk.take();
    for (int id = 1; id <= 20; ++id)
        EXPECT_NE(answers.find(core::formatted("\"id\":{},\"ok\"", id)), std::string::npos)
            << answers;
    EXPECT_EQ(desk.answer(R"({"id":21,"do":"get","document":"d","path":"n"})"),
              "{\"id\":21,\"ok\":20}\n");
    EXPECT_EQ(mesh.world.node(0).document(*mesh.world.node(0).find_document("d"))->own_count(), 2u);
}

TEST(MeshControl, CT10_a_watch_tells_what_is_there_and_then_what_has_changed) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0);
    desk.ask(R"({"id":1,"do":"watch","document":"d","path":"a"})");
    EXPECT_EQ(desk.take(), "{\"id\":1,\"is\":null}\n");
    const auto document = mesh.open(0, "d");
    mesh.put(0, document, "b", 1);
    desk.pass(seconds(1));
    EXPECT_EQ(desk.take(), "");
    mesh.put(0, document, "a", 1);
    desk.pass(seconds(1));
    EXPECT_EQ(desk.take(), "{\"id\":1,\"is\":1}\n");
    desk.answer(R"({"id":2,"do":"cancel","of":1})", {});
    mesh.put(0, document, "a", 2);
    desk.pass(seconds(1));
    EXPECT_EQ(desk.take(), "");
}

TEST(MeshControl, CT10_CT14_who_does_not_read_is_told_the_last_alone_and_asks_for_nothing_more) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0, {.outgoing_size_max = 100});
    desk.ask(R"({"id":1,"do":"watch","document":"d","path":"a"})");
    for (std::uint64_t id = 2; id < 12; ++id)
        desk.ask("{\"id\":" + std::to_string(id) + ",\"do\":\"status\"}");
    const auto document = mesh.open(0, "d");
    for (int i = 1; i <= 5; ++i) mesh.put(0, document, "a", i);
    desk.pass(seconds(1));
    const std::string first = desk.take();
    EXPECT_EQ(line_count(first), 2u) << first;  // The watch's first, and one status.
    std::string rest;
    for (std::string more = desk.take(); !more.empty(); more = desk.take()) rest += more;
    EXPECT_EQ(line_count(rest), 10u) << rest;
    EXPECT_NE(rest.find("{\"id\":1,\"is\":5}\n"), std::string::npos) << rest;
}

TEST(MeshControl, CT11_who_asks_for_a_document_waits_until_it_is_here) {
    Mesh mesh(1, [](NodeIndex node) {
        fabric::node::Options options = Mesh::make_open(node);
        options.keeps_everything = node == 0;
        return options;
    });
    mesh.gather();
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.pass(seconds(2));
    Desk desk(mesh, 1);
    desk.ask(R"({"id":1,"do":"get","document":"d","path":"a"})");
    EXPECT_EQ(desk.take(), "");
    desk.pass(seconds(2));
    EXPECT_EQ(desk.take(), "{\"id\":1,\"ok\":1}\n");
    EXPECT_EQ(part(desk.answer(R"({"id":2,"do":"get","document":"none","path":"a"})", seconds(3)),
                   "error"),
              "not-found");
}

TEST(MeshControl, CT12_watches_go_on_in_the_mesh_for_which_ours_was_given_up) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    const NodeIndex other = mesh.add();
    mesh.pass(seconds(5));  // It founds one too, and has nothing in it.
    Desk desk(mesh, other);
    desk.ask(R"({"id":1,"do":"watch","document":"d","path":"a"})");
    static_cast<void>(desk.take());
    mesh.put(0, mesh.open(0, "d"), "a", 1);
    mesh.world.dial(other, 0);
    desk.pass(seconds(5));
    ASSERT_EQ(mesh.world.node(other).members()->mesh(), mesh.world.node(0).members()->mesh());
    EXPECT_EQ(desk.take(), "{\"id\":1,\"is\":1}\n");
}

TEST(MeshControl, CT13_a_line_without_end_ends_the_session) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0, {.line_size_max = 1'000});
    desk.say(std::string(1'000, ' '));
    EXPECT_FALSE(desk.control().has_ended(desk.session()));
    desk.say(" ");
    EXPECT_TRUE(desk.control().has_ended(desk.session()));
    EXPECT_EQ(part(desk.take(), "error"), "too-much");
}

TEST(MeshControl, CT34_who_is_not_there_to_be_asked_is_shown_as_it_last_said) {
    Mesh mesh(1);
    mesh.gather();
    mesh.pass(seconds(10));
    Desk desk(mesh, 0);
    EXPECT_TRUE(desk.answer(R"({"id":1,"do":"peers"})", {}).contains(R"("activity":"active")"));
    mesh.world.act(1, [](Node& node, core::Instant now) {
        node.set_activity(fabric::liveness::Activity::freezing, now);
    });
    desk.pass(seconds(1));
    EXPECT_TRUE(mesh.world.node(0).presence().present().empty());
    const std::string answer = desk.answer(R"({"id":2,"do":"peers"})", {});
    EXPECT_TRUE(answer.contains(R"("activity":"about to be frozen")")) << answer;
}

TEST(MeshControl, CT15_sessions_and_watches_are_bounded) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0, {.sessions_max = 2, .watches_max = 1});
    const auto second = desk.control().open();
    ASSERT_TRUE(second);
    EXPECT_FALSE(desk.control().open());
    desk.close(*second);
    EXPECT_TRUE(desk.control().open());
    desk.answer(R"({"id":1,"do":"watch","document":"d"})", {});
    EXPECT_EQ(part(desk.answer(R"({"id":2,"do":"watch","document":"d"})", {}), "error"),
              "too-much");
}

TEST(MeshControl, CT15_writes_that_wait_are_bounded) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    Desk desk(mesh, 0, {.writes_max = 1});
    desk.ask(R"({"id":1,"do":"set","document":"d","path":"a","value":1})");
    EXPECT_EQ(part(desk.answer(R"({"id":2,"do":"set","document":"d","path":"b","value":1})", {}),
                   "error"),
              "too-much");
    desk.pass(seconds(1));
    EXPECT_NE(desk.take().find("\"id\":1,\"ok\""), std::string::npos);
    EXPECT_NE(desk.answer(R"({"id":3,"do":"set","document":"d","path":"b","value":1})")
                  .find("\"id\":3,\"ok\""),
              std::string::npos);
}

}  // namespace
}  // namespace sim
