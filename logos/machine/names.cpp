// What the whole program knows by name: see names.h.
#include "logos/machine/names.h"

#include <algorithm>

namespace logos {
namespace {

template <class List>
std::optional<std::size_t> position_of(const List& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

// A field of no type that merges is what was written last.
SharedKind shared_kind_of(const Tree& tree, NodeId type) {
    const std::string& name = tree[type].text;
    const std::span<const NodeId> parts = tree.parts(type);
    if (name == "ConvergentCount") return SharedKind::grow_count;
    if (name == "Tally") return SharedKind::tally;
    if (name == "Divergent") return SharedKind::divergent;
    if (name == "SharedMap" || name == "ORMap") return SharedKind::map;
    if (name == "SharedSequence" || name == "CollaborativeSequence" || name == "SharedList")
        return SharedKind::sequence;
    if (name != "SharedSet") return SharedKind::last_writer;
    const bool removing_wins = !parts.empty() && tree[parts.back()].text == "RemoveWins";
    return removing_wins ? SharedKind::remove_wins_set : SharedKind::add_wins_set;
}

std::vector<SharedKind> shared_kinds_of(const Tree& tree, NodeId record) {
    std::vector<SharedKind> kinds;
    for (const NodeId part : tree.parts(record))
        if (tree[part].kind == Kind::field)
            kinds.push_back(shared_kind_of(tree, tree.part(part, 0)));
    return kinds;
}

}  // namespace

Names::Names(const Tree& tree, Program& program, std::vector<Diagnostic>& wrong)
    : tree_(tree), program_(program), wrong_(wrong) {
    program_.functions.emplace_back();
    for (const NodeId part : tree.parts(tree.root())) add_definition(part);
}

void Names::add_definition(NodeId node) {
    const Kind kind = tree_[node].kind;
    if (kind == Kind::function) add_function(node);
    if (kind == Kind::record) add_shape(node, false);
    if (kind == Kind::choice)
        for (const NodeId part : tree_.parts(node))
            if (tree_[part].kind == Kind::variant) add_shape(part, true);
    if (kind == Kind::policy)
        policies_.push_back({.node = node, .function = new_function_number()});
}

void Names::add_function(NodeId node) {
    NamedFunction added{.name = tree_[node].text,
                        .node = node,
                        .number = new_function_number(),
                        .by_reference = {}};
    for (const NodeId part : tree_.parts(node))
        if (tree_[part].kind == Kind::parameter) added.by_reference.push_back(tree_[part].flag);
    functions_.push_back(std::move(added));
}

void Names::add_shape(NodeId node, bool is_variant) {
    Shape added{.name = tree_[node].text, .fields = {}, .is_variant = is_variant};
    for (const NodeId part : tree_.parts(node))
        if (tree_[part].kind == Kind::field) added.fields.push_back(tree_[part].text);
    shapes_.push_back({.number = static_cast<std::uint16_t>(program_.shapes.size()), .node = node});
    program_.shapes.push_back(std::move(added));
    program_.shared_kinds.push_back(!is_variant && tree_[node].flag ? shared_kinds_of(tree_, node)
                                                                    : std::vector<SharedKind>());
}

const NamedFunction* Names::function(std::string_view name) const {
    for (std::size_t i = functions_.size(); i-- > 0;)
        if (functions_[i].name == name) return &functions_[i];
    return nullptr;
}

const NamedShape* Names::shape(std::string_view name) const {
    for (std::size_t i = shapes_.size(); i-- > 0;)
        if (program_.shapes[i].name == name) return &shapes_[i];
    return nullptr;
}

std::optional<std::uint32_t> Names::global(std::string_view name) const {
    const auto found = position_of(program_.global_names, name);
    if (!found) return std::nullopt;
    return static_cast<std::uint32_t>(*found);
}

std::uint32_t Names::global_for(std::string_view name) {
    if (const auto known = global(name)) return *known;
    program_.global_names.emplace_back(name);
    return static_cast<std::uint32_t>(program_.global_names.size() - 1);
}

std::uint16_t Names::field_name(std::string_view name) {
    if (const auto known = position_of(program_.field_names, name))
        return static_cast<std::uint16_t>(*known);
    program_.field_names.emplace_back(name);
    return static_cast<std::uint16_t>(program_.field_names.size() - 1);
}

std::uint16_t Names::new_function_number() {
    program_.functions.emplace_back();
    if (program_.functions.size() == function_count_max)
        wrong_.push_back(
            {.span = {}, .text = "this program has too many functions", .suggestion = {}});
    return static_cast<std::uint16_t>(program_.functions.size() - 1);
}

}  // namespace logos
