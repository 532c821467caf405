// Lists, sets, maps and what replicas share: putting in, taking out, counting up and down.
#include "logos/syntax/parser.h"
#include "logos/syntax/words.h"

namespace logos {

std::optional<NodeId> Parser::collection_statement() {
    if (are_words({"pop", "from"}) || (is_word(0, "pop") && begins_value(1)))
        return advance(), pop();
    if (!begins_value(1)) return std::nullopt;
    if (take_word("push")) return push();
    if (take_word("add")) return two(Kind::add, {"to", "into"}, "Add \"a\" to tags.");
    if (take_word("remove")) return two(Kind::remove, {"from"}, "Remove \"a\" from tags.");
    if (take_word("append")) return two(Kind::append, {"to"}, "Append \"line\" to doc's lines.");
    if (take_word("increase"))
        return two(Kind::increase, {"by"}, "Increase counter's points by 1.");
    if (take_word("decrease"))
        return two(Kind::decrease, {"by"}, "Decrease counter's points by 1.");
    if (take_word("resolve"))
        return two(Kind::resolve, {"to"}, "Resolve doc's title to \"final\".");
    if (take_word("merge")) return two(Kind::merge, {"into", "with"}, "Merge b into a.");
    return std::nullopt;
}

NodeId Parser::two(Kind kind, Words joins, std::string_view example) {
    const std::uint32_t from = tokens_[at_ > 0 ? at_ - 1 : 0].span.begin;
    const NodeId first = expression();
    expect_one_of(joins, example);
    const NodeId second = expression();
    return node(kind, from, {first, second});
}

NodeId Parser::push() {
    const std::uint32_t from = begin();
    Parts values;
    do values.push_back(expression());
    while (take_sign(","));
    expect_one_of({"to", "onto", "into"}, "Push 5 to items.");
    const NodeId list = expression();
    values.insert(values.begin(), list);
    return node(Kind::push, from, values);
}

NodeId Parser::pop() {
    const std::uint32_t from = begin();
    take_word("from");
    const NodeId list = postfix_value();
    NodeId into = absent();
    if (take_word("into")) {
        if (is_word() && (ends_statement(1))) declare(text());
        into = place();
    }
    return node(Kind::pop, from, {list, into});
}

NodeId Parser::zone() {
    const std::uint32_t from = begin();
    take_one_of({"a", "an", "the"});
    take_word("new");
    expect_word("zone", "Inside a zone called \"Scratch\":");
    std::string name;
    if (take_one_of({"called", "named"})) {
        name = std::string(text());
        if (is_kind(0, TokenKind::text) && name.size() >= 2) name = name.substr(1, name.size() - 2);
        advance();
    }
    NodeId size = absent();
    NodeId path = absent();
    for (;;) {
        take_sign(",");
        if (take_words({"of", "size"})) {
            size = zone_size();
        } else if (take_words({"mapped", "from"})) {
            path = expression();
        } else {
            break;
        }
    }
    const NodeId body = block("Inside a zone called \"Scratch\" of size 64 KB:");
    return node(Kind::zone, from, {size, path, body}, std::move(name));
}

NodeId Parser::zone_size() {
    const std::uint32_t from = begin();
    const NodeId count = primary();
    const char* unit = nullptr;
    if (take_one_of({"kb", "kib"})) unit = "1024";
    if (take_one_of({"mb", "mib"})) unit = "1048576";
    if (take_one_of({"gb", "gib"})) unit = "1073741824";
    if (unit == nullptr) take_one_of({"b", "byte", "bytes"});
    if (unit == nullptr) return count;
    const NodeId bytes = node(Kind::integer, from, {}, unit);
    return node(Kind::binary, from, {count, bytes}, {}, Op::times);
}

}  // namespace logos
