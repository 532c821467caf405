// Whatever is decoded encodes to the same text, but for the case of letters; whatever is encoded
// decodes to the same bytes. Base 58 and 36 are checked against multiplying a number up digit by
// digit.
#include <algorithm>
#include <string>

#include "core/base/assert.h"
#include "core/codec/multibase.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

std::string fold(std::string_view text) {
    std::string folded(text);
    for (char& letter : folded)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return folded;
}

void check_text(std::string_view text) {
    const auto bytes = decode_multibase(text);
    if (!bytes) return;
    const std::string again = encode_multibase(static_cast<Base>(text.front()), *bytes);
    const bool case_matters = std::string_view("zmMuU").contains(text.front());
    ASSERT(case_matters ? again == text : fold(again) == fold(text));
    ASSERT(decode_multibase(again) == *bytes);
}

// The number of these digits, modulo a prime below 2^32, so that it fits a word.
std::uint64_t residue(Bytes digits, std::uint64_t base) {
    std::uint64_t value = 0;
    for (const std::byte digit : digits)
        value = (value * base + std::to_integer<std::uint64_t>(digit)) % 4'294'967'291;
    return value;
}

void check_radix(Base base, std::string_view alphabet, Bytes bytes) {
    const std::string text = encode_base(base, bytes);
    Buffer digits;
    for (const char digit : text) digits.push_back(static_cast<std::byte>(alphabet.find(digit)));
    ASSERT(residue(digits, alphabet.size()) == residue(bytes, 256));
    ASSERT(decode_base(base, text) == Buffer(bytes.begin(), bytes.end()));
}

}  // namespace
}  // namespace core::codec

FUZZ(multibase) {
    using namespace core::codec;
    check_text(core::as_text(input));
    // Long inputs take the square of their length in bases 36 and 58: one in 32 is enough.
    const std::size_t size_max = input.size() % 32 == 0 ? radix_size_max : 16;
    const core::Bytes some = input.first(std::min(input.size(), size_max));
    for (const char prefix : std::string_view("fbcvtmMuU")) {
        const std::string text = encode_multibase(static_cast<Base>(prefix), some);
        ASSERT(decode_multibase(text) == core::Buffer(some.begin(), some.end()));
    }
    check_radix(Base::base36, "0123456789abcdefghijklmnopqrstuvwxyz", some);
    check_radix(Base::base58btc, "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
                some);
}
