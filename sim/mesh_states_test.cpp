// Positions of edits that name the state which their asker has seen.
#include "sim/mesh_desk_test.h"

namespace sim {
namespace {

// One who edits by what it saw, while others edit what is there.
struct Seeing : ::testing::Test {
    Seeing() {
        mesh.pass(seconds(5));
        desk = std::make_unique<Desk>(mesh, 0);
    }

    std::string ask(std::string_view line) { return desk->answer(line, milliseconds(100)); }
    void others(std::string_view what) {
        static_cast<void>(ask(R"({"id":900,"document":"d","path":"t",)" + std::string(what) + "}"));
    }
    std::string edit(int id, int state, std::string_view what) {
        return ask("{\"id\":" + std::to_string(id) +
                   R"(,"document":"d","path":"t","in":1,"state":)" + std::to_string(state) + "," +
                   std::string(what) + "}");
    }
    std::string text() { return ask(R"({"id":901,"do":"get","document":"d","path":"t"})"); }

    Mesh mesh{1};
    std::unique_ptr<Desk> desk;
};

TEST_F(Seeing, CT18_a_watch_numbers_what_it_tells_and_says_which_edits_are_in_it) {
    EXPECT_EQ(ask(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})"),
              "{\"id\":1,\"is\":null,\"state\":1}\n");
    EXPECT_EQ(edit(2, 1, R"("do":"type","text":"abc","position":0)").substr(0, 40),
              "{\"id\":1,\"is\":\"abc\",\"state\":2,\"after\":2}\n");
    others(R"("do":"erase","position":1,"size":1)");
    // Nothing is left to be done, which is told as well.
    EXPECT_EQ(edit(3, 2, R"("do":"erase","position":1,"size":1)"),
              "{\"id\":3,\"ok\":{}}\n{\"id\":1,\"is\":\"ac\",\"state\":4,\"after\":3}\n");
}

TEST_F(Seeing, CT19_a_position_is_one_in_what_its_asker_saw_and_did) {
    others(R"("do":"type","text":"one two")");
    static_cast<void>(ask(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})"));
    others(R"("do":"type","text":"zero ","position":0)");
    others(R"("do":"erase","position":9,"size":3)");  // The word two.
    static_cast<void>(edit(2, 1, R"("do":"type","text":"1","position":3)"));
    static_cast<void>(edit(3, 1, R"("do":"type","text":"2","position":4)"));
    EXPECT_EQ(text(), "{\"id\":901,\"ok\":\"zero one12 \"}\n");
    static_cast<void>(edit(4, 1, R"("do":"erase","position":0,"size":7)"));
    EXPECT_EQ(text(), "{\"id\":901,\"ok\":\"zero \"}\n");
    static_cast<void>(edit(5, 1, R"("do":"type","text":"3","position":2)"));  // In what was erased.
    EXPECT_EQ(text(), "{\"id\":901,\"ok\":\"zero 3\"}\n");
}

TEST_F(Seeing, CT19_items_of_a_list_stand_where_their_asker_saw_them) {
    others(R"("do":"insert","items":[1,2,3])");
    EXPECT_EQ(ask(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})"),
              "{\"id\":1,\"is\":[1,2,3],\"state\":1}\n");
    others(R"("do":"insert","items":[0],"position":0)");
    static_cast<void>(ask(R"({"id":902,"do":"remove","document":"d","path":"t[2]"})"));
    static_cast<void>(edit(2, 1, R"("do":"insert","items":["a",["b"]],"position":2)"));
    static_cast<void>(edit(3, 1, R"("do":"insert","items":["c"],"position":4)"));
    EXPECT_EQ(text(), "{\"id\":901,\"ok\":[0,1,\"a\",[\"b\"],\"c\",3]}\n");
}

TEST_F(Seeing, CT20_an_edit_of_a_state_that_is_not_known_does_nothing) {
    others(R"("do":"type","text":"one")");
    static_cast<void>(ask(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})"));
    const std::string_view type = R"("do":"type","text":"x","position":0)";
    EXPECT_EQ(part(edit(2, 9, type), "error"), "outdated");
    others(R"("do":"type","text":"zero ","position":0)");
    static_cast<void>(edit(3, 2, type));
    EXPECT_EQ(part(edit(4, 1, type), "error"), "outdated");  // Older than one that was used.
    EXPECT_EQ(text(), "{\"id\":901,\"ok\":\"xzero one\"}\n");
    EXPECT_EQ(
        part(
            ask(R"({"id":7,"do":"type","document":"d","path":"other","text":"x","position":0,"in":1,"state":2})"),
            "error"),
        "bad-request");
    static_cast<void>(ask(R"({"id":8,"do":"watch","document":"d","path":"t"})"));
    EXPECT_EQ(
        part(
            ask(R"({"id":9,"do":"type","document":"d","path":"t","text":"x","position":0,"in":8,"state":1})"),
            "error"),
        "bad-request");
}

TEST_F(Seeing, CT20_behind_an_edit_that_failed_no_state_is_known_until_the_next_is_told) {
    others(R"("do":"type","text":"one")");
    static_cast<void>(ask(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})"));
    const std::string failed = edit(2, 1, R"("do":"type","text":"x","position":99)");
    EXPECT_EQ(part(failed, "error"), "too-much");
    EXPECT_TRUE(failed.ends_with("\n{\"id\":1,\"is\":\"one\",\"state\":2}\n")) << failed;
    EXPECT_EQ(part(edit(3, 1, R"("do":"type","text":"x","position":0)"), "error"), "outdated");
    EXPECT_EQ(part(edit(4, 2, R"("do":"erase","position":2,"size":9)"), "error"), "too-much");
    static_cast<void>(edit(5, 3, R"("do":"type","text":"x","position":0)"));
    EXPECT_EQ(text(), "{\"id\":901,\"ok\":\"xone\"}\n");
}

TEST_F(Seeing, CT20_a_text_that_another_took_the_place_of_is_not_known) {
    static_cast<void>(ask(R"({"id":20,"do":"set","document":"d","path":"t","value":[{"a":0}]})"));
    static_cast<void>(ask(R"({"id":21,"do":"type","document":"d","path":"t[0].x","text":"one"})"));
    static_cast<void>(ask(R"({"id":1,"do":"watch","document":"d","path":"t[0].x","states":true})"));
    static_cast<void>(
        ask(R"({"id":22,"do":"insert","document":"d","path":"t","items":[{"b":0}],"position":0})"));
    const std::string refused = ask(
        R"({"id":2,"do":"type","document":"d","path":"t[0].x","text":"x","position":3,"in":1,"state":1})");
    EXPECT_EQ(part(refused, "error"), "outdated") << refused;
    EXPECT_TRUE(refused.ends_with("\n{\"id\":1,\"is\":null,\"state\":3}\n")) << refused;
    EXPECT_EQ(ask(R"({"id":3,"do":"get","document":"d","path":"t"})"),
              "{\"id\":3,\"ok\":[{\"b\":0},{\"a\":0,\"x\":\"one\"}]}\n");
}

TEST(MeshControl, CT12_CT21_states_of_a_mesh_that_was_given_up_are_not_known_in_another) {
    Mesh mesh(1);
    mesh.pass(seconds(5));
    const NodeIndex other = mesh.add();
    mesh.pass(seconds(5));  // It founds one too, and has nothing in it.
    Desk desk(mesh, other);
    EXPECT_EQ(desk.answer(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})", {}),
              "{\"id\":1,\"is\":null,\"state\":1}\n");
    mesh.world.dial(other, 0);
    desk.pass(seconds(5));
    ASSERT_EQ(mesh.world.node(other).members()->mesh(), mesh.world.node(0).members()->mesh());
    EXPECT_EQ(desk.take(), "{\"id\":1,\"is\":null,\"state\":2}\n");
    EXPECT_EQ(
        part(
            desk.answer(
                R"({"id":2,"do":"type","document":"d","path":"t","text":"x","position":0,"in":1,"state":1})",
                {}),
            "error"),
        "outdated");
}

}  // namespace
}  // namespace sim
