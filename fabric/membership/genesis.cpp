// The bytes of a genesis: one encoding, so that one beginning has one identity.
#include "fabric/membership/genesis.h"

#include <tuple>
#include <utility>

#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/codec/utf8.h"
#include "core/codec/varint.h"

namespace fabric::membership {

using core::Buffer;
using core::Bytes;
using core::Error;
using core::Result;

namespace {

constexpr std::uint8_t genesis_version = 1;
constexpr std::string_view signing_domain = "selvage genesis 1";

Buffer to_be_signed(Bytes fields) {
    Buffer message;
    core::append(message, core::as_bytes(signing_domain));
    core::append(message, fields);
    return message;
}

Result<Genesis> read_genesis_fields(core::Reader& reader) {
    if (TRY(reader.u8()) != genesis_version) return core::fail(Error::format_unknown);
    Genesis genesis;
    const std::uint8_t policy = TRY(reader.u8());
    if (policy > std::to_underlying(Policy::closed)) return core::fail(Error::malformed);
    genesis.policy = Policy{policy};
    const std::uint64_t name_size = TRY(core::codec::read_varint(reader));
    if (name_size > core::name_size_max) return core::fail(Error::too_large);
    genesis.name = core::as_text(TRY(reader.take(name_size)));
    TRY(check_name(genesis.name));
    genesis.root = TRY(reader.fixed<MemberKey>());
    genesis.chance = TRY(reader.fixed<GenesisChance>());
    genesis.founded_at = UnixSeconds{TRY(reader.u64_be())};
    return genesis;
}

Buffer write_fields(const Genesis& genesis) {
    Buffer bytes;
    core::BufferWriter writer(bytes, genesis_size_max);
    writer.u8(genesis_version);
    writer.u8(std::to_underlying(genesis.policy));
    core::codec::write_varint(writer, genesis.name.size());
    writer.text(genesis.name);
    writer.bytes(genesis.root.view());
    writer.bytes(genesis.chance.view());
    writer.u64_be(genesis.founded_at.value);
    return bytes;
}

}  // namespace

Result<void> check_name(std::string_view name) {
    if (name.empty()) return core::fail(Error::value_missing);
    if (name.size() > core::name_size_max) return core::fail(Error::too_large);
    if (!core::codec::is_utf8(name)) return core::fail(Error::malformed);
    return {};
}

SignedGenesis::SignedGenesis(Genesis genesis, Buffer bytes)
    : genesis_(std::move(genesis)), bytes_(std::move(bytes)) {
    mesh_.bytes = core::blake3(bytes_).bytes;
}

Result<SignedGenesis> SignedGenesis::sign(Genesis genesis, const KeyPair& root) {
    TRY(check_name(genesis.name));
    if (genesis.root != root.public_key()) return core::fail(Error::key_mismatch);
    Buffer bytes = write_fields(genesis);
    core::append(bytes, root.sign(to_be_signed(bytes)).view());
    return SignedGenesis(std::move(genesis), std::move(bytes));
}

Result<SignedGenesis> SignedGenesis::from_bytes(Bytes bytes) {
    if (bytes.size() > genesis_size_max) return core::fail(Error::too_large);
    core::Reader reader(bytes);
    Genesis genesis = TRY(read_genesis_fields(reader));
    const Bytes fields = bytes.first(reader.position());
    const auto signature = TRY(reader.fixed<core::crypto::Ed25519Signature>());
    TRY(reader.expect_end());
    TRY(core::crypto::ed25519_verify(genesis.root, to_be_signed(fields), signature));
    return SignedGenesis(std::move(genesis), Buffer(bytes.begin(), bytes.end()));
}

bool is_older(const SignedGenesis& one, const SignedGenesis& other) {
    return std::tie(one.genesis().founded_at, one.mesh()) <
           std::tie(other.genesis().founded_at, other.mesh());
}

}  // namespace fabric::membership
