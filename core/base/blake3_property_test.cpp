// Any message in any pieces, in all modes and any length of output, against the twin.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/base/blake3.h"
#include "core/base/blake3_twin.h"
#include "core/base/prng.h"

namespace core {
namespace {

blake3_twin::Words8 words_of(Bytes key) {
    blake3_twin::Words8 words;
    copy(std::as_writable_bytes(std::span(words)), key);
    return words;
}

// Often just at the end of a block or a chunk, where the tree changes.
Buffer any_message(std::size_t size_max) {
    auto size = *rc::gen::resize(100, rc::gen::inRange<std::size_t>(0, size_max + 1));
    switch (*rc::gen::element(0, 64, 1024)) {
        case 64: size = size / 64 * 64; break;
        case 1024: size = (size + 1) / 1024 * 1024; break;
        default: break;
    }
    Buffer message(size);
    Prng(Seed{*rc::gen::arbitrary<std::uint64_t>()}).fill(message);
    return message;
}

// All lengths of pieces are equally likely by their number of digits; most even draws are long.
void update_in_pieces(Blake3& hasher, Bytes message) {
    Prng prng(Seed{*rc::gen::arbitrary<std::uint64_t>()});
    while (!message.empty()) {
        const std::uint64_t size = prng.below(2ull << prng.below(14));
        const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(size, message.size()));
        hasher.update(message.first(taken));
        message = message.subspan(taken);
    }
}

Buffer output_of(const Blake3& hasher, std::size_t size) {
    Buffer output(size);
    hasher.finish(output);
    return output;
}

RC_GTEST_PROP(Blake3Property, BL2_pieces_do_not_matter, ()) {
    const Buffer message = any_message(20'000);
    Blake3 hasher;
    update_in_pieces(hasher, message);
    RC_ASSERT(output_of(hasher, 32) == blake3_twin::blake3(message, 32));
}

RC_GTEST_PROP(Blake3Property, BL1_keyed_and_key_deriving_as_the_paper_says, ()) {
    const Buffer message = any_message(6'000);
    const auto size = *rc::gen::inRange<std::size_t>(0, 300);
    Blake3Key key;
    Prng(Seed{*rc::gen::arbitrary<std::uint64_t>()}).fill(key.mutable_view());
    Blake3 keyed = Blake3::keyed(key);
    update_in_pieces(keyed, message);
    RC_ASSERT(output_of(keyed, size) ==
              blake3_twin::blake3(message, size, words_of(key.view()), 16));

    const auto context = *rc::gen::arbitrary<std::string>();
    Blake3 deriving = Blake3::key_deriving(context);
    update_in_pieces(deriving, message);
    const Buffer context_key = blake3_twin::blake3(as_bytes(context), 32, blake3_twin::initial, 32);
    RC_ASSERT(output_of(deriving, size) ==
              blake3_twin::blake3(message, size, words_of(context_key), 64));
}

RC_GTEST_PROP(Blake3Property, BL3_finishing_on_the_way_changes_nothing, ()) {
    const Buffer message = any_message(10'000);
    const auto cut = *rc::gen::inRange<std::size_t>(0, message.size() + 1);
    Blake3 hasher;
    update_in_pieces(hasher, Bytes(message).first(cut));
    RC_ASSERT(output_of(hasher, 32) == blake3_twin::blake3(Bytes(message).first(cut), 32));
    RC_ASSERT(output_of(hasher, 10) == blake3_twin::blake3(Bytes(message).first(cut), 10));
    Blake3 copy = hasher;
    update_in_pieces(hasher, Bytes(message).subspan(cut));
    update_in_pieces(copy, Bytes(message).subspan(cut));
    RC_ASSERT(output_of(hasher, 100) == blake3_twin::blake3(message, 100));
    RC_ASSERT(output_of(copy, 100) == output_of(hasher, 100));
}

}  // namespace
}  // namespace core
