// A tree as text: (kind text parts…), with what is missing as `-`. Tests say in it what they
// expect.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "logos/syntax/explain.h"
#include "logos/syntax/parse.h"

namespace logos::testing {

// In the order of the kinds.
inline constexpr std::string_view kind_names[] = {"-",
                                                  "program",
                                                  "function",
                                                  "parameter",
                                                  "record",
                                                  "field",
                                                  "choice",
                                                  "variant",
                                                  "policy",
                                                  "type",
                                                  "function-type",
                                                  "refined",
                                                  "int",
                                                  "real",
                                                  "truth",
                                                  "nothing",
                                                  "char",
                                                  "text",
                                                  "piece",
                                                  "hole",
                                                  "duration",
                                                  "name",
                                                  "negate",
                                                  "complement",
                                                  "not",
                                                  "and",
                                                  "or",
                                                  "binary",
                                                  "chain",
                                                  "link",
                                                  "predicate",
                                                  "call",
                                                  "call-value",
                                                  "method",
                                                  "member",
                                                  "item",
                                                  "slice",
                                                  "list",
                                                  "set",
                                                  "map",
                                                  "tuple",
                                                  "empty-list",
                                                  "empty-map",
                                                  "create",
                                                  "given",
                                                  "copies",
                                                  "length",
                                                  "copy",
                                                  "some",
                                                  "closure",
                                                  "pipe",
                                                  "launch",
                                                  "exactly-once",
                                                  "offload",
                                                  "platform",
                                                  "quorum-available",
                                                  "state",
                                                  "peer-agent",
                                                  "block",
                                                  "let",
                                                  "let-tuple",
                                                  "assign",
                                                  "update",
                                                  "show",
                                                  "evaluate",
                                                  "if",
                                                  "while",
                                                  "for-in",
                                                  "for-range",
                                                  "forever",
                                                  "break",
                                                  "continue",
                                                  "return",
                                                  "assert",
                                                  "requires",
                                                  "ensures",
                                                  "inspect",
                                                  "arm",
                                                  "binding",
                                                  "check",
                                                  "push",
                                                  "pop",
                                                  "add",
                                                  "remove",
                                                  "append",
                                                  "increase",
                                                  "decrease",
                                                  "resolve",
                                                  "merge",
                                                  "zone",
                                                  "attempt-all",
                                                  "simultaneously",
                                                  "stop",
                                                  "send-into",
                                                  "receive",
                                                  "select",
                                                  "select-receive",
                                                  "select-fabric",
                                                  "select-after",
                                                  "sleep",
                                                  "after",
                                                  "read",
                                                  "write",
                                                  "spawn",
                                                  "send-to",
                                                  "await",
                                                  "listen",
                                                  "connect",
                                                  "sync",
                                                  "mount",
                                                  "let-mounted",
                                                  "stream",
                                                  "enable",
                                                  "across",
                                                  "locally",
                                                  "skip",
                                                  "invite",
                                                  "discovery",
                                                  "heartbeat",
                                                  "pulse",
                                                  "reconcile",
                                                  "on-warning"};
static_assert(std::size(kind_names) == static_cast<std::size_t>(Kind::on_warning) + 1);

inline constexpr std::string_view op_names[] = {
    "",       "+",           "-",       "*",     "/",      "//",       "%",      "**",
    "<<",     ">>",          "&",       "|",     "^",      "==",       "!=",     "<",
    "<=",     ">",           ">=",      "in",    "not-in", "contains", "joined", "followed",
    "united", "intersected", "without", "local", "leader", "quorum",   "strict"};

inline std::string dump(const Tree& tree, NodeId id) {
    const Node& node = tree[id];
    if (node.kind == Kind::absent) return "-";
    std::string said;
    const bool plain =
        tree.parts(id).empty() && !node.flag && node.op == Op::none && !node.text.empty();
    if (plain &&
        (node.kind == Kind::name || node.kind == Kind::integer || node.kind == Kind::type_name)) {
        return node.text;
    }
    said += "(" + std::string(kind_names[static_cast<std::size_t>(node.kind)]);
    if (node.op != Op::none) said += " " + std::string(op_names[static_cast<std::size_t>(node.op)]);
    if (node.flag) said += " !";
    if (!node.text.empty()) said += " '" + node.text + "'";
    for (const NodeId part : tree.parts(id)) said += " " + dump(tree, part);
    return said + ")";
}

inline std::string dump_source(std::string_view source) {
    const Parsed parsed = parse(source);
    std::string said;
    for (const Diagnostic& one : parsed.wrong) said += explain(source, "test", one);
    return said.empty() ? dump(parsed.tree, parsed.tree.root()) : said;
}

// Of the statements of a Main section.
inline std::string statements(std::string_view body) {
    const std::string said = dump_source("## Main\n" + std::string(body));
    constexpr std::string_view before = "(program (block ";
    if (!said.starts_with(before) || !said.ends_with("))")) return said;
    return said.substr(before.size(), said.size() - before.size() - 2);
}

// Of the value that is shown.
inline std::string value(std::string_view expression) {
    const std::string said = statements("Show " + std::string(expression) + ".");
    constexpr std::string_view before = "(show ";
    if (!said.starts_with(before) || !said.ends_with(" -)")) return said;
    return said.substr(before.size(), said.size() - before.size() - 3);
}

// The first thing that is wrong, with its suggestion.
inline std::string first_wrong(std::string_view source) {
    const Parsed parsed = parse(source);
    return parsed.wrong.empty() ? "nothing"
                                : parsed.wrong[0].text + " " + parsed.wrong[0].suggestion;
}

}  // namespace logos::testing
