// Invites as text.
#include "fabric/membership/invite.h"

#include <utility>

#include "core/base/format.h"
#include "core/codec/multibase.h"

namespace fabric::membership {

using core::Buffer;
using core::codec::Base;

namespace {

constexpr std::string_view link_marker = "#join=";
constexpr std::string_view qr_marker = "SELVAGE:";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(space);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

bool is_page(std::string_view base) {
    return base.size() <= invite_base_size_max && base.find('#') == base.npos &&
           (base.starts_with("https://") || base.starts_with("http://"));
}

std::expected<std::string, InviteRefusal> encoded(const Invite& invite, Base base,
                                                  std::string_view front, std::string_view marker) {
    Buffer bytes = TRY(invite_to_bytes(invite));
    std::string text(front);
    text += marker;
    text += core::codec::encode_base(base, bytes);
    core::crypto::wipe(bytes);
    return text;
}

}  // namespace

std::string_view describe(InviteRefusal refusal) {
    switch (refusal) {
        case InviteRefusal::too_long:
            return "the invite is too long; name fewer addresses, or copy only the link itself";
        case InviteRefusal::too_many_addresses:
            return "the invite names more than eight addresses; name those that are reached best";
        case InviteRefusal::address_without_peer:
            return "an address does not end with the peer that is there; add /p2p/ and its id";
        case InviteRefusal::name_wrong:
            return "the mesh's name is empty, too long or no text; use up to 128 bytes of UTF-8";
        case InviteRefusal::base_wrong:
            return "the link's page is not one; give an address that begins with https://";
        case InviteRefusal::no_invite:
            return "there is no invite in this text; copy the whole link, with all behind the #";
        case InviteRefusal::character_wrong:
            return "a character does not belong into an invite; copy the link again";
        case InviteRefusal::checksum_wrong:
            return "the invite was cut off or changed; copy the whole link again";
        case InviteRefusal::version_unknown:
            return "the invite was made by a later version; update this one";
        case InviteRefusal::malformed: return "the invite is not well formed; ask for a new one";
        case InviteRefusal::grant_wrong:
            return "the invite's signature is wrong; ask an Authority for a new one";
        case InviteRefusal::expired: return "the invite has expired; ask for a new one";
    }
    std::unreachable();
}

std::string describe(const Invite& invite) {
    const auto* bearing = get_if<Bearing>(&invite.way);
    if (bearing)
        return core::formatted("invite to {}, for one {}, {} addresses", invite.name,
                               describe(bearing->grant.grant.role), invite.addresses.size());
    return core::formatted("invite to {}, for whoever has it, {} addresses", invite.name,
                           invite.addresses.size());
}

std::expected<Bearing, WriteRefusal> mint(const Author& author, const OptionalSecret& secret,
                                          Role role, UnixSeconds expires_at,
                                          core::crypto::Ed25519Seed one_time) {
    const MemberKey& self = author.pair.public_key();
    if (author.log.role(self, author.now) != Role::authority)
        return std::unexpected(WriteRefusal::needs_authority);
    if (expires_at <= author.now) return std::unexpected(WriteRefusal::expiry_past);
    KeyPair pair(std::move(one_time));
    const auto grant = sign_grant({.mesh = author.log.mesh(),
                                   .minter = self,
                                   .one_time = pair.public_key(),
                                   .role = role,
                                   .expires_at = expires_at,
                                   .check = secret_check(secret, author.log.mesh())},
                                  author.pair);
    return Bearing{grant.value(), std::move(pair)};
}

std::expected<std::string, InviteRefusal> to_link(const Invite& invite, std::string_view base) {
    if (!is_page(base)) return InviteRefused(InviteRefusal::base_wrong);
    return encoded(invite, Base::base64url, base, link_marker);
}

std::expected<std::string, InviteRefusal> to_qr_text(const Invite& invite) {
    return encoded(invite, Base::base32_upper, {}, qr_marker);
}

std::expected<Invite, InviteRefusal> parse_invite(std::string_view text, UnixSeconds now) {
    text = trimmed(text);
    if (text.size() > invite_text_size_max) return InviteRefused(InviteRefusal::too_long);
    Base base = Base::base64url;
    if (text.starts_with(qr_marker)) {
        base = Base::base32_upper;
        text.remove_prefix(qr_marker.size());
    } else {
        const std::size_t at = text.find(link_marker);
        if (at == text.npos) return InviteRefused(InviteRefusal::no_invite);
        text.remove_prefix(at + link_marker.size());
    }
    auto bytes = core::codec::decode_base(base, text);
    if (!bytes)
        return InviteRefused(bytes.error() == core::Error::bad_digit
                                 ? InviteRefusal::character_wrong
                                 : InviteRefusal::checksum_wrong);
    auto invite = invite_from_bytes(*bytes);
    core::crypto::wipe(*bytes);
    if (!invite) return invite;
    const auto* bearing = get_if<Bearing>(&invite->way);
    if (bearing && now >= bearing->grant.grant.expires_at)
        return InviteRefused(InviteRefusal::expired);
    return invite;
}

}  // namespace fabric::membership
