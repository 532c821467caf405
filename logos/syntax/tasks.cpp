// What runs beside something else: tasks, pipes, waiting.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

std::optional<NodeId> Parser::task_statement() {
    const std::uint32_t from = begin();
    if (is_word(0, "inside") && is_word(1)) return advance(), zone();
    if (is_word(0, "attempt") && is_word(1)) {
        advance();
        if (take_word("all")) take_words({"of", "the", "following"});
        const NodeId body = block("Attempt all of the following:");
        return node(Kind::attempt_all, from, {body});
    }
    if (is_word(0, "simultaneously") && is_sign(1, ":")) {
        advance();
        const NodeId body = block("Simultaneously:");
        return node(Kind::simultaneously, from, {body});
    }
    if (is_word(0, "launch") && is_word(1)) {
        const NodeId task = launch();
        return node(Kind::evaluate, from, {task});
    }
    if (is_word(0, "after") && begins_value(1)) return advance(), after_statement(Kind::after);
    if (is_word(0, "await") && is_word(1)) return advance(), await();
    if (is_word(0, "try") && (is_word(1, "to") || is_word(1, "sending") || is_word(1, "receiving")))
        return attempt_to();
    if (!begins_value(1)) return std::nullopt;
    if (take_word("stop")) {
        const NodeId handle = expression();
        return node(Kind::stop, from, {handle});
    }
    if (take_word("send")) return send();
    if (take_word("receive")) return receive();
    if (take_word("sleep")) return sleep();
    return std::nullopt;
}

// `Try to send e into p`, `Try to receive x from p`.
NodeId Parser::attempt_to() {
    const std::uint32_t from = begin();
    advance(2);
    const bool sends = is_word(0, "send");
    expect_one_of({"send", "receive"}, "Try to receive x from jobs.");
    if (failed_) return absent();
    if (!sends) {
        const NodeId made = receive();
        parsed_.tree[made].flag = true;
        return made;
    }
    const NodeId value = expression();
    expect_word("into", "Try to send 1 into jobs.");
    const NodeId pipe = expression();
    return node(Kind::send_into, from, {value, pipe}, {}, Op::none, true);
}

NodeId Parser::receive() {
    const std::uint32_t from = begin();
    if (is_word(1) && !is_word(1, "from")) take_one_of({"the", "a", "into"});
    std::string name = expect_name("Receive x from jobs.");
    expect_word("from", "Receive x from jobs.");
    const NodeId pipe = expression();
    declare(name);
    return node(Kind::receive_from, from, {pipe}, std::move(name));
}

NodeId Parser::sleep() {
    const std::uint32_t from = begin();
    if (is_word(0, "for")) advance();
    const NodeId value = duration_value();
    return node(Kind::sleep, from, {value});
}

// A number may have a unit in words behind it.
NodeId Parser::duration_value() {
    const std::uint32_t from = begin();
    return with_unit(expression(Level::bit_or), from);
}

NodeId Parser::after_statement(Kind kind) {
    const std::uint32_t from = begin();
    const NodeId value = expression(Level::bit_or);
    const NodeId timed = with_unit(value, from);
    NodeId wait = timed;
    if (wait == value &&
        (parsed_.tree[value].kind == Kind::integer || parsed_.tree[value].kind == Kind::real)) {
        const NodeId second = node(Kind::duration, from, {}, "1000000000");
        wait = node(Kind::binary, from, {value, second}, {}, Op::times);
    }
    const NodeId body = block("After 5 seconds:");
    return node(kind, from, {wait, body});
}

NodeId Parser::await() {
    const std::uint32_t from = begin();
    if (take_words({"the", "first", "of"}) || take_words({"first", "of"})) {
        expect_sign(":", "Await the first of:");
        if (is_kind(0, TokenKind::newline)) advance();
        if (!is_kind(0, TokenKind::indent)) {
            return fail("Here the cases are missing of which the first is awaited.",
                        "Put `Receive x from jobs:` or `After 5 seconds:` in the next line, with "
                        "four spaces before it.");
        }
        advance();
        Parts arms;
        while (!is_kind(0, TokenKind::dedent) && !is_kind(0, TokenKind::end) &&
               !is_kind(0, TokenKind::header)) {
            if (is_kind(0, TokenKind::newline) || is_sign(0, ".")) {
                advance();
                continue;
            }
            const std::size_t before = at_;
            arms.push_back(select_arm());
            recover_with_block();
            if (at_ == before) advance();
        }
        if (is_kind(0, TokenKind::dedent)) advance();
        return node(Kind::select, from, arms);
    }
    if (!is_word(0, "from")) {
        take_one_of({"a", "the"});
        take_one_of({"response", "message", "reply"});
    }
    expect_word("from", "Await response from \"alice\" into reply.");
    const NodeId source = expression();
    std::string name;
    if (take_word("into") || take_word("as")) {
        name = expect_name("Await response from \"alice\" into reply.");
        declare(name);
    }
    return node(Kind::await_from, from, {source}, std::move(name));
}

NodeId Parser::select_arm() {
    const std::uint32_t from = begin();
    if (take_word("after")) return after_statement(Kind::select_after);
    expect_one_of({"receive", "after"}, "Receive x from jobs:");
    if (is_word(1) && !is_word(1, "from")) take_one_of({"the", "a"});
    std::string name = expect_name("Receive x from jobs:");
    expect_word("from", "Receive x from jobs:");
    declare(name);
    const bool fabric = (is_word(0, "fabric") && is_sign(1, ":") && !is_declared("fabric")) ||
                        (is_word(0, "the") && is_word(1, "fabric") && is_sign(2, ":"));
    if (fabric) {
        take_word("the");
        advance();
        const NodeId body = block("Receive result from fabric:");
        return node(Kind::select_fabric, from, {body}, std::move(name));
    }
    const NodeId source = expression();
    const NodeId body = block("Receive x from jobs:");
    return node(Kind::select_receive, from, {source, body}, std::move(name));
}

}  // namespace logos
