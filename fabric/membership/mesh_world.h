// What tests of this folder share: keys by number (0 founds the mesh), a mesh of theirs, and
// entries that are written without asking whether they may be.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/base/hex.h"
#include "fabric/membership/log.h"
#include "fabric/membership/mesh_keys.h"

namespace fabric::membership::world {

inline constexpr unsigned keys_max = 64;
inline constexpr UnixSeconds present{1'000'000};
inline constexpr UnixSeconds future{2'000'000};

inline const KeyPair& pair_of(unsigned number) {
    static const auto all = [] {
        std::vector<KeyPair> pairs;
        for (unsigned i = 0; i < keys_max; ++i) {
            core::crypto::Ed25519Seed seed;
            for (std::byte& byte : seed.mutable_view()) byte = static_cast<std::byte>(i + 1);
            pairs.emplace_back(std::move(seed));
        }
        return pairs;
    }();
    ASSERT(number < keys_max);
    return all[number];
}
inline const MemberKey& key_of(unsigned number) { return pair_of(number).public_key(); }

// For people who read a failed test.
inline std::string name_of(const MemberKey& key) {
    for (unsigned i = 0; i < keys_max; ++i)
        if (key_of(i) == key) return core::formatted("{}", i);
    return "?";
}

inline MeshSecret secret_of(unsigned char fill) {
    MeshSecret secret;
    for (std::byte& byte : secret.mutable_view()) byte = std::byte{fill};
    return secret;
}

inline SignedGenesis genesis_of(Policy policy, unsigned founder = 0,
                                UnixSeconds founded_at = present) {
    return SignedGenesis::sign({.name = "Alpha",
                                .root = key_of(founder),
                                .policy = policy,
                                .chance = {},
                                .founded_at = founded_at},
                               pair_of(founder))
        .value();
}

inline Log closed_log() { return {genesis_of(Policy::closed), {}}; }
inline Log open_log() { return {genesis_of(Policy::open), {}}; }

// Behind these parents, which the log has.
inline SignedEntry entry_behind(const Log& log, std::vector<EntryHash> parents, unsigned author,
                                Body body) {
    const Graph& graph = log.evaluation().graph();
    std::ranges::sort(parents);
    std::uint64_t depth = 0;
    for (const EntryHash& parent : parents)
        depth = std::max(depth, graph.at(graph.find(parent).value()).entry().depth);
    return SignedEntry::sign({.mesh = log.mesh(),
                              .author = key_of(author),
                              .parents = std::move(parents),
                              .depth = depth + 1,
                              .wall_time = present,
                              .body = std::move(body)},
                             pair_of(author))
        .value();
}

inline EntryHash put(Log& log, const SignedEntry& entry) {
    const auto taken = log.take(entry.bytes());
    ASSERT(taken && !taken->added.empty());
    return entry.hash();
}
inline EntryHash put_behind(Log& log, std::vector<EntryHash> parents, unsigned author, Body body) {
    return put(log, entry_behind(log, std::move(parents), author, std::move(body)));
}
// Behind all that the log has.
inline EntryHash put(Log& log, unsigned author, Body body) {
    return put_behind(log, log.heads(), author, std::move(body));
}

inline Body role(unsigned key, Role role, std::optional<UnixSeconds> expires_at = {}) {
    return GrantRole{key_of(key), role, expires_at};
}
inline Body revocation(unsigned key, std::vector<EntryHash> heads,
                       std::vector<DocumentCut> cuts = {}) {
    std::ranges::sort(heads);
    return Revoke{key_of(key), std::move(heads), std::move(cuts)};
}
inline DocumentId document_of(unsigned char number) { return {{std::byte{number}}}; }
inline SignedGrant grant(const Log& log, unsigned minter, unsigned one_time, Role role,
                         UnixSeconds expires_at = future) {
    return sign_grant({.mesh = log.mesh(),
                       .minter = key_of(minter),
                       .one_time = key_of(one_time),
                       .role = role,
                       .expires_at = expires_at,
                       .check = {}},
                      pair_of(minter))
        .value();
}
inline Body use(const SignedGrant& grant, unsigned one_time, unsigned bearer) {
    return AdmitInvited{key_of(bearer),
                        use_grant(grant, pair_of(one_time), key_of(bearer)).value()};
}
inline Body device(const Log& log, unsigned owner, unsigned key) {
    return AddDevice{key_of(key), sign_consent(log.mesh(), key_of(owner), pair_of(key))};
}

// All that a log says, in a form that shows no order of arrival.
inline std::string report(const Log& log) {
    std::string text;
    const Graph& graph = log.evaluation().graph();
    for (const EntryIndex index : graph.in_order())
        text += core::formatted("{} {} by {}: {}\n", graph.at(index).entry().depth,
                                describe(graph.at(index).entry().body),
                                name_of(graph.at(index).entry().author),
                                describe(log.evaluation().verdict(index)));
    for (unsigned i = 0; i < keys_max; ++i) {
        const MemberKey& key = key_of(i);
        for (const UnixSeconds now : {present, future}) {
            const auto role = log.role(key, now);
            text += core::formatted("{}: {} ", i, role ? describe(*role) : "none");
        }
        const auto by = log.admitted_by(key);
        text += core::formatted("by {}, {}\n", by ? name_of(*by) : "nobody",
                                describe(log.revocation_of(key)));
    }
    for (const MemberKey& key : log.authorities(present)) text += name_of(key) + " ";
    for (const auto& [key, cuts] : log.cuts())
        text += core::formatted("{} counts {} and {}, ", name_of(key),
                                cuts.of(document_of(1)).value_or(99),
                                cuts.of(document_of(2)).value_or(99));
    for (const EntryHash& head : log.heads()) text += core::to_hex(head.view()).substr(0, 8);
    return text;
}

}  // namespace fabric::membership::world
