// Entries as they travel: signed under a domain of their own, checked before anybody looks at them.
#include "fabric/membership/entry.h"

#include <utility>

#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "core/base/variant.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "fabric/membership/entry_body.h"

namespace fabric::membership {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;

namespace {

constexpr std::uint8_t entry_version = 1;
constexpr std::string_view entry_domain = "selvage membership entry 1";
constexpr std::string_view device_domain = "selvage device 1";

Buffer joined(std::string_view domain, Bytes rest) {
    Buffer message;
    core::append(message, core::as_bytes(domain));
    core::append(message, rest);
    return message;
}

Buffer consent_message(const MeshId& mesh, const MemberKey& owner) {
    Buffer message = joined(device_domain, mesh.view());
    core::append(message, owner.view());
    return message;
}

Result<Entry> read_fields(core::Reader& reader) {
    if (TRY(reader.u8()) != entry_version) return core::fail(Error::format_unknown);
    Entry entry;
    entry.mesh = TRY(reader.fixed<MeshId>());
    entry.author = TRY(reader.fixed<MemberKey>());
    entry.parents = TRY(read_hashes(reader));
    entry.depth = TRY(core::codec::read_varint(reader));
    if (entry.depth == 0) return core::fail(Error::malformed);
    entry.wall_time = UnixSeconds{TRY(reader.u64_be())};
    entry.body = TRY(read_body(reader));
    return entry;
}

Result<Buffer> write_fields(const Entry& entry) {
    TRY(check_hashes(entry.parents));
    const auto* admit = get_if<Admit>(&entry.body);
    if (admit && admit->role == Role::authority) return core::fail(Error::malformed);
    if (const auto* revoke = get_if<Revoke>(&entry.body)) {
        TRY(check_hashes(revoke->heads));
        TRY(check_cuts(revoke->cuts));
    }
    Buffer bytes;
    core::BufferWriter writer(bytes, entry_size_max - Signature::size_bytes);
    writer.u8(entry_version);
    writer.bytes(entry.mesh.view());
    writer.bytes(entry.author.view());
    write_hashes(writer, entry.parents);
    core::codec::write_varint(writer, entry.depth);
    writer.u64_be(entry.wall_time.value);
    write_body(writer, entry.body);
    TRY(writer.finish());
    return bytes;
}

// What others than the author signed.
Result<void> verify_inner(const Entry& entry) {
    if (const auto* invited = get_if<AdmitInvited>(&entry.body)) {
        if (invited->use.grant.grant.mesh != entry.mesh) return core::fail(Error::malformed);
        return verify_use(invited->use, invited->key);
    }
    if (const auto* device = get_if<AddDevice>(&entry.body))
        return core::crypto::ed25519_verify(device->key, consent_message(entry.mesh, entry.author),
                                            device->consent);
    return {};
}

}  // namespace

std::string_view describe(const Body& body) {
    struct Names {
        std::string_view operator()(const Admit&) const { return "admission by a member's word"; }
        std::string_view operator()(const AdmitInvited&) const { return "admission by an invite"; }
        std::string_view operator()(const AddDevice&) const { return "another device"; }
        std::string_view operator()(const GrantRole&) const { return "role"; }
        std::string_view operator()(const Revoke&) const { return "revocation"; }
        std::string_view operator()(const Confirm&) const { return "confirmation"; }
        std::string_view operator()(const RevokeInvite&) const { return "revoked invite"; }
    };
    return match(body, Names{});
}

EntryHash hash_of_entry(Bytes bytes) { return {core::blake3(bytes).bytes}; }

SignedEntry::SignedEntry(Entry entry, Buffer bytes)
    : entry_(std::move(entry)), bytes_(std::move(bytes)), hash_(hash_of_entry(bytes_)) {}

Result<SignedEntry> SignedEntry::sign(Entry entry, const KeyPair& author) {
    if (entry.author != author.public_key()) return core::fail(Error::key_mismatch);
    TRY(verify_inner(entry));
    Buffer bytes = TRY(write_fields(entry));
    core::append(bytes, author.sign(joined(entry_domain, bytes)).view());
    return SignedEntry(std::move(entry), std::move(bytes));
}

Result<SignedEntry> SignedEntry::from_bytes(Bytes bytes) {
    if (bytes.size() > entry_size_max) return core::fail(Error::too_large);
    core::Reader reader(bytes);
    Entry entry = TRY(read_fields(reader));
    const Bytes fields = bytes.first(reader.position());
    const auto signature = TRY(reader.fixed<Signature>());
    TRY(reader.expect_end());
    TRY(core::crypto::ed25519_verify(entry.author, joined(entry_domain, fields), signature));
    TRY(verify_inner(entry));
    return SignedEntry(std::move(entry), Buffer(bytes.begin(), bytes.end()));
}

Signature sign_consent(const MeshId& mesh, const MemberKey& owner, const KeyPair& device) {
    return device.sign(consent_message(mesh, owner));
}

}  // namespace fabric::membership
