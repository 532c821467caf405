// Multihash: code, length, digest.
#include "core/codec/multihash.h"

#include <utility>

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "core/crypto/sha256.h"

namespace core::codec {
namespace {

Result<HashFunction> function_of(std::uint64_t code) {
    for (const auto function :
         {HashFunction::identity, HashFunction::sha2_256, HashFunction::blake3})
        if (code == static_cast<std::uint64_t>(function)) return function;
    return fail(Error::hash_unknown);
}

bool has_right_size(const Multihash& hash) {
    if (hash.function == HashFunction::identity) return hash.digest.size() <= identity_size_max;
    return hash.digest.size() == digest_size;
}

}  // namespace

Result<Multihash> read_multihash(Reader& reader) {
    Reader ahead = reader;  // So that an error leaves the reader where it was.
    const std::uint64_t code = TRY(read_varint(ahead));
    const HashFunction function = TRY(function_of(code));
    const std::uint64_t size = TRY(read_varint(ahead));
    const Multihash hash{function, TRY(ahead.take(size))};
    if (!has_right_size(hash)) return fail(Error::hash_size_wrong);
    reader = ahead;
    return hash;
}

Result<Multihash> parse_multihash(Bytes bytes) {
    Reader reader(bytes);
    const Multihash hash = TRY(read_multihash(reader));
    TRY(reader.expect_end());
    return hash;
}

Buffer encode_multihash(const Multihash& hash) {
    ASSERT(has_right_size(hash));
    Buffer encoded;
    BufferWriter writer(encoded, multihash_size_max);
    writer.u8(static_cast<std::uint8_t>(hash.function));
    writer.u8(static_cast<std::uint8_t>(hash.digest.size()));
    writer.bytes(hash.digest);
    ASSERT(writer.finish());
    return encoded;
}

Buffer hash_content(HashFunction function, Bytes content) {
    switch (function) {
        case HashFunction::identity: return encode_multihash({function, content});
        case HashFunction::sha2_256:
            return encode_multihash({function, crypto::sha256(content).view()});
        case HashFunction::blake3: return encode_multihash({function, blake3(content).view()});
    }
    std::unreachable();
}

}  // namespace core::codec
