// Each construct of the language, and the tree it becomes.
#include <gtest/gtest.h>

#include "logos/syntax/dump_test.h"

namespace {

using logos::testing::dump_source;
using logos::testing::statements;
using logos::testing::value;

TEST(Parser, LG2_a_section_is_known_by_its_header) {
    EXPECT_EQ(dump_source("## Note\nDon't \"run\" this.\n\n## Main\nShow 1.\n## Main\nShow 2\n"),
              "(program (block (show 1 -)) (block (show 2 -)))");
    EXPECT_EQ(dump_source("Show 1.\n"), "(program (block (show 1 -)))");
    EXPECT_EQ(dump_source("## To do lists\nare prose\n## A note\nas this is.\n"), "(program)");
}

TEST(Parser, LG3_a_dot_or_a_line_ends_a_statement) {
    EXPECT_EQ(statements("Let a be 1. Let b be 2.  # c\n# d\nshow a\nSHOW b."),
              "(let 'a' - 1) (let 'b' - 2) (show a -) (show b -)");
    EXPECT_EQ(statements("Let k be f(1,\n   2)\nShow 1 +\n  2."),
              "(let 'k' - (call 'f' 1 2)) (show (binary + 1 2) -)");
}

TEST(Parser, LG4_an_indented_block_or_one_statement_follows_a_colon) {
    EXPECT_EQ(statements("If a: Show 1. Show 2."), "(if a (block (show 1 -)) -) (show 2 -)");
    EXPECT_EQ(statements("If a:\n\tShow 1.\n\tShow 2.\nShow 3."),
              "(if a (block (show 1 -) (show 2 -)) -) (show 3 -)");
}

TEST(Parser, LG5_literals) {
    EXPECT_EQ(value("1_000"), "1000");
    EXPECT_EQ(value("0xFF"), "0xFF");
    EXPECT_EQ(value("2.5e-3"), "(real '2.5e-3')");
    EXPECT_EQ(value("50ms"), "(duration '50000000')");
    EXPECT_EQ(value("2 seconds"), "(duration '2000000000')");
    EXPECT_EQ(value("five"), "5");
    EXPECT_EQ(value("`x`"), "(char 'x')");
    EXPECT_EQ(value("[true, nothing]"), "(list (truth 'true') (nothing))");
    EXPECT_EQ(value("{1, 2}"), "(set 1 2)");
    EXPECT_EQ(value("{1: 2}"), "(map 1 2)");
    EXPECT_EQ(value("(1, 2)"), "(tuple 1 2)");
    EXPECT_EQ(value("[] of Int"), "(empty-list Int)");
    EXPECT_EQ(value("{} of Text to Int"), "(empty-map Text Int)");
}

TEST(Parser, LG6_a_text_has_escapes_and_holes) {
    EXPECT_EQ(value(R"("a\tb\u{41}{{x}}\q")"), "(text (piece 'a\tbA{x}\\q'))");
    EXPECT_EQ(value(R"("{a + 1:>5}{b=}")"),
              "(text (hole '>5' (binary + a 1)) (piece 'b=') (hole ! b))");
    EXPECT_EQ(value(R"("{m["k"]}")"), "(text (hole (item m (text (piece 'k')))))");
    EXPECT_EQ(value(R"("{" + x + "}")"),
              "(binary + (binary + (text (piece '{')) x) (text (piece '}')))");
    EXPECT_EQ(value("r\"a\\n{x}\""), "(text (piece 'a\\n{x}'))");
    EXPECT_EQ(value("\"\"\"\n    one\n      {x}\n\"\"\""), "(text (piece 'one\n  ') (hole x))");
    EXPECT_EQ(value("\"\""), "(text)");
}

TEST(Parser, LG7_operators_bind_by_their_levels) {
    EXPECT_EQ(value("1 + 2 * 3"), "(binary + 1 (binary * 2 3))");
    EXPECT_EQ(value("3 plus 4 times 2"), "(binary + 3 (binary * 4 2))");
    EXPECT_EQ(value("2 ** 3 ** 4"), "(binary ** 2 (binary ** 3 4))");
    EXPECT_EQ(value("-7/2"), "(binary / (negate 7) 2)");
    EXPECT_EQ(value("a or b and not c == d"), "(or a (and b (not (binary == c d))))");
    EXPECT_EQ(value("1 | 2 xor 3 & 4"), "(binary | 1 (binary ^ 2 (binary & 3 4)))");
    EXPECT_EQ(value("a followed by length of b followed by \"c\""),
              "(binary followed (binary followed a (length b)) (text (piece 'c')))");
    EXPECT_EQ(value("the sum of 3 and 4"), "(binary + 3 4)");
    EXPECT_EQ(value("1 shifted left by 4"), "(binary << 1 4)");
}

TEST(Parser, LG8_comparisons_in_signs_and_in_words) {
    EXPECT_EQ(value("1 <= x < 3"), "(chain 1 (link <= x) (link < 3))");
    EXPECT_EQ(value("x is at least 3"), "(binary >= x 3)");
    EXPECT_EQ(value("x is not 3"), "(not (binary == x 3))");
    EXPECT_EQ(value("a is b"), "(binary == a b)");
    EXPECT_EQ(value("x is between 1 and 5 and y"), "(and (predicate 'between' x 1 5) y)");
    EXPECT_EQ(value("9 is divisible by 3"), "(predicate 'divisible' 9 3)");
    EXPECT_EQ(value("h is finished"), "(state 'finished' h)");
    EXPECT_EQ(value("2 not in xs"), "(binary not-in 2 xs)");
    EXPECT_EQ(value("d's tags contains 1"), "(binary contains (member 'tags' d) 1)");
}

TEST(Parser, LG9_calls_places_and_closures) {
    EXPECT_EQ(value("f(1).g(2).h"), "(member 'h' (method 'g' (call 'f' 1) 2))");
    EXPECT_EQ(value("Call f with 3 and x > 4"), "(call 'f' 3 (binary > x 4))");
    EXPECT_EQ(value("item 1 of item 2 of xs"), "(item (item xs 2) 1)");
    EXPECT_EQ(value("items 2 through 3 of xs"), "(slice xs 2 3)");
    EXPECT_EQ(value("(x: Int) -> x + n"), "(closure (parameter 'x' Int) (binary + x n))");
    EXPECT_EQ(
        statements("Let f be (x: Int) ->:\n    Return x.\nShow f(1)."),
        "(let 'f' - (closure (parameter 'x' Int) (block (return x -)))) (show (call 'f' 1) -)");
    EXPECT_EQ(value("3 copies of 7"), "(copies 3 7)");
}

TEST(Parser, LG10_new_values_have_their_fields_by_name) {
    EXPECT_EQ(value("a new Point with x 1 and y -2"),
              "(create Point - (given 'x' 1) (given 'y' (negate 2)))");
    EXPECT_EQ(value("a new shared Doc"), "(create ! Doc -)");
    EXPECT_EQ(value("a new Map of Text to Int with capacity 8"),
              "(create (type 'Map' Text Int) 8)");
    EXPECT_EQ(value("a Pipe of Int"), "(pipe Int)");
}

TEST(Parser, LG11_words_of_the_language_are_names_too) {
    EXPECT_EQ(statements("Set count to count + 1."), "(assign count (binary + count 1))");
    EXPECT_EQ(statements("Let item be 1. Show item + first."),
              "(let 'item' - 1) (show (binary + item first) -)");
    EXPECT_EQ(statements("merge(a, b)\nPush message to items"),
              "(evaluate (call 'merge' a b)) (push items message)");
    for (const char* word :
         {"mesh",  "quorum", "handle", "peer",  "score", "message", "count", "first",
          "items", "state",  "result", "agent", "topic", "value",   "key",   "list",
          "map",   "text",   "merge",  "all",   "each",  "time",    "node"}) {
        const std::string name(word);
        EXPECT_EQ(statements("Let " + name + " be 1. Set " + name + " to " + name + " + 1. Show " +
                             name + "."),
                  "(let '" + name + "' - 1) (assign " + name + " (binary + " + name +
                      " 1)) (show " + name + " -)");
    }
}

TEST(Parser, LG12_names_get_values) {
    EXPECT_EQ(statements("Let mutable x: Int be 5. mut y = 6. z = 7. z += 1."),
              "(let ! 'x' Int 5) (let ! 'y' - 6) (assign ! z 7) (update + z 1)");
    EXPECT_EQ(statements("Let (a, b) be t. Set m at \"k\" to 2. Set p's x to 3. Set xs[1] to 4."),
              "(let-tuple a b t) (assign (item m (text (piece 'k'))) 2) (assign (member 'x' p) 3) "
              "(assign (item xs 1) 4)");
}

TEST(Parser, LG13_conditions_and_loops) {
    EXPECT_EQ(
        statements("If a then:\n  Break.\nOtherwise if b:\n  Continue.\nElse: Return 1 if c."),
        "(if a (block (break)) (if b (block (continue)) (block (return 1 c))))");
    EXPECT_EQ(statements("While x > 0 (decreasing x): Pop from xs into y."),
              "(while (binary > x 0) x (block (pop xs y)))");
    EXPECT_EQ(statements("For each x in xs: Show x.\nRepeat for (k, v) in m: Show k.\nfor j from 1 "
                         "to 2: Show j."),
              "(for-in x xs (block (show x -))) (for-in (tuple k v) m (block (show k -))) "
              "(for-range j 1 2 (block (show j -)))");
    EXPECT_EQ(statements("Repeat forever:\n    Break."), "(forever (block (break)))");
    EXPECT_EQ(statements("Inspect s:\n  When Rect (w, h): Show w.\n  If it is a Dot (r: x): Show "
                         "x.\n  Otherwise: Show 1."),
              "(inspect s (arm 'Rect' (binding 'w') (binding 'h') (block (show w -))) "
              "(arm 'Dot' (binding ! 'x' r) (block (show x -))) (arm (block (show 1 -))))");
}

TEST(Parser, LG14_functions_say_what_they_take) {
    EXPECT_EQ(dump_source("## To withdraw (amount: Int) from (xs: mutable Seq of Int) -> Int:\n    "
                          "Return amount.\n"),
              "(program (function 'withdraw' (parameter 'amount' Int) (parameter ! 'xs' (type "
              "'Seq' Int)) Int "
              "(block (return amount -))))");
    EXPECT_EQ(dump_source("## To native root (x: Real) -> Real\n## Main\nTo g: Show 1.\ng()\n"),
              "(program (function 'g' - (block (show 1 -))) (function ! 'root' (parameter 'x' "
              "Real) Real (block)) "
              "(block (evaluate (call 'g'))))");
}

TEST(Parser, LG15_types_are_defined) {
    EXPECT_EQ(dump_source("## Definition\nA C is Portable and Shared and has:\n  a x, which is a "
                          "Tally.\n  y: Map of Text to Int\n"),
              "(program (record ! 'C' (field 'x' Tally) (field 'y' (type 'Map' Text Int))))");
    EXPECT_EQ(
        dump_source(
            "## A S is one of:\n  A Circle with radius Int.\n  A Rect (w: Int, h: Int).\n  Dot\n"),
        "(program (choice 'S' (variant 'Circle' (field 'radius' Int)) (variant 'Rect' (field 'w' "
        "Int) (field 'h' Int)) "
        "(variant 'Dot')))");
    EXPECT_EQ(
        statements("Let f: fn(Int, Text) -> Bool be g. Let p: Int where it > 0 be 1."),
        "(let 'f' (function-type Int Text Bool) g) (let 'p' (refined Int (binary > it 0)) 1)");
}

TEST(Parser, LG16_policies_say_who_may) {
    EXPECT_EQ(
        dump_source("## Policy\nA User is admin if the user's role equals \"x\".\nA User can edit "
                    "the Doc if:\n"
                    "    The user is admin, OR\n    The user's id equals the doc's owner.\n"
                    "## Main\nCheck that u is admin. Check that u can edit d."),
        "(program (policy 'admin' User - (binary == (member 'role' user) (text (piece 'x')))) "
        "(policy 'edit' User Doc (or (predicate 'admin' user) (binary == (member 'id' user) "
        "(member 'owner' doc)))) "
        "(block (check 'admin' u -) (check 'edit' u d)))");
}

TEST(Parser, LG17_collections_change) {
    EXPECT_EQ(
        statements(
            "Push 5, 6 to xs. Add 1 to s. Remove 1 from s. Append 2 to d's l. Increase c's p by 3. "
            "Decrease c's p by 1. Resolve d's s to 4. Merge b into a."),
        "(push xs 5 6) (add 1 s) (remove 1 s) (append 2 (member 'l' d)) (increase (member 'p' c) "
        "3) "
        "(decrease (member 'p' c) 1) (resolve (member 's' d) 4) (merge b a)");
}

TEST(Parser, LG18_tasks_and_pipes) {
    EXPECT_EQ(statements("Let h be Launch a task to f with 1 and 2. Stop h. Send 1 into p. Try to "
                         "receive x from p. Sleep 20."),
              "(let 'h' - (launch (call 'f' 1 2))) (stop h) (send-into 1 p) (receive ! 'x' p) "
              "(sleep 20)");
    EXPECT_EQ(
        statements("Await the first of:\n  Receive x from p:\n    Show x.\n  Receive y from "
                   "fabric: Show y.\n  After n seconds: Show 1."),
        "(select (select-receive 'x' p (block (show x -))) (select-fabric 'y' (block (show y -))) "
        "(select-after (binary * n (duration '1000000000')) (block (show 1 -))))");
    EXPECT_EQ(statements("Attempt all of the following:\n  a = 1\nSimultaneously:\n  b = 2"),
              "(attempt-all (block (assign ! a 1))) (simultaneously (block (assign ! b 2)))");
    EXPECT_EQ(statements("Inside a zone called \"S\" of size 2 KB: Show 1."),
              "(zone 'S' (binary * 2 1024) - (block (show 1 -)))");
}

TEST(Parser, LG19_clauses_of_the_mesh) {
    EXPECT_EQ(
        statements(
            "Enable Networked Mode with ID \"A\" as Authority. Mount x at \"p\" with Strict Quorum "
            "of 2. "
            "Mount y at \"q\" with Quorum(2). Sync x on \"t\". Reconcile x with the mesh. Pulse."),
        "(enable 'authority' (text (piece 'A'))) (mount strict 'x' (text (piece 'p')) 2) "
        "(mount quorum 'y' (text (piece 'q')) 2) (sync 'x' (text (piece 't'))) (reconcile 'x') "
        "(pulse)");
    EXPECT_EQ(statements("Let h be exactly once, launch task:\n  Show 1.\nAcross the mesh, "
                         "parallel launch: Show 2.\n"
                         "Let r be offload f(1) to an Authority.\nIf I am a Citizen: Skip "
                         "work.\nIf quorum is available for 2: Execute work locally."),
              "(let 'h' - (exactly-once (block (show 1 -)))) (across (block (show 2 -))) "
              "(let 'r' - (offload (call 'f' 1))) (if (platform 'citizen') (block (skip work)) -) "
              "(if (quorum-available 2) (block (locally work)) -)");
    EXPECT_EQ(
        statements(
            "On sovereignty warning: Show 1.\nDisable automatic heartbeat. Enable local discovery. "
            "Show the mesh invite for \"A\". After 60 seconds: Show 2."),
        "(on-warning (block (show 1 -))) (heartbeat) (discovery !) (invite (text (piece 'A'))) "
        "(after (duration '60000000000') (block (show 2 -)))");
}

TEST(Parser, LG20_files_agents_and_peers) {
    EXPECT_EQ(statements("Write 1 to file \"f\". Read t from file \"f\". Read l from the console. "
                         "Spawn a W called \"w\". "
                         "Send compressed m to \"w\". Await response from \"w\" into r."),
              "(write 1 (text (piece 'f'))) (read 't' (text (piece 'f'))) (read 'l' -) (spawn W "
              "(text (piece 'w'))) "
              "(send-to 'compressed' m (text (piece 'w'))) (await 'r' (text (piece 'w')))");
    EXPECT_EQ(statements("Listen on \"a\". Connect to \"b\". Let p be a PeerAgent at \"c\". Let s "
                         "be mounted at \"d\". Stream xs to p."),
              "(listen (text (piece 'a'))) (connect (text (piece 'b'))) (let 'p' - (peer-agent "
              "(text (piece 'c')))) "
              "(let-mounted 's' - (text (piece 'd'))) (stream xs p)");
}

}  // namespace
