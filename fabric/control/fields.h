// Fields are the members of one request, each read as what it has to be, with the words for what is
// wrong.
#pragma once

#include "core/base/format.h"
#include "core/codec/json.h"
#include "core/codec/peer_id.h"
#include "core/codec/public_key.h"
#include "core/crdt/document/json.h"
#include "fabric/control/path_text.h"
#include "fabric/control/request.h"
#include "fabric/node/options.h"

namespace fabric::control {

using core::codec::JsonValue;
using membership::Role;
using quorum::Policy;

template <class T>
using OrWhy = std::expected<T, std::string>;

// Of one request, by their names.
class Fields {
public:
    explicit Fields(const JsonValue& object) : object_(object) {}

    [[nodiscard]] const JsonValue* find(std::string_view name) const { return object_.find(name); }

    [[nodiscard]] OrWhy<std::string> text(std::string_view name) const {
        const JsonValue* const value = find(name);
        const auto text = value ? value->as_text() : core::fail(core::Error::value_missing);
        if (!text) return std::unexpected(core::formatted("\"{}\" has to be a text", name));
        return std::string(*text);
    }
    [[nodiscard]] OrWhy<std::string> document() const {
        std::string name = TRY(text("document"));
        if (name.empty() || name.size() > node::document_name_size_max)
            return std::unexpected("\"document\" has to be a name of 1 to 1,024 bytes");
        return name;
    }
    [[nodiscard]] OrWhy<core::crdt::Path> path() const {
        if (!find("path")) return core::crdt::Path{};
        const auto path = parse_path(TRY(text("path")));
        if (!path)
            return std::unexpected(
                "\"path\" is no path: write names with dots between them, positions in brackets");
        return *path;
    }
    [[nodiscard]] OrWhy<std::optional<std::uint32_t>> number(std::string_view name) const {
        const JsonValue* const value = find(name);
        if (!value) return std::nullopt;
        const auto number = value->as_uint64();
        if (!number || *number > UINT32_MAX)
            return std::unexpected(core::formatted("\"{}\" has to be a number from 0 on", name));
        return static_cast<std::uint32_t>(*number);
    }
    [[nodiscard]] OrWhy<std::uint32_t> needed_number(std::string_view name) const {
        const auto number = TRY(this->number(name));
        if (!number) return std::unexpected(core::formatted("\"{}\" is missing", name));
        return *number;
    }
    [[nodiscard]] OrWhy<std::optional<Seen>> seen() const {
        const JsonValue* const watch = find("in");
        if (!watch) return std::nullopt;
        const JsonValue* const member = find("state");
        const auto in = watch->as_uint64();
        const auto state = member ? member->as_uint64() : core::fail(core::Error::value_missing);
        if (!in || !state || !find("position"))
            return std::unexpected("\"in\" has to be a watch, with \"state\" and \"position\"");
        return Seen{RequestId{*in}, *state};
    }
    [[nodiscard]] OrWhy<core::crdt::Tree> tree(std::string_view name) const {
        const JsonValue* const value = find(name);
        if (!value) return std::unexpected(core::formatted("\"{}\" is missing", name));
        return tree_of(*value, name);
    }
    [[nodiscard]] static OrWhy<core::crdt::Tree> tree_of(const JsonValue& value,
                                                         std::string_view name) {
        const auto json = core::codec::to_json(value);
        auto tree = json ? core::crdt::tree_from_json(*json) : core::fail(json.error());
        if (!tree)
            return std::unexpected(
                core::formatted("\"{}\" cannot be kept: {}", name, core::describe(tree.error())));
        return *std::move(tree);
    }
    [[nodiscard]] OrWhy<core::crdt::Value> single(std::string_view name) const {
        auto tree = TRY(this->tree(name));
        auto* const value = core::get_if<core::crdt::Value>(&tree.what);
        if (!value)
            return std::unexpected(
                core::formatted("\"{}\" has to be a single value, for sets hold no others", name));
        return std::move(*value);
    }
    [[nodiscard]] OrWhy<std::optional<core::Duration>> seconds(std::string_view name) const {
        const auto seconds = TRY(number(name));
        if (!seconds) return std::nullopt;
        return std::optional<core::Duration>(std::chrono::seconds{*seconds});
    }
    [[nodiscard]] OrWhy<Policy> policy() const {
        if (!find("durability")) return Policy::local();
        auto policy = policy_from_text(TRY(text("durability")));
        if (!policy)
            return std::unexpected(
                "\"durability\" has to be local, quorum(2), strict(2) or leader");
        if (const auto patience = TRY(seconds("patience"))) policy->patience = *patience;
        return *policy;
    }
    [[nodiscard]] OrWhy<Role> role() const {
        const auto role = role_from_text(TRY(text("role")));
        if (!role) return std::unexpected("\"role\" has to be authority, citizen or ephemeral");
        return *role;
    }
    [[nodiscard]] OrWhy<membership::MemberKey> member() const {
        const auto peer = core::codec::PeerId::from_text(TRY(text("member")));
        const auto key = peer ? peer->public_key() : core::fail(peer.error());
        const auto member = key ? key->ed25519() : core::fail(key.error());
        if (!member)
            return std::unexpected(
                "\"member\" has to be the id of a peer, as `selvage peers` shows it: 12D3Koo…");
        return *member;
    }

private:
    const JsonValue& object_;
};

}  // namespace fabric::control
