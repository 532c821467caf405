// The vocabulary of membership: which mesh, whose key, what a key may be, until when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/id.h"
#include "core/crypto/ed25519.h"
#include "core/crypto/secret.h"

namespace fabric::membership {

// The hash of a mesh's signed genesis: what the mesh is, whatever it is called.
using MeshId = core::FixedBytes<struct MeshIdTag, 32>;
// The hash of a signed entry of a mesh's log.
using EntryHash = core::FixedBytes<struct EntryHashTag, 32>;

// A document, as its changes are signed for it.
using DocumentId = core::FixedBytes<struct MeshDocumentTag, 32>;

// Members are keys: the ones of which peer ids are made.
using MemberKey = core::crypto::Ed25519PublicKey;
using KeyPair = core::crypto::Ed25519KeyPair;

// What knowing lets in. The secret of an open mesh is empty.
using MeshSecret = core::crypto::Secret<struct MeshSecretTag, 32>;

// Seconds since 1970, as a wall clock says.
using UnixSeconds = core::Id<struct UnixSecondsTag, std::uint64_t>;

// From little to much, so that roles compare.
enum class Role : std::uint8_t { ephemeral = 1, citizen = 2, authority = 3 };

constexpr std::string_view describe(Role role) {
    switch (role) {
        case Role::ephemeral: return "Ephemeral";
        case Role::citizen: return "Citizen";
        case Role::authority: return "Authority";
    }
    std::unreachable();
}

// Of a role's number in a format.
constexpr std::optional<Role> role_of(std::uint8_t number) {
    if (number < std::to_underlying(Role::ephemeral) ||
        number > std::to_underlying(Role::authority))
        return std::nullopt;
    return Role{number};
}

}  // namespace fabric::membership
