// Values in words: `length of x`, `item 1 of xs`, `a new Point with x 1 and y 2`. Each of their
// words is a name where the rest of the phrase does not follow.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

std::optional<NodeId> Parser::phrase() {
    const std::uint32_t from = begin();
    if (is_word(0, "the") && is_word(1)) {
        if (std::optional<NodeId> made = the_phrase()) return made;
        advance();
        return word_value();
    }
    if (std::optional<NodeId> made = the_phrase()) return made;
    if (std::optional<NodeId> made = item_phrase()) return made;
    if (std::optional<NodeId> made = article_phrase()) return made;
    if (is_word(0, "some") && begins_value(1) && !is_declared(text()) && !is_sign(1, "-")) {
        advance();
        const NodeId value = expression(Level::unary);
        return node(Kind::some, from, {value});
    }
    return task_phrase();
}

// With or without `the`: `the sum of a and b`, `the length of x`.
std::optional<NodeId> Parser::the_phrase() {
    const std::uint32_t from = begin();
    const bool has_article = is_word(0, "the") || is_word(0, "a");
    const std::size_t article = has_article && is_word(1) && !is_word(1, "of") ? 1 : 0;
    if (!is_word(article + 1, "of")) return std::nullopt;
    const std::string word = lower_case(text(article));
    if (word == "length" || word == "count" || word == "size") {
        advance(article + 2);
        const NodeId value = expression(Level::unary);
        return node(Kind::length_of, from, {value});
    }
    if (word == "copy") {
        advance(article + 2);
        const NodeId value = expression(Level::unary);
        return node(Kind::copy_of, from, {value});
    }
    Op op = Op::none;
    if (word == "sum") op = Op::plus;
    if (word == "difference") op = Op::minus;
    if (word == "product") op = Op::times;
    if (word == "quotient") op = Op::divide;
    if (word == "remainder") op = Op::remainder;
    if (op == Op::none) return std::nullopt;
    advance(article + 2);
    const NodeId left = expression(Level::bit_or);
    expect_word("and", "the sum of 3 and 4");
    const NodeId right = expression(Level::bit_or);
    return node(Kind::binary, from, {left, right}, {}, op);
}

// Whether `item` or `items` begins a phrase: a value follows, and it is no call, position or
// operator.
bool Parser::is_phrase_of() const {
    if (!begins_value(1) || is_sign(1, "[") || is_sign(1, "{") || is_sign(1, "-") ||
        is_sign(1, "~"))
        return false;
    if (is_sign(1, "!")) return false;
    if (!is_sign(1, "(") || !token(1).glued) return true;
    const std::uint32_t partner = token(1).partner;
    return partner > at_ && partner + 1 < tokens_.size() &&
           same_word(text_of(tokens_[partner + 1]), "of");
}

std::optional<NodeId> Parser::item_phrase() {
    const std::uint32_t from = begin();
    const std::size_t article = is_word(0, "the") ? 1 : 0;
    if (article != 0) return std::nullopt;
    const bool one = is_word(0, "item");
    if ((!one && !is_word(0, "items")) || !is_phrase_of()) return std::nullopt;
    advance();
    const NodeId first = expression(Level::bit_or);
    NodeId last = 0;
    if (!one) {
        expect_one_of({"through", "to"}, "items 1 through 3 of xs");
        last = expression(Level::bit_or);
    }
    expect_word("of", one ? "item 1 of xs" : "items 1 through 3 of xs");
    const NodeId value = postfix_value();
    if (one) return node(Kind::item, from, {value, first});
    return node(Kind::slice, from, {value, first, last});
}

std::optional<NodeId> Parser::article_phrase() {
    const std::uint32_t from = begin();
    const std::size_t article = is_word(0, "a") || is_word(0, "an") ? 1 : 0;
    const bool fresh = is_word(article, "new") && is_word(article + 1);
    if (article == 0 && !fresh) return std::nullopt;
    const std::size_t name = article + (fresh ? 1 : 0);
    if (!is_word(name)) return std::nullopt;
    if (is_word(name, "peeragent") && is_word(name + 1, "at")) {
        advance(name + 2);
        const NodeId address = expression(Level::bit_or);
        return node(Kind::peer_agent, from, {address});
    }
    if (is_word(name, "pipe") && is_word(name + 1, "of")) {
        advance(name + 2);
        const NodeId its = type_core();
        return node(Kind::pipe, from, {its});
    }
    if (!fresh && !begins_type(name)) return std::nullopt;
    advance(name);
    return create(from);
}

// Behind `a new`: `shared T of U with f v and g w`, `T with capacity n`, `T (f: v, g: w)`.
NodeId Parser::create(std::uint32_t begin) {
    const bool shared =
        is_word(1) && !is_word(1, "with") && !is_word(1, "and") && take_word("shared");
    if (is_word(0, "pipe") && is_word(1, "of")) {
        advance(2);
        const NodeId its = type_core();
        return node(Kind::pipe, begin, {its});
    }
    const NodeId its = type_core();
    Parts parts{its, absent()};
    while (is_word(0, "with") && is_word(1) && !failed_) {
        advance();
        if (is_word(0, "capacity") && begins_value(1) && !is_word(1, "and")) {
            advance();
            parts[1] = expression(Level::bit_or);
            if (!(is_word(0, "and") && is_word(1) && begins_value(2) && take_word("and"))) continue;
        }
        given_fields(parts);
    }
    if (is_sign(0, "(") && is_word(1) && is_sign(2, ":")) {
        advance();
        do parts.push_back(given_field());
        while (take_sign(","));
        expect_sign(")", "a new Point with x 1 and y 2");
    }
    return node(Kind::create, begin, parts, {}, Op::none, shared);
}

NodeId Parser::given_field() {
    const std::uint32_t from = begin();
    std::string name = expect_name("a new Point with x 1 and y 2");
    if (!take_sign(":") && !take_sign("=")) take_one_of({"is", "be", "of"});
    const NodeId value = expression(Level::negated);
    return node(Kind::given, from, {value}, std::move(name));
}

// `and` goes on with the fields if a name and a value follow.
void Parser::given_fields(Parts& parts) {
    for (;;) {
        parts.push_back(given_field());
        const std::size_t ahead =
            is_sign(0, ",") ? (is_word(1, "and") ? 2 : 1) : (is_word(0, "and") ? 1 : 0);
        if (ahead == 0 || failed_ || !is_word(ahead)) return;
        const bool field =
            begins_value(ahead + 1)
                ? !is_sign(ahead + 1, "(") || !token(ahead + 1).glued
                : is_sign(ahead + 1, ":") || is_sign(ahead + 1, "=") || is_word(ahead + 1, "of");
        if (!field || (is_sign(ahead + 1, "[") && token(ahead + 1).glued)) return;
        advance(ahead);
    }
}

std::optional<NodeId> Parser::task_phrase() {
    const std::uint32_t from = begin();
    if (is_word(0, "call") && is_word(1) && begins_value(1)) return advance(), call_phrase();
    if (is_word(0, "launch") && is_word(1) && begins_value(1)) return launch();
    if (are_words({"exactly", "once"})) return exactly_once();
    if (is_word(0, "offload") && begins_value(1) && !token(1).glued) return offload();
    if (are_words({"i", "am"})) {
        advance(2);
        take_one_of({"a", "an", "the"});
        std::string platform = lower_case(text());
        expect_one_of({"citizen", "authority", "ephemeral"}, "If I am a Citizen:");
        return node(Kind::platform, from, {}, std::move(platform));
    }
    const std::size_t article = is_word(0, "a") ? 1 : 0;
    if (are_words({"quorum", "is", "available", "for"}, article)) {
        advance(article + 4);
        const NodeId count = expression(Level::bit_or);
        return node(Kind::quorum_available, from, {count});
    }
    return std::nullopt;
}

// Behind `Call`: `f`, `f(a, b)`, `f with a and b`.
NodeId Parser::call_phrase() {
    const std::uint32_t from = begin();
    std::string name = expect_name("Call combine with 3 and 4.");
    Parts parts;
    if (take_sign("(")) {
        arguments(parts, ")");
    } else if (take_word("with")) {
        with_arguments(parts);
    }
    return node(Kind::call, from, parts, std::move(name));
}

NodeId Parser::launch() {
    const std::uint32_t from = begin();
    advance();
    take_one_of({"a", "the"});
    expect_word("task", "Launch a task to work with 1.");
    expect_word("to", "Launch a task to work with 1.");
    const NodeId call = call_phrase();
    return node(Kind::launch, from, {call});
}

}  // namespace logos
