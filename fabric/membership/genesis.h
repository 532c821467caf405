// Genesis is how a mesh begins: a name, the founder's key, whether anybody may join, and chance,
// all signed by that key. The hash of its bytes is the mesh's identity; the name is only what
// people call it. Rules: GN1–GN6, spec/membership.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.h"
#include "core/base/limits.h"
#include "core/base/result.h"
#include "fabric/membership/ids.h"

namespace fabric::membership {

// Open: whoever knows the name is a Citizen. Closed: whoever was admitted is a member, and the mesh
// has a secret.
enum class Policy : std::uint8_t { open = 0, closed = 1 };

using GenesisChance = core::FixedBytes<struct GenesisChanceTag, 32>;

struct Genesis {
    std::string name;
    MemberKey root;
    Policy policy = Policy::open;
    GenesisChance chance = {};
    // For people, and for the order of two meshes of one name.
    UnixSeconds founded_at = {};

    friend bool operator==(const Genesis&, const Genesis&) = default;
};

// Version, policy, name with its length, key, chance, time, signature.
inline constexpr std::size_t genesis_size_max = 1 + 1 + 2 + core::name_size_max + 32 + 32 + 8 + 64;

// A genesis with its signature, and what follows from it. Invariant: the signature is the root's.
class SignedGenesis {
public:
    // Error::value_missing, too_large or malformed if the name is empty, long or no UTF-8;
    // Error::key_mismatch if the pair is not the root's.
    [[nodiscard]] static core::Result<SignedGenesis> sign(Genesis genesis, const KeyPair& root);
    // Verifies.
    [[nodiscard]] static core::Result<SignedGenesis> from_bytes(core::Bytes bytes);

    [[nodiscard]] const Genesis& genesis() const { return genesis_; }
    [[nodiscard]] core::Bytes bytes() const { return bytes_; }
    [[nodiscard]] const MeshId& mesh() const { return mesh_; }

    friend bool operator==(const SignedGenesis& left, const SignedGenesis& right) {
        return left.mesh_ == right.mesh_;
    }

private:
    SignedGenesis(Genesis genesis, core::Buffer bytes);

    Genesis genesis_;
    core::Buffer bytes_;
    MeshId mesh_;
};

[[nodiscard]] core::Result<void> check_name(std::string_view name);

// Of two meshes of one name: whether this one was founded before the other. Total, and the same
// for everybody who knows both.
[[nodiscard]] bool is_older(const SignedGenesis& one, const SignedGenesis& other);

}  // namespace fabric::membership
