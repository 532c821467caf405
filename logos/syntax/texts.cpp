// Texts: their pieces and their holes, of which each holds a value and how it is to be written.
#include <algorithm>
#include <cstdint>

#include "logos/syntax/parser.h"
#include "logos/syntax/text_pieces.h"

namespace logos {

NodeId Parser::literal() {
    const std::uint32_t from = begin();
    std::string_view inside = text();
    advance();
    inside.remove_prefix(1);
    if (inside.ends_with('`')) inside.remove_suffix(1);
    std::string said;
    for (std::size_t at = 0; at < inside.size();) at += read_letter(inside.substr(at), said);
    return node(Kind::character, from, {}, std::move(said));
}

NodeId Parser::text_literal() {
    const Deeper deeper(*this);
    if (too_deep()) return absent();
    const Span span = token().span;
    advance();
    Parts parts;
    for (const TextPiece& piece : text_pieces(source_, span)) {
        if (piece.is_hole) {
            const HoleParts inside =
                hole_parts(source_.substr(piece.span.begin, piece.span.end - piece.span.begin));
            if (inside.named) parts.push_back(named_by_its_source(piece.span, inside));
            parts.push_back(hole(piece.span));
        } else {
            last_end_ = piece.span.end;
            parts.push_back(node(Kind::text_piece, piece.span.begin, {}, piece.text));
        }
    }
    last_end_ = span.end;
    return node(Kind::text, span.begin, parts);
}

// {a=} is a=, and what a is.
NodeId Parser::named_by_its_source(Span span, const HoleParts& parts) {
    std::string source(source_.substr(span.begin, parts.value_size));
    while (!source.empty() && source.back() == ' ') source.pop_back();
    return node(Kind::text_piece, span.begin, {}, source + "=");
}

// The span is what stands between the braces.
NodeId Parser::hole(Span span) {
    const HoleParts parts = hole_parts(source_.substr(span.begin, span.end - span.begin));
    Lexed lexed =
        lex_part(source_, {span.begin, static_cast<std::uint32_t>(span.begin + parts.value_size)});
    if (!lexed.wrong.empty())
        return fail_at(lexed.wrong[0].span, lexed.wrong[0].text, lexed.wrong[0].suggestion);
    std::swap(tokens_, lexed.tokens);
    const std::size_t outer = std::exchange(at_, 0);
    const NodeId value = expression();
    if (!failed_ && !is_kind(0, TokenKind::end)) {
        fail(
            "What stands in the braces of a text must be one value, but " + found() + " behind it.",
            "Write `{{` and `}}` for braces that mean themselves.");
    }
    std::swap(tokens_, lexed.tokens);
    at_ = outer;
    last_end_ = span.end;
    return node(Kind::hole, span.begin, {value}, parts.format, Op::none, parts.named);
}

}  // namespace logos
