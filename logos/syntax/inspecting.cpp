// `Inspect`: which variant a value is.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

NodeId Parser::inspect() {
    const std::uint32_t from = begin();
    Parts parts{expression()};
    expect_sign(":", "Inspect shape:");
    if (is_kind(0, TokenKind::newline)) advance();
    const bool indented = is_kind(0, TokenKind::indent);
    if (indented) advance();
    const Deeper deeper(*this);
    if (too_deep()) return absent();
    for (;;) {
        while (is_kind(0, TokenKind::newline) || is_sign(0, ".")) advance();
        if (failed_ || is_kind(0, TokenKind::dedent) || is_kind(0, TokenKind::end) ||
            is_kind(0, TokenKind::header))
            break;
        if (!indented && !is_word(0, "when") && !is_word(0, "otherwise") && !is_word(0, "if"))
            break;
        const std::size_t before = at_;
        parts.push_back(arm());
        if (indented) recover_with_block();
        if (at_ == before) advance();
    }
    if (indented && is_kind(0, TokenKind::dedent)) advance();
    return node(Kind::inspect, from, parts);
}

NodeId Parser::arm() {
    const std::uint32_t from = begin();
    if (is_word(0, "if")) return arm_if_it_is();
    Parts parts;
    if (take_word("otherwise") || take_word("else")) {
        parts.push_back(block("Otherwise:"));
        return node(Kind::arm, from, parts);
    }
    expect_one_of({"when", "otherwise"}, "When Circle (r):");
    if (is_word(1)) take_one_of({"a", "an"});
    std::string variant = expect_name("When Circle (r):");
    bindings(parts);
    parts.push_back(block("When Circle (r):"));
    return node(Kind::arm, from, parts, std::move(variant));
}

// `If it is a Circle (radius: r):`.
NodeId Parser::arm_if_it_is() {
    const std::uint32_t from = begin();
    advance();
    expect_word("it", "If it is a Circle (radius: r):");
    expect_word("is", "If it is a Circle (radius: r):");
    if (is_word(1)) take_one_of({"a", "an"});
    std::string variant = expect_name("If it is a Circle (radius: r):");
    Parts parts;
    bindings(parts);
    parts.push_back(block("If it is a Circle (radius: r):"));
    return node(Kind::arm, from, parts, std::move(variant));
}

void Parser::bindings(Parts& parts) {
    const bool bracket = take_sign("(");
    if (!bracket && !take_word("with")) return;
    while (!is_sign(0, ")") && !failed_) {
        const std::uint32_t from = begin();
        std::string name = expect_name("When Rect (w, h):");
        Parts by;
        if (bracket && take_sign(":")) {
            by.push_back(name_node(std::move(name), from));
            name = expect_name("If it is a Rect (width: w):");
        }
        declare(name);
        parts.push_back(node(Kind::binding, from, by, std::move(name), Op::none, !by.empty()));
        const bool comma = take_sign(",");
        if (!take_word("and") && !comma) break;
    }
    if (bracket) expect_sign(")", "When Rect (w, h):");
}

}  // namespace logos
