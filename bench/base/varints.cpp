// Varints against the loop that everybody writes first: one byte at a time.
#include "bench/base/contestants.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"

namespace bench {
namespace {

using namespace core::codec;

constexpr std::size_t number_count = 20'000;

#ifdef __wasm__
constexpr std::string_view plain_loop = "plain loop wasm";
#else
constexpr std::string_view plain_loop = "plain loop native";
#endif

std::uint64_t read_byte_by_byte(core::Reader& reader) {
    std::uint64_t number = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
        const auto byte = reader.u8();
        if (!byte) return 0;
        number |= static_cast<std::uint64_t>(*byte & 0x7f) << shift;
        if (*byte < 0x80) break;
    }
    return number;
}

// `bits_max` says how long they are: 7 for lengths and tags, 63 for anything.
core::Buffer encoded_numbers(unsigned bits_max) {
    core::Prng prng(core::Seed{bits_max});
    core::Buffer bytes;
    core::BufferWriter writer(bytes, number_count * varint_size_max);
    for (std::size_t i = 0; i < number_count; ++i)
        write_varint(writer, (prng.next() >> 1) >> (63 - prng.between(1, bits_max)));
    return bytes;
}

template <class ReadOne>
std::uint64_t sum_of(core::Bytes bytes, ReadOne read_one) {
    core::Reader reader(bytes);
    std::uint64_t sum = 0;
    while (!reader.at_end()) sum += read_one(reader);
    return sum;
}

void measure_reading(const Measure& measure, std::string_view what, unsigned bits_max) {
    const core::Buffer bytes = encoded_numbers(bits_max);
    const auto count = static_cast<double>(number_count);
    const auto strictly = [](core::Reader& reader) { return read_varint(reader).value_or(0); };
    measure.nanoseconds(what, ours, count, [&] { keep(sum_of(bytes, strictly)); });
    measure.nanoseconds(what, plain_loop, count, [&] { keep(sum_of(bytes, read_byte_by_byte)); });
}

}  // namespace

void measure_varints(const Measure& measure) {
    measure_reading(measure, "varint read, up to 7 bits", 7);
    measure_reading(measure, "varint read, up to 28 bits", 28);
    measure_reading(measure, "varint read, up to 63 bits", 63);
}

}  // namespace bench
