// The bytes of an invite. What a bearer's grant repeats of the invite (the mesh, the public half of
// the key) is left out: every character makes the QR code harder to scan.
#include <algorithm>
#include <utility>

#include "core/base/crc32c.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "fabric/membership/genesis.h"
#include "fabric/membership/invite.h"

namespace fabric::membership {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;
using core::codec::Multiaddr;

namespace {

constexpr std::uint8_t invite_version = 1;
constexpr std::size_t checksum_size = 4;

enum class Way : std::uint8_t { open = 0, secret = 1, grant = 2 };

bool ends_with_peer(const Multiaddr& address) {
    core::codec::Protocol last{};
    for (const core::codec::Component& component : address) last = component.protocol;
    return !address.empty() && last == core::codec::Protocol::p2p;
}

std::expected<void, InviteRefusal> check(const Invite& invite) {
    if (!check_name(invite.name)) return InviteRefused(InviteRefusal::name_wrong);
    if (invite.addresses.size() > invite_addresses_max)
        return InviteRefused(InviteRefusal::too_many_addresses);
    if (!std::ranges::all_of(invite.addresses, ends_with_peer))
        return InviteRefused(InviteRefusal::address_without_peer);
    const auto* bearing = get_if<Bearing>(&invite.way);
    if (bearing && (bearing->grant.grant.mesh != invite.mesh ||
                    bearing->grant.grant.one_time != bearing->one_time.public_key()))
        return InviteRefused(InviteRefusal::grant_wrong);
    return {};
}

void write_way(core::BufferWriter& writer, const Invite& invite) {
    if (const auto* plain = get_if<PlainInvite>(&invite.way)) {
        writer.u8(std::to_underlying(plain->secret ? Way::secret : Way::open));
        if (plain->secret) writer.bytes(plain->secret->expose());
        return;
    }
    const Bearing& bearing = get<Bearing>(invite.way);
    const Grant& grant = bearing.grant.grant;
    writer.u8(std::to_underlying(Way::grant));
    writer.bytes(bearing.one_time.seed().expose());
    writer.bytes(grant.minter.view());
    writer.u8(std::to_underlying(grant.role));
    writer.u64_be(grant.expires_at.value);
    writer.bytes(grant.check.view());
    writer.bytes(bearing.grant.signature.view());
}

Result<Bearing> read_bearing(core::Reader& reader, const MeshId& mesh) {
    const Bytes seed = TRY(reader.take(core::crypto::Ed25519Seed::size_bytes));
    KeyPair one_time(
        core::crypto::Ed25519Seed(seed.first<core::crypto::Ed25519Seed::size_bytes>()));
    SignedGrant signed_grant;
    Grant& grant = signed_grant.grant;
    grant.mesh = mesh;
    grant.one_time = one_time.public_key();
    grant.minter = TRY(reader.fixed<MemberKey>());
    const auto role = role_of(TRY(reader.u8()));
    if (!role) return core::fail(Error::malformed);
    grant.role = *role;
    grant.expires_at = UnixSeconds{TRY(reader.u64_be())};
    grant.check = TRY(reader.fixed<SecretCheck>());
    signed_grant.signature = TRY(reader.fixed<Signature>());
    TRY(verify_grant(signed_grant));
    return Bearing{signed_grant, std::move(one_time)};
}

Result<void> read_way(core::Reader& reader, Invite& invite) {
    switch (Way{TRY(reader.u8())}) {
        case Way::open: invite.way = PlainInvite{}; return {};
        case Way::secret: {
            const Bytes secret = TRY(reader.take(MeshSecret::size_bytes));
            invite.way = PlainInvite{MeshSecret(secret.first<MeshSecret::size_bytes>())};
            return {};
        }
        case Way::grant: invite.way = TRY(read_bearing(reader, invite.mesh)); return {};
    }
    return core::fail(Error::malformed);
}

Result<Invite> read_invite(core::Reader& reader) {
    Invite invite;
    const std::uint64_t name_size = TRY(core::codec::read_varint(reader));
    invite.name = core::as_text(TRY(reader.take(name_size)));
    TRY(check_name(invite.name));
    invite.mesh = TRY(reader.fixed<MeshId>());
    const std::size_t count = TRY(reader.u8());
    if (count > invite_addresses_max) return core::fail(Error::malformed);
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t size = TRY(core::codec::read_varint(reader));
        const Bytes address = TRY(reader.take(size));
        invite.addresses.push_back(TRY(Multiaddr::from_bytes(address)));
        if (!ends_with_peer(invite.addresses.back())) return core::fail(Error::malformed);
    }
    TRY(read_way(reader, invite));
    TRY(reader.expect_end());
    return invite;
}

}  // namespace

std::expected<Buffer, InviteRefusal> invite_to_bytes(const Invite& invite) {
    TRY(check(invite));
    Buffer bytes;
    bytes.reserve(invite_size_max);  // So that no copy of a secret is left behind.
    core::BufferWriter writer(bytes, invite_size_max);
    writer.u8(invite_version);
    core::codec::write_varint(writer, invite.name.size());
    writer.text(invite.name);
    writer.bytes(invite.mesh.view());
    writer.u8(static_cast<std::uint8_t>(invite.addresses.size()));
    for (const Multiaddr& address : invite.addresses) {
        core::codec::write_varint(writer, address.bytes().size());
        writer.bytes(address.bytes());
    }
    write_way(writer, invite);
    writer.u32_be(core::crc32c(bytes));
    if (!writer.finish()) return InviteRefused(InviteRefusal::too_long);
    return bytes;
}

std::expected<Invite, InviteRefusal> invite_from_bytes(Bytes bytes) {
    if (bytes.size() > invite_size_max) return InviteRefused(InviteRefusal::too_long);
    if (bytes.size() <= checksum_size) return InviteRefused(InviteRefusal::checksum_wrong);
    const Bytes content = bytes.first(bytes.size() - checksum_size);
    core::Reader checksum(bytes.last(checksum_size));
    if (*checksum.u32_be() != core::crc32c(content))
        return InviteRefused(InviteRefusal::checksum_wrong);
    core::Reader reader(content);
    if (*reader.u8() != invite_version) return InviteRefused(InviteRefusal::version_unknown);
    auto invite = read_invite(reader);
    if (invite) return std::move(*invite);
    return InviteRefused(invite.error() == Error::signature_wrong ? InviteRefusal::grant_wrong
                                                                  : InviteRefusal::malformed);
}

}  // namespace fabric::membership
