// Peer ids: checked once, when they come in.
#include "core/codec/peer_id.h"

#include "core/codec/multibase.h"
#include "core/codec/multicodec.h"
#include "core/codec/multihash.h"
#include "core/codec/varint.h"

namespace core::codec {
namespace {

Result<void> expect_code(Reader& reader, Multicodec code) {
    if (TRY(read_varint(reader)) != static_cast<std::uint64_t>(code))
        return fail(Error::type_wrong);
    return {};
}

}  // namespace

PeerId::PeerId(Bytes multihash) : size_(static_cast<std::uint8_t>(multihash.size())) {
    copy(bytes_, multihash);
}

PeerId PeerId::of(const PublicKey& key) {
    const Buffer encoded = key.encode();
    const bool fits = encoded.size() <= inline_key_size_max;
    return PeerId(hash_content(fits ? HashFunction::identity : HashFunction::sha2_256, encoded));
}

Result<PeerId> PeerId::from_bytes(Bytes multihash) {
    const Multihash hash = TRY(parse_multihash(multihash));
    switch (hash.function) {
        case HashFunction::sha2_256: return PeerId(multihash);
        case HashFunction::identity: {
            if (hash.digest.size() > inline_key_size_max) return fail(Error::too_large);
            TRY(PublicKey::from_bytes(hash.digest));
            return PeerId(multihash);
        }
        case HashFunction::blake3: break;
    }
    return fail(Error::hash_unknown);
}

Result<PeerId> PeerId::from_text(std::string_view text) {
    if (text.size() > peer_id_text_size_max) return fail(Error::too_large);
    if (text.starts_with('1') || text.starts_with("Qm"))
        return from_bytes(TRY(decode_base(Base::base58btc, text)));
    const Buffer cid = TRY(decode_multibase(text));
    Reader reader(cid);
    TRY(expect_code(reader, Multicodec::cid_v1));
    TRY(expect_code(reader, Multicodec::libp2p_key));
    return from_bytes(reader.rest());
}

std::string PeerId::to_text() const { return encode_base(Base::base58btc, bytes()); }

Result<PublicKey> PeerId::public_key() const {
    const Multihash hash = TRY(parse_multihash(bytes()));
    if (hash.function != HashFunction::identity) return fail(Error::value_missing);
    return PublicKey::from_bytes(hash.digest);
}

}  // namespace core::codec
