// Invite is a way into a mesh that one person can hand to another: which mesh, where its peers are,
// and either the secret or a grant of one role for one key. As text it is a link, whose fragment
// no web server sees, or what a QR code holds in its alphabet of capitals. Rules: IV3–IV9,
// spec/membership.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/variant.h"
#include "core/codec/multiaddr.h"
#include "fabric/membership/grant.h"
#include "fabric/membership/ids.h"
#include "fabric/membership/mesh_keys.h"
#include "fabric/membership/writing.h"

namespace fabric::membership {

// A QR code of 177 modules holds 4,296 characters; what people scan has far fewer.
inline constexpr std::size_t invite_size_max = 2048;
inline constexpr std::size_t invite_addresses_max = 8;
inline constexpr std::size_t invite_base_size_max = 256;
// The base, the marker, and five bits of a byte in each character.
inline constexpr std::size_t invite_text_size_max =
    invite_base_size_max + 32 + (invite_size_max * 8 + 4) / 5;

enum class InviteRefusal : std::uint8_t {
    too_long,
    too_many_addresses,
    address_without_peer,
    name_wrong,
    base_wrong,  // The link is to begin with something else than a page.
    no_invite,   // The text has no invite in it.
    character_wrong,
    checksum_wrong,
    version_unknown,
    malformed,
    grant_wrong,  // Its signature is not its minter's.
    expired,
};
// The cause and the next step, for people.
[[nodiscard]] std::string_view describe(InviteRefusal refusal);
using InviteRefused = std::unexpected<InviteRefusal>;

// Lets everybody in who reads it, until the mesh has another secret. Open meshes have none.
struct PlainInvite {
    OptionalSecret secret;
};

struct Invite {
    std::string name;
    MeshId mesh;
    // Each ends with the peer that is there.
    std::vector<core::codec::Multiaddr> addresses;
    core::Variant<PlainInvite, Bearing> way;
};

// For people: nothing that is secret.
[[nodiscard]] std::string describe(const Invite& invite);

// An invite that one key can use once, until it expires. Authorities make them; the seed is fresh
// chance.
[[nodiscard]] std::expected<Bearing, WriteRefusal> mint(const Author& author,
                                                        const OptionalSecret& secret, Role role,
                                                        UnixSeconds expires_at,
                                                        core::crypto::Ed25519Seed one_time);

// The base is the page that opens the link: https://…/, or http://…/ on one's own machine.
[[nodiscard]] std::expected<std::string, InviteRefusal> to_link(const Invite& invite,
                                                                std::string_view base);
[[nodiscard]] std::expected<std::string, InviteRefusal> to_qr_text(const Invite& invite);
// Either form, with white space around it.
[[nodiscard]] std::expected<Invite, InviteRefusal> parse_invite(std::string_view text,
                                                                UnixSeconds now);

// The bytes that both texts carry. Reading checks all but the time.
[[nodiscard]] std::expected<core::Buffer, InviteRefusal> invite_to_bytes(const Invite& invite);
[[nodiscard]] std::expected<Invite, InviteRefusal> invite_from_bytes(core::Bytes bytes);

}  // namespace fabric::membership
