// What members of a mesh say of themselves for the moment, and what those who ask nodes hear of it.
#include "sim/mesh_desk_test.h"

namespace sim {
namespace {

constexpr std::string_view topic = "board";

void note(Mesh& mesh, NodeIndex node, std::string_view text) {
    const auto said = mesh.world.act(node, [&](Node& one, core::Instant now) {
        return one.set_note(topic, core::as_bytes(text), now);
    });
    EXPECT_TRUE(said);
}

// What a node knows of another.
std::string noted(Mesh& mesh, NodeIndex node, NodeIndex author) {
    for (const fabric::notes::Said& said : mesh.world.node(node).notes()->about(topic))
        if (said.author == mesh.key_of(author)) return std::string(core::as_text(said.bytes));
    return {};
}

std::string id_of(Mesh& mesh, NodeIndex node) { return mesh.world.swarms().id(node).to_text(); }

TEST(MeshNotes, ND37_what_a_member_notes_comes_to_all_by_whoever_is_between) {
    Mesh mesh(1);
    mesh.gather();
    mesh.join();
    ASSERT_FALSE(mesh.are_in_session(1, 2));
    note(mesh, 1, "one");
    mesh.pass(seconds{2});
    EXPECT_EQ(noted(mesh, 2, 1), "one");
    EXPECT_EQ(mesh.heard<fabric::node::NotesChanged>(2).size(), 1u);
    note(mesh, 1, "two");
    mesh.pass(seconds{2});
    EXPECT_EQ(noted(mesh, 2, 1), "two");
    // And to who comes later.
    const NodeIndex late = mesh.join();
    EXPECT_EQ(noted(mesh, late, 1), "two");
}

TEST(MeshNotes, ND37_notes_end_with_their_authors) {
    Mesh mesh(1);
    mesh.gather();
    mesh.join();
    note(mesh, 1, "one");
    note(mesh, 2, "other");
    mesh.pass(seconds{2});
    mesh.world.act(1, [](Node& node, core::Instant now) { node.leave(now); });
    mesh.pass(seconds{2});
    EXPECT_EQ(noted(mesh, 0, 1), "");
    EXPECT_EQ(noted(mesh, 2, 1), "");
    mesh.world.crash(2);
    mesh.pass(seconds{30});
    EXPECT_EQ(noted(mesh, 0, 2), "");
}

TEST(MeshNotes, ND37_a_restart_keeps_nothing_and_is_believed) {
    Mesh mesh(1);
    mesh.gather();
    note(mesh, 1, "one");
    mesh.pass(seconds{2});
    mesh.world.crash(1);
    mesh.world.revive(1);
    mesh.world.dial(1, 0);
    mesh.pass(seconds{5});
    EXPECT_EQ(noted(mesh, 1, 1), "");
    note(mesh, 1, "two");
    mesh.pass(seconds{2});
    EXPECT_EQ(noted(mesh, 0, 1), "two");
}

TEST(MeshNotes, ND37_who_was_revoked_notes_nothing) {
    Mesh mesh(1);
    mesh.gather();
    mesh.join();
    note(mesh, 1, "one");
    mesh.pass(seconds{2});
    mesh.revoke(0, 1);
    mesh.pass(seconds{2});
    EXPECT_EQ(noted(mesh, 0, 1), "");
    EXPECT_EQ(noted(mesh, 2, 1), "");
}

TEST(MeshNotes, CT30_what_is_noted_is_told_to_who_watches_the_topic) {
    Mesh mesh(1);
    mesh.gather();
    Desk here(mesh, 0);
    Desk there(mesh, 1);
    EXPECT_EQ(there.answer(R"({"id":1,"do":"notes","topic":"board"})"), "{\"id\":1,\"is\":{}}\n");
    EXPECT_EQ(here.answer(R"({"id":1,"do":"note","topic":"board","value":{"at":3}})"),
              "{\"id\":1,\"ok\":{}}\n");
    there.pass(seconds{1});
    EXPECT_EQ(there.take(), "{\"id\":1,\"is\":{\"" + id_of(mesh, 0) + "\":{\"at\":3}}}\n");
    EXPECT_EQ(here.answer(R"({"id":2,"do":"note","topic":"board","value":null})"),
              "{\"id\":2,\"ok\":{}}\n");
    there.pass(seconds{1});
    EXPECT_EQ(there.take(), "{\"id\":1,\"is\":{}}\n");
    EXPECT_EQ(there.answer(R"({"id":3,"do":"cancel","of":1})"), "{\"id\":3,\"ok\":{}}\n");
}

TEST(MeshNotes, CT30_what_is_no_note_is_refused) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    Desk desk(mesh, 0);
    const auto error = [&](std::string_view request) {
        return desk.answer(request).contains(R"("error":"bad-request")");
    };
    EXPECT_TRUE(error(R"({"id":1,"do":"note","topic":"","value":1})"));
    EXPECT_TRUE(error(R"({"id":1,"do":"note","value":1})"));
    EXPECT_TRUE(error(R"({"id":1,"do":"notes"})"));
    EXPECT_TRUE(
        error(R"({"id":1,"do":"note","topic":"a","value":")" + std::string(4'095, 'x') + R"("})"));
    for (int i = 0; i < 64; ++i)
        desk.answer(R"({"id":1,"do":"note","topic":"t)" + std::to_string(i) + R"(","value":1})",
                    {});
    EXPECT_TRUE(desk.answer(R"({"id":1,"do":"note","topic":"one more","value":1})")
                    .contains(R"("error":"too-much")"));
}

TEST(MeshNotes, CT31_what_a_session_noted_ends_with_it) {
    Mesh mesh(1);
    mesh.gather();
    Desk desk(mesh, 0);
    const auto other = desk.control().open();
    ASSERT_TRUE(other);
    desk.answer(R"({"id":1,"do":"note","topic":"board","value":1})");
    EXPECT_EQ(noted(mesh, 1, 0), "1");
    desk.say_as(*other, R"({"id":1,"do":"note","topic":"board","value":2})");
    desk.pass(seconds{1});
    EXPECT_EQ(noted(mesh, 1, 0), "2");
    desk.close(desk.session());
    desk.pass(seconds{1});
    EXPECT_EQ(noted(mesh, 1, 0), "2") << "it was not the last to say it";
    desk.close(*other);
    desk.pass(seconds{1});
    EXPECT_EQ(noted(mesh, 1, 0), "");
}

TEST(MeshNotes, CT32_what_is_no_json_is_left_out) {
    Mesh mesh(1);
    mesh.gather();
    Desk desk(mesh, 0);
    note(mesh, 1, "{\"a\":\n1}");
    desk.pass(seconds{1});
    const std::string told = "\"is\":{\"" + id_of(mesh, 1) + "\":{\"a\":1}}}\n";
    EXPECT_EQ(desk.answer(R"({"id":1,"do":"notes","topic":"board"})"), "{\"id\":1," + told);
    note(mesh, 1, "\n}{");
    desk.pass(seconds{1});
    EXPECT_EQ(desk.take(), "{\"id\":1,\"is\":{}}\n");
    desk.answer(R"({"id":2,"do":"events"})");
    note(mesh, 1, "2");
    desk.pass(seconds{1});
    EXPECT_FALSE(desk.take().contains("notes-changed"));
}

TEST(MeshNotes, CT33_requests_of_one_session_take_turns) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    Desk desk(mesh, 0, {.requests_at_once_max = 2});
    std::string requests;
    for (int id = 1; id <= 5; ++id)
        requests += R"({"id":)" + std::to_string(id) + R"(,"do":"documents"})" + "\n";
    mesh.world.act(0, [&](Node&, core::Instant now) {
        desk.control().receive(desk.session(), core::as_bytes(requests), now);
    });
    EXPECT_EQ(desk.take(), "{\"id\":1,\"ok\":[]}\n{\"id\":2,\"ok\":[]}\n");
    EXPECT_EQ(desk.control().deadline(), core::Instant{});
    desk.pass(milliseconds{200});
    EXPECT_EQ(desk.take(), "{\"id\":3,\"ok\":[]}\n{\"id\":4,\"ok\":[]}\n{\"id\":5,\"ok\":[]}\n");
    EXPECT_EQ(desk.control().deadline(), std::nullopt);
}

TEST(MeshNotes, CT33_notes_that_change_fast_are_told_now_and_then) {
    Mesh mesh(1);
    mesh.pass(seconds{5});
    Desk desk(mesh, 0);
    desk.answer(R"({"id":1,"do":"notes","topic":"board"})");
    std::size_t told = 0;
    for (int i = 0; i < 100; ++i) {
        note(mesh, 0, std::to_string(i));
        desk.settle();
        mesh.pass(milliseconds{1});
        told += desk.take().empty() ? 0 : 1;
    }
    EXPECT_GE(told, 4u);
    EXPECT_LE(told, 6u);
    desk.pass(milliseconds{100});
    EXPECT_TRUE(desk.take().contains(":99}")) << "the last one is not left out";
}

}  // namespace
}  // namespace sim
