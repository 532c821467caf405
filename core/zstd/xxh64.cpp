// XXH64 after its published description: four lanes over stripes of 32 bytes, then the rest.
#include "core/zstd/xxh64.h"

#include <array>
#include <bit>

#include "core/zstd/bit_reader.h"

namespace core::zstd {
namespace {

constexpr std::uint64_t prime_1 = 0x9e3779b185ebca87;
constexpr std::uint64_t prime_2 = 0xc2b2ae3d27d4eb4f;
constexpr std::uint64_t prime_3 = 0x165667b19e3779f9;
constexpr std::uint64_t prime_4 = 0x85ebca77c2b2ae63;
constexpr std::uint64_t prime_5 = 0x27d4eb2f165667c5;

std::uint64_t round(std::uint64_t lane, std::uint64_t input) {
    return std::rotl(lane + input * prime_2, 31) * prime_1;
}

std::uint64_t merge(std::uint64_t hash, std::uint64_t lane) {
    return (hash ^ round(0, lane)) * prime_1 + prime_4;
}

std::uint64_t hash_of_stripes(const std::byte* at, std::size_t stripes) {
    std::array<std::uint64_t, 4> lanes{prime_1 + prime_2, prime_2, 0, 0 - prime_1};
    for (; stripes != 0; --stripes)
        for (std::uint64_t& lane : lanes) {
            lane = round(lane, load_u64(at));
            at += sizeof lane;
        }
    std::uint64_t hash = std::rotl(lanes[0], 1) + std::rotl(lanes[1], 7) + std::rotl(lanes[2], 12) +
                         std::rotl(lanes[3], 18);
    for (const std::uint64_t lane : lanes) hash = merge(hash, lane);
    return hash;
}

}  // namespace

std::uint64_t xxh64(Bytes bytes) {
    constexpr std::size_t stripe_size = 32;
    const std::size_t stripes = bytes.size() / stripe_size;
    std::uint64_t hash = stripes == 0 ? prime_5 : hash_of_stripes(bytes.data(), stripes);
    hash += bytes.size();
    Bytes rest = bytes.subspan(stripes * stripe_size);
    for (; rest.size() >= 8; rest = rest.subspan(8))
        hash = std::rotl(hash ^ round(0, load_u64(rest.data())), 27) * prime_1 + prime_4;
    if (rest.size() >= 4) {
        std::uint32_t word;
        std::memcpy(&word, rest.data(), sizeof word);
        hash = std::rotl(hash ^ word * prime_1, 23) * prime_2 + prime_3;
        rest = rest.subspan(4);
    }
    for (const std::byte byte : rest)
        hash = std::rotl(hash ^ std::to_integer<std::uint64_t>(byte) * prime_5, 11) * prime_1;
    hash = (hash ^ hash >> 33) * prime_2;
    hash = (hash ^ hash >> 29) * prime_3;
    return hash ^ hash >> 32;
}

}  // namespace core::zstd
