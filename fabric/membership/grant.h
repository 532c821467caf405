// Grant is an invite that a mesh can recognise: an Authority signs the public half of a one-time
// key, with a role and an end; whoever has the private half is its bearer. The bearer signs its own
// key with it, so that nobody on the way can put another one in. Rules: IV1, IV2,
// spec/membership.md.
#pragma once

#include <cstddef>

#include "core/base/bytes.h"
#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "fabric/membership/ids.h"
#include "fabric/membership/mesh_keys.h"

namespace fabric::membership {

using Signature = core::crypto::Ed25519Signature;

struct Grant {
    MeshId mesh;
    MemberKey minter;
    // Fresh for each grant, so that it is the grant's name as well.
    MemberKey one_time;
    Role role = Role::citizen;
    // Whoever is asked to admit its bearer later than this refuses.
    UnixSeconds expires_at;
    SecretCheck check;

    friend bool operator==(const Grant&, const Grant&) = default;
};

struct SignedGrant {
    Grant grant;
    Signature signature;

    friend bool operator==(const SignedGrant&, const SignedGrant&) = default;
};

inline constexpr std::size_t grant_size = 1 + 32 + 32 + 32 + 1 + 8 + 16;
inline constexpr std::size_t signed_grant_size = grant_size + 64;

// Error::key_mismatch if the pair is not the minter's.
[[nodiscard]] core::Result<SignedGrant> sign_grant(const Grant& grant, const KeyPair& minter);
// Error::signature_wrong if the minter has not signed just this.
[[nodiscard]] core::Result<void> verify_grant(const SignedGrant& grant);

void write_grant(core::BufferWriter& writer, const SignedGrant& grant);
// Checks the form, not the signature.
[[nodiscard]] core::Result<SignedGrant> read_grant(core::Reader& reader);

// What an invite's bearer holds: the grant and the private half of its key.
struct Bearing {
    SignedGrant grant;
    KeyPair one_time;
};

// A grant, and the bearer's own key under the one-time key.
struct GrantUse {
    SignedGrant grant;
    Signature bearer;

    friend bool operator==(const GrantUse&, const GrantUse&) = default;
};

// The pair must be the grant's one-time key: Error::key_mismatch.
[[nodiscard]] core::Result<GrantUse> use_grant(const SignedGrant& grant, const KeyPair& one_time,
                                               const MemberKey& bearer);
// Both signatures.
[[nodiscard]] core::Result<void> verify_use(const GrantUse& use, const MemberKey& bearer);

}  // namespace fabric::membership
