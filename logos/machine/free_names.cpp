// Which names a part of a program uses: see free_names.h.
#include "logos/machine/free_names.h"

#include <algorithm>
#include <string_view>

namespace logos {
namespace {

void add_once(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
}

bool uses_its_text(Kind kind) {
    switch (kind) {
        case Kind::name:
        case Kind::call:
        case Kind::method:
        case Kind::check_that:
        case Kind::receive_from:
        case Kind::read_from:
        case Kind::await_from:
        case Kind::sync_on:
        case Kind::mount_at:
        case Kind::reconcile: return true;
        default: return false;
    }
}

bool gives_its_text(Kind kind) {
    switch (kind) {
        case Kind::let:
        case Kind::receive_from:
        case Kind::read_from:
        case Kind::await_from:
        case Kind::let_mounted:
        case Kind::select_receive:
        case Kind::select_fabric: return true;
        default: return false;
    }
}

// The part that is a place of a statement that changes one.
std::size_t place_of(Kind kind) {
    switch (kind) {
        case Kind::assign:
        case Kind::update:
        case Kind::push:
        case Kind::increase:
        case Kind::decrease:
        case Kind::resolve:
        case Kind::pop: return 0;
        case Kind::add:
        case Kind::remove:
        case Kind::append:
        case Kind::merge: return 1;
        default: return std::size_t{0} - 1;
    }
}

// Of `xs[1]'s name` it is `xs`.
NodeId root_of(const Tree& tree, NodeId place) {
    while (tree[place].kind == Kind::item || tree[place].kind == Kind::member)
        place = tree.part(place, 0);
    return place;
}

void used(const Tree& tree, NodeId node, std::vector<std::string>& names) {
    if (uses_its_text(tree[node].kind)) add_once(names, tree[node].text);
    for (const NodeId part : tree.parts(node)) used(tree, part, names);
}

void given(const Tree& tree, NodeId node, std::vector<std::string>& names) {
    const Kind kind = tree[node].kind;
    if (kind == Kind::closure || kind == Kind::function) return;
    if (gives_its_text(kind)) add_once(names, tree[node].text);
    if (kind == Kind::let_tuple)
        for (const NodeId part : tree.parts(node).first(tree.parts(node).size() - 1))
            add_once(names, tree[part].text);
    const std::size_t place = place_of(kind);
    if (place < tree.parts(node).size()) {
        const NodeId root = root_of(tree, tree.part(node, place));
        if (tree[root].kind == Kind::name) add_once(names, tree[root].text);
    }
    for (const NodeId part : tree.parts(node)) given(tree, part, names);
}

}  // namespace

std::vector<std::string> names_used(const Tree& tree, NodeId node) {
    std::vector<std::string> names;
    used(tree, node, names);
    return names;
}

std::vector<std::string> names_given(const Tree& tree, NodeId node) {
    std::vector<std::string> names;
    given(tree, node, names);
    return names;
}

bool may_wait(const Tree& tree, NodeId node) {
    switch (tree[node].kind) {
        case Kind::call:
        case Kind::call_value:
        case Kind::method:
        case Kind::send_into:
        case Kind::receive_from:
        case Kind::select:
        case Kind::sleep:
        case Kind::after:
        case Kind::await_from:
        case Kind::read_from:
        case Kind::write_to:
        case Kind::exactly_once: return true;
        default: break;
    }
    for (const NodeId part : tree.parts(node))
        if (may_wait(tree, part)) return true;
    return false;
}

}  // namespace logos
