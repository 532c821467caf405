// Requests as they are read, and what is said of those that are wrong.
#include "fabric/control/request.h"

#include <gtest/gtest.h>

namespace fabric::control {
namespace {

using quorum::Policy;

Edit edit_of(std::string_view line) {
    const auto request = read_request(line);
    EXPECT_TRUE(request) << (request ? "" : request.error().why);
    return core::get<Edit>(request->what);
}

std::string complaint(std::string_view line) {
    const auto request = read_request(line);
    return request ? "none" : request.error().why;
}

TEST(Request, CT3_it_has_an_id_and_says_what_to_do) {
    const auto request = read_request(R"({"id":7,"do":"status"})");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->id.value, 7u);
    EXPECT_TRUE(core::holds_alternative<ShowStatus>(request->what));
}

TEST(Request, CT4_edits_say_where_and_what_and_how_safe) {
    const Edit set = edit_of(
        R"json({"id":1,"do":"set","document":"game","path":"a[2]","value":{"x":[1]},"durability":"quorum(2)","patience":3})json");
    EXPECT_EQ(set.document, "game");
    EXPECT_EQ(set.path, (core::crdt::Path{core::crdt::Step("a"), core::crdt::Step(2u)}));
    EXPECT_TRUE(core::holds_alternative<Put>(set.act));
    EXPECT_EQ(set.policy.kind, Policy::Kind::quorum);
    EXPECT_EQ(set.policy.need, 2u);
    EXPECT_EQ(set.policy.patience, std::chrono::seconds{3});
    const Edit add = edit_of(R"({"id":1,"do":"add","document":"game","path":"n"})");
    EXPECT_EQ(core::get<AddToCounter>(add.act).by, 1);
    const Edit typed = edit_of(R"({"id":1,"do":"type","document":"d","path":"t","text":"ä"})");
    EXPECT_FALSE(core::get<InsertText>(typed.act).position);
}

TEST(Request, CT18_CT19_edits_by_position_name_the_state_that_they_are_of) {
    const auto watch =
        read_request(R"({"id":1,"do":"watch","document":"d","path":"t","states":true})");
    ASSERT_TRUE(watch);
    EXPECT_TRUE(core::get<Watch>(watch->what).numbers_states);
    const Edit typed = edit_of(
        R"({"id":2,"do":"type","document":"d","path":"t","text":"x","position":3,"in":1,"state":4})");
    ASSERT_TRUE(typed.seen);
    EXPECT_EQ(typed.seen->in.value, 1u);
    EXPECT_EQ(typed.seen->state, 4u);
    for (
        const char* const line :
        {R"({"id":2,"do":"type","document":"d","path":"t","text":"x","in":1,"state":4})",
         R"({"id":2,"do":"erase","document":"d","path":"t","position":1,"size":1,"in":1})",
         R"({"id":2,"do":"insert","document":"d","path":"t","items":[],"position":1,"in":"a","state":1})"})
        EXPECT_NE(complaint(line), "none") << line;
}

TEST(Request, CT5_what_is_wrong_is_named) {
    EXPECT_NE(complaint("{").find("object of JSON"), std::string::npos);
    EXPECT_NE(complaint(R"({"do":"status"})").find("\"id\""), std::string::npos);
    EXPECT_NE(complaint(R"({"id":1,"do":"dance"})").find("status, peers"), std::string::npos);
    EXPECT_NE(complaint(R"({"id":1,"do":"get"})").find("\"document\""), std::string::npos);
    EXPECT_NE(complaint(R"({"id":1,"do":"get","document":"d","path":"a."})").find("\"path\""),
              std::string::npos);
    EXPECT_NE(complaint(R"({"id":1,"do":"put-in","document":"d","path":"s","value":[1]})")
                  .find("single value"),
              std::string::npos);
    EXPECT_NE(complaint(R"({"id":1,"do":"grant","member":"x","role":"citizen"})").find("12D3"),
              std::string::npos);
    EXPECT_NE(
        complaint(
            R"json({"id":1,"do":"set","document":"d","path":"a","value":1,"durability":"much"})json")
            .find("strict(2)"),
        std::string::npos);
}

TEST(Request, CT6_durability_is_read_as_it_is_written) {
    EXPECT_EQ(policy_from_text("local")->kind, Policy::Kind::local);
    EXPECT_EQ(policy_from_text("leader")->kind, Policy::Kind::leader);
    EXPECT_EQ(policy_from_text("strict(3)")->kind, Policy::Kind::strict_quorum);
    EXPECT_EQ(policy_from_text("strict(3)")->need, 3u);
    for (const char* const text : {"", "quorum", "quorum()", "quorum(2", "quorum(-1)", "many(2)"})
        EXPECT_FALSE(policy_from_text(text)) << text;
}

}  // namespace
}  // namespace fabric::control
