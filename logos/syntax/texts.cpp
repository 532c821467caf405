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
            parts.push_back(hole(piece.span));
        } else {
            last_end_ = piece.span.end;
            parts.push_back(node(Kind::text_piece, piece.span.begin, {}, piece.text));
        }
    }
    last_end_ = span.end;
    return node(Kind::text, span.begin, parts);
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
