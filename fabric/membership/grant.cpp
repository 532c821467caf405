// Signing and checking grants. Each signature is over a text that no other signature begins with.
#include "fabric/membership/grant.h"

#include <utility>

namespace fabric::membership {

using core::Buffer;
using core::Error;
using core::Result;

namespace {

constexpr std::uint8_t grant_version = 1;
constexpr std::string_view minting_domain = "selvage grant 1";
constexpr std::string_view bearing_domain = "selvage grant's bearer 1";

void write_fields(core::BufferWriter& writer, const Grant& grant) {
    writer.u8(grant_version);
    writer.bytes(grant.mesh.view());
    writer.bytes(grant.minter.view());
    writer.bytes(grant.one_time.view());
    writer.u8(std::to_underlying(grant.role));
    writer.u64_be(grant.expires_at.value);
    writer.bytes(grant.check.view());
}

Buffer minting_message(const Grant& grant) {
    Buffer message;
    core::BufferWriter writer(message, minting_domain.size() + grant_size);
    writer.text(minting_domain);
    write_fields(writer, grant);
    return message;
}

Buffer bearing_message(const Grant& grant, const MemberKey& bearer) {
    Buffer message;
    core::append(message, core::as_bytes(bearing_domain));
    core::append(message, grant.mesh.view());
    core::append(message, bearer.view());
    return message;
}

}  // namespace

Result<SignedGrant> sign_grant(const Grant& grant, const KeyPair& minter) {
    if (grant.minter != minter.public_key()) return core::fail(Error::key_mismatch);
    return SignedGrant{grant, minter.sign(minting_message(grant))};
}

Result<void> verify_grant(const SignedGrant& grant) {
    return core::crypto::ed25519_verify(grant.grant.minter, minting_message(grant.grant),
                                        grant.signature);
}

void write_grant(core::BufferWriter& writer, const SignedGrant& grant) {
    write_fields(writer, grant.grant);
    writer.bytes(grant.signature.view());
}

Result<SignedGrant> read_grant(core::Reader& reader) {
    if (TRY(reader.u8()) != grant_version) return core::fail(Error::format_unknown);
    SignedGrant signed_grant;
    Grant& grant = signed_grant.grant;
    grant.mesh = TRY(reader.fixed<MeshId>());
    grant.minter = TRY(reader.fixed<MemberKey>());
    grant.one_time = TRY(reader.fixed<MemberKey>());
    const auto role = role_of(TRY(reader.u8()));
    if (!role) return core::fail(Error::malformed);
    grant.role = *role;
    grant.expires_at = UnixSeconds{TRY(reader.u64_be())};
    grant.check = TRY(reader.fixed<SecretCheck>());
    signed_grant.signature = TRY(reader.fixed<Signature>());
    return signed_grant;
}

Result<GrantUse> use_grant(const SignedGrant& grant, const KeyPair& one_time,
                           const MemberKey& bearer) {
    if (grant.grant.one_time != one_time.public_key()) return core::fail(Error::key_mismatch);
    return GrantUse{grant, one_time.sign(bearing_message(grant.grant, bearer))};
}

Result<void> verify_use(const GrantUse& use, const MemberKey& bearer) {
    TRY(verify_grant(use.grant));
    const Grant& grant = use.grant.grant;
    return core::crypto::ed25519_verify(grant.one_time, bearing_message(grant, bearer), use.bearer);
}

}  // namespace fabric::membership
