// What a machine does with programs that are wrong, endless or greedy, and with time: see
// machine.h.
#include <gtest/gtest.h>

#include <string>

#include "logos/machine/run_twin.h"

namespace logos {
namespace {
namespace machine {

std::string shown(std::string_view source) {
    const Ran ran = run_source(source);
    return ran.failed.empty() ? ran.shown : ran.shown + "! " + ran.failed;
}

TEST(Machine, LM3_stops_an_endless_loop_where_it_was_told_to) {
    const Parsed parsed = parse("## Main\nLet x be 0.\nRepeat forever:\n    Set x to x + 1.\n");
    ASSERT_TRUE(parsed.wrong.empty());
    const Compiled compiled = compile(parsed.tree);
    Machine machine(compiled.program);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(machine.run(1000, {}), Progress::paused);
}

TEST(Machine, LM3_gives_up_on_calls_without_end) {
    EXPECT_EQ(
        shown("## To f (n: Int) -> Int:\n    Return f(n + 1).\n\n## Main\nShow 1.\nShow f(1).\n"),
        "1\n! stack overflow: too many calls inside one another");
}

TEST(Machine, LM4_what_nobody_declared_fails_where_it_is_used) {
    EXPECT_EQ(shown("## Main\nShow 1.\nShow q.\n"), "1\n! Undefined variable: q");
    EXPECT_EQ(shown("## Main\nShow 1.\nShow nobody(1).\n"), "1\n! Undefined function: nobody");
    EXPECT_EQ(shown("## To f -> Int:\n    Return late.\n\n## Main\nShow f().\n"),
              "! Undefined variable: late");
}

TEST(Machine, LM4_a_failure_says_where_it_was) {
    const std::string_view source = "## Main\nShow 1.\nShow 1 / 0.\n";
    const Parsed parsed = parse(source);
    const Compiled compiled = compile(parsed.tree);
    Machine machine(compiled.program);
    ASSERT_EQ(machine.run(1000, {}), Progress::failed);
    const Span span = machine.failure()->span;
    EXPECT_EQ(source.substr(span.begin, span.end - span.begin), "1 / 0");
}

TEST(Machine, LM5_copies_are_apart_and_references_are_not) {
    EXPECT_EQ(
        shown("## To grow (xs: mutable Seq of Int):\n    Push 9 to xs.\n\n## Main\n"
              "Let a be [[1], [2]].\nLet b be a.\nPush 5 to item 1 of a.\ngrow(item 2 of a).\n"
              "Show a.\nShow b.\n"),
        "[[1, 5], [2, 9]]\n[[1], [2]]\n");
}

TEST(Machine, LM5_a_reference_is_handed_on) {
    EXPECT_EQ(
        shown("## To fill (xs: mutable Seq of Int, n: Int):\n    If n > 0:\n        Push n to xs.\n"
              "        fill(xs, n - 1).\n\n## Main\nLet a be [0].\nfill(a, 3).\nShow a.\n"),
        "[0, 3, 2, 1]\n");
}

TEST(Machine, LM6_functions_see_what_main_has_now) {
    EXPECT_EQ(
        shown("## To step (n: Int):\n    Set total to total + n.\n\n## Main\nLet total be 1.\n"
              "step(4).\nShow total.\nSet total to 10.\nstep(1).\nShow total.\n"),
        "5\n11\n");
}

TEST(Machine, LM6_what_a_function_declares_is_its_own) {
    EXPECT_EQ(shown("## To f -> Int:\n    Return x.\n\n## To g -> Int:\n    Let x be 5.\n    "
                    "Return x + f().\n\n"
                    "## Main\nLet x be 1.\nShow g().\nShow x.\n"),
              "6\n1\n");
}

TEST(Machine, LM7_sleeps_until_it_is_time) {
    const Ran ran = run_source("## Main\nSleep 1500.\nSleep 2s.\nShow \"up\".\n");
    EXPECT_EQ(ran.shown, "up\n");
    EXPECT_EQ(ran.ended, core::Instant(core::Duration(3'500'000)));
}

TEST(Machine, LM8_who_waits_when_the_program_ends_ends_with_it) {
    EXPECT_EQ(
        shown("## To listen (p: Int):\n    Receive x from p.\n    Show x.\n\n## Main\n"
              "Let p be a new Pipe of Int.\nLaunch a task to listen with p.\nShow \"end\".\n"),
        "end\n");
}

TEST(Machine, LM8_a_full_pipe_holds_its_sender_up) {
    EXPECT_EQ(shown("## To fill (p: Int):\n    Repeat for i from 1 to 40:\n        Send i into p.\n"
                    "    Show \"filled\".\n\n## Main\nLet p be a new Pipe of Int.\n"
                    "Launch a task to fill with p.\nShow \"main\".\nRepeat for i from 1 to 40:\n"
                    "    Receive x from p.\nShow x.\n"),
              "main\nfilled\n40\n");
}

TEST(Machine, LM9_branches_that_wait_for_one_another_go_on) {
    EXPECT_EQ(shown("## Main\nLet p be a new Pipe of Int.\nAttempt all of the following:\n"
                    "    Receive x from p.\n    Send 7 into p.\nShow x.\n"),
              "7\n");
}

}  // namespace machine
}  // namespace
}  // namespace logos
