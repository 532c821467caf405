// Files, the console, agents and peers.
#include <array>

#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::array send_modifiers{"compressed"sv, "cached"sv,   "unchecked"sv, "fast"sv,
                                    "compact"sv,    "packed"sv,   "smallest"sv,  "redundant"sv,
                                    "shared"sv,     "computed"sv, "indexed"sv,   "deduped"sv};

}  // namespace

std::optional<NodeId> Parser::wire_statement() {
    const std::uint32_t from = begin();
    if (is_word(0, "listen") && is_word(1, "on")) {
        advance(2);
        const NodeId address = expression();
        return node(Kind::listen_on, from, {address});
    }
    if (is_word(0, "connect") && is_word(1, "to")) return advance(2), connect();
    if (is_word(0, "run") && is_word(1) && is_word(2, "on")) {
        return fail("`Run … on …` is not part of this language.",
                    "Write `Offload f(x) to an Authority.`");
    }
    if (are_words({"accept", "computed"})) {
        return fail("`Accept computed …` is not part of this language.",
                    "Write `Await response from … into …`.");
    }
    if (!begins_value(1)) return std::nullopt;
    if (take_word("read")) return read();
    if (take_word("write")) return write();
    if (take_word("spawn")) return spawn();
    if (take_word("stream")) return stream();
    if (is_word(0, "call")) {
        const NodeId call = expression();
        return node(Kind::evaluate, from, {call});
    }
    return std::nullopt;
}

// What cannot be read may be prose, as in `Send the confirmation email.`.
NodeId Parser::send() {
    const std::uint32_t from = begin();
    std::string modifiers;
    for (;;) {
        bool found = false;
        for (const std::string_view word : send_modifiers) {
            if (!is_word(0, word) || !begins_value(1)) continue;
            if (!is_word(1, "with") && is_declared(text()) && is_word(1, "to")) continue;
            found = true;
            modifiers += (modifiers.empty() ? "" : " ") + std::string(word);
            advance();
            break;
        }
        if (is_word(0, "compressed") && is_word(1, "with")) {
            modifiers += (modifiers.empty() ? "" : " ") + std::string("compressed");
            advance();
            found = true;
        }
        if (found && is_word(0, "with") && is_word(1)) {
            advance();
            modifiers += " " + lower_case(text());
            advance();
        }
        take_sign(",");
        if (!found) break;
    }
    const NodeId value = expression();
    if (take_word("into")) {
        const NodeId pipe = expression();
        return node(Kind::send_into, from, {value, pipe});
    }
    if (!is_word(0, "to") && !failed_) {
        return fail_at({from, last_end_}, "It is not said to whom or into what this is sent.",
                       "Write `Send x to \"name\".` or `Send x into pipe.`; what is only prose "
                       "goes behind a `#`.");
    }
    take_word("to");
    const NodeId recipient = expression();
    return node(Kind::send_to, from, {value, recipient}, std::move(modifiers));
}

NodeId Parser::read() {
    const std::uint32_t from = begin();
    if (is_word(1) && !is_word(1, "from")) take_word("the");
    std::string name = expect_name("Read line from the console.");
    expect_word("from", "Read line from the console.");
    declare(name);
    if (take_words({"the", "console"}) ||
        (is_word(0, "console") && ends_statement(1) && take_word("console"))) {
        return node(Kind::read_from, from, {absent()}, std::move(name));
    }
    if (is_word(0, "the") && is_word(1, "file")) advance();
    if (begins_value(1)) take_word("file");
    const NodeId path = expression();
    return node(Kind::read_from, from, {path}, std::move(name));
}

NodeId Parser::write() {
    const std::uint32_t from = begin();
    const NodeId value = expression();
    expect_one_of({"to", "into"}, "Write text to file \"notes.txt\".");
    if (is_word(0, "the") && is_word(1, "file")) advance();
    if (begins_value(1)) take_word("file");
    const NodeId path = expression();
    return node(Kind::write_to, from, {value, path});
}

NodeId Parser::spawn() {
    const std::uint32_t from = begin();
    if (is_word(1)) take_one_of({"a", "an"});
    take_word("new");
    const NodeId its = type_core();
    expect_one_of({"called", "named"}, "Spawn a Worker called \"w1\".");
    const NodeId name = expression();
    return node(Kind::spawn, from, {its, name});
}

NodeId Parser::connect() {
    const std::uint32_t from = begin();
    const NodeId address = expression();
    if (is_word(0, "with") && is_word(1, "pad")) {
        return fail("Pads are not part of this language: connections are always encrypted.",
                    "Leave out what begins with `with pad`.");
    }
    return node(Kind::connect_to, from, {address});
}

NodeId Parser::stream() {
    const std::uint32_t from = begin();
    const NodeId values = expression();
    const bool into = take_word("into");
    if (!into) expect_one_of({"to", "into"}, "Stream items to peer.");
    const NodeId recipient = expression();
    return node(Kind::stream_to, from, {values, recipient}, {}, Op::none, into);
}

}  // namespace logos
