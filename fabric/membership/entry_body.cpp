// A number for the kind, then the fields in the order in which the structs have them.
#include "fabric/membership/entry_body.h"

#include <algorithm>

#include "core/base/variant.h"
#include "core/codec/varint.h"

namespace fabric::membership {

using core::Error;
using core::Result;

namespace {

enum class Kind : std::uint8_t {
    admit = 1,
    admit_invited,
    add_device,
    grant_role,
    revoke,
    confirm,
    revoke_invite,
};

struct BodyWriter {
    core::BufferWriter& writer;

    void kind(Kind kind) const { writer.u8(std::to_underlying(kind)); }

    void operator()(const Admit& body) const {
        kind(Kind::admit);
        writer.bytes(body.key.view());
        writer.u8(std::to_underlying(body.role));
    }
    void operator()(const AdmitInvited& body) const {
        kind(Kind::admit_invited);
        writer.bytes(body.key.view());
        write_grant(writer, body.use.grant);
        writer.bytes(body.use.bearer.view());
    }
    void operator()(const AddDevice& body) const {
        kind(Kind::add_device);
        writer.bytes(body.key.view());
        writer.bytes(body.consent.view());
    }
    void operator()(const GrantRole& body) const {
        kind(Kind::grant_role);
        writer.bytes(body.key.view());
        writer.u8(std::to_underlying(body.role));
        writer.u8(body.expires_at.has_value());
        if (body.expires_at) writer.u64_be(body.expires_at->value);
    }
    void operator()(const Revoke& body) const {
        kind(Kind::revoke);
        writer.bytes(body.key.view());
        write_hashes(writer, body.heads);
        std::size_t size = 0;
        for (const DocumentCut& cut : body.cuts)
            size += DocumentId::size_bytes + core::codec::varint_size(cut.last);
        core::codec::write_varint(writer, size);
        for (const DocumentCut& cut : body.cuts) {
            writer.bytes(cut.document.view());
            core::codec::write_varint(writer, cut.last);
        }
    }
    void operator()(const Confirm& body) const {
        kind(Kind::confirm);
        writer.bytes(body.revocation.view());
    }
    void operator()(const RevokeInvite& body) const {
        kind(Kind::revoke_invite);
        writer.bytes(body.one_time.view());
    }
};

Result<Role> read_role(core::Reader& reader) {
    const auto role = role_of(TRY(reader.u8()));
    if (!role) return core::fail(Error::malformed);
    return *role;
}

Result<Body> read_admit(core::Reader& reader) {
    Admit body{.key = TRY(reader.fixed<MemberKey>()), .role = TRY(read_role(reader))};
    if (body.role == Role::authority) return core::fail(Error::malformed);
    return body;
}

Result<Body> read_admit_invited(core::Reader& reader) {
    AdmitInvited body;
    body.key = TRY(reader.fixed<MemberKey>());
    body.use.grant = TRY(read_grant(reader));
    body.use.bearer = TRY(reader.fixed<Signature>());
    return body;
}

Result<Body> read_grant_role(core::Reader& reader) {
    GrantRole body{
        .key = TRY(reader.fixed<MemberKey>()), .role = TRY(read_role(reader)), .expires_at = {}};
    const std::uint8_t expires = TRY(reader.u8());
    if (expires > 1) return core::fail(Error::not_canonical);
    if (expires == 1) body.expires_at = UnixSeconds{TRY(reader.u64_be())};
    return body;
}

Result<Body> read_revoke(core::Reader& reader) {
    Revoke body;
    body.key = TRY(reader.fixed<MemberKey>());
    body.heads = TRY(read_hashes(reader));
    const std::uint64_t size = TRY(core::codec::read_varint(reader));
    if (size > cuts_size_max) return core::fail(Error::too_large);
    core::Reader cuts(TRY(reader.take(size)));
    while (!cuts.at_end())
        body.cuts.push_back({TRY(cuts.fixed<DocumentId>()), TRY(core::codec::read_varint(cuts))});
    TRY(check_cuts(body.cuts));
    return body;
}

}  // namespace

void write_body(core::BufferWriter& writer, const Body& body) { match(body, BodyWriter{writer}); }

Result<Body> read_body(core::Reader& reader) {
    switch (Kind{TRY(reader.u8())}) {
        case Kind::admit: return read_admit(reader);
        case Kind::admit_invited: return read_admit_invited(reader);
        case Kind::add_device:
            return AddDevice{TRY(reader.fixed<MemberKey>()), TRY(reader.fixed<Signature>())};
        case Kind::grant_role: return read_grant_role(reader);
        case Kind::revoke: return read_revoke(reader);
        case Kind::confirm: return Confirm{TRY(reader.fixed<EntryHash>())};
        case Kind::revoke_invite: return RevokeInvite{TRY(reader.fixed<MemberKey>())};
    }
    return core::fail(Error::format_unknown);
}

void write_hashes(core::BufferWriter& writer, const std::vector<EntryHash>& hashes) {
    writer.u8(static_cast<std::uint8_t>(hashes.size()));
    for (const EntryHash& hash : hashes) writer.bytes(hash.view());
}

Result<std::vector<EntryHash>> read_hashes(core::Reader& reader) {
    const std::size_t count = TRY(reader.u8());
    if (count > parents_max) return core::fail(Error::too_large);
    std::vector<EntryHash> hashes;
    for (std::size_t i = 0; i < count; ++i) hashes.push_back(TRY(reader.fixed<EntryHash>()));
    TRY(check_hashes(hashes));
    return hashes;
}

Result<void> check_cuts(const std::vector<DocumentCut>& cuts) {
    if (cuts.size() > cuts_size_max / DocumentId::size_bytes) return core::fail(Error::too_large);
    const auto is_out_of_order = [](const DocumentCut& one, const DocumentCut& next) {
        return one.document >= next.document;
    };
    const auto is_nothing = [](const DocumentCut& cut) { return cut.last == 0; };
    if (std::ranges::adjacent_find(cuts, is_out_of_order) != cuts.end() ||
        std::ranges::any_of(cuts, is_nothing))
        return core::fail(Error::not_canonical);
    return {};
}

Result<void> check_hashes(const std::vector<EntryHash>& hashes) {
    if (hashes.size() > parents_max) return core::fail(Error::too_large);
    const auto is_out_of_order = [](const EntryHash& one, const EntryHash& next) {
        return one >= next;
    };
    if (std::ranges::adjacent_find(hashes, is_out_of_order) != hashes.end())
        return core::fail(Error::not_canonical);
    return {};
}

}  // namespace fabric::membership
