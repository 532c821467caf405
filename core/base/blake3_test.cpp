// BLAKE3: the official vectors, every length against a twin, every way of cutting the input, and
// the kernels against one another.
#include "core/base/blake3.h"

#include <gtest/gtest.h>

#include <array>

#include "core/base/blake3_twin.h"
#include "core/base/prng.h"
#include "core/testing/vectors.h"

namespace core {
namespace {

using testing::Case;
using testing::read_cases;

Buffer counting_bytes(std::size_t size) {
    Buffer bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i % 251);
    return bytes;
}

Buffer random_bytes(std::size_t size, std::uint64_t seed) {
    Buffer bytes(size);
    Prng(Seed{seed}).fill(bytes);
    return bytes;
}

Buffer output_of(const Blake3& hasher, std::size_t size) {
    Buffer output(size);
    hasher.finish(output);
    return output;
}

Buffer hash_in(Blake3 hasher, Bytes message, std::size_t size) {
    hasher.update(message);
    return output_of(hasher, size);
}

Buffer buffer_of(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

TEST(Blake3, BL1_gives_the_official_values) {
    Blake3Key key;
    copy(key.mutable_view(), as_bytes("whats the Elvish word for friend"));
    constexpr std::string_view context = "BLAKE3 2019-12-27 16:29:52 test vectors context";
    for (const Case& vector : read_cases("spec/vectors/base/blake3.json")) {
        const Buffer message = counting_bytes(std::stoul(vector.text("length")));
        const std::size_t size = vector.bytes("plain").size();
        EXPECT_EQ(hash_in(Blake3(), message, size), vector.bytes("plain")) << vector.name();
        EXPECT_EQ(hash_in(Blake3::keyed(key), message, size), vector.bytes("keyed"))
            << vector.name();
        EXPECT_EQ(hash_in(Blake3::key_deriving(context), message, size), vector.bytes("derived"))
            << vector.name();
        EXPECT_EQ(buffer_of(blake3(message).view()),
                  buffer_of(Bytes(vector.bytes("plain")).first(32)));
    }
}

TEST(Blake3, BL1_agrees_with_the_paper_at_every_length) {
    const Buffer bytes = random_bytes(20'000, 1);
    for (std::size_t size = 0; size < bytes.size(); size += size < 8200 ? 1 : 331) {
        const Bytes message = Bytes(bytes).first(size);
        ASSERT_EQ(buffer_of(blake3(message).view()), blake3_twin::blake3(message, 32)) << size;
    }
    // Wide enough for every kernel, on either side of whole subtrees.
    const Buffer large = random_bytes(300'000, 2);
    for (const std::size_t size : {131'072uz, 131'073uz, 262'143uz, 262'144uz, 300'000uz})
        EXPECT_EQ(buffer_of(blake3(Bytes(large).first(size)).view()),
                  blake3_twin::blake3(Bytes(large).first(size), 32))
            << size;
}

TEST(Blake3, BL2_however_the_input_is_cut) {
    Prng prng(Seed{3});
    const Buffer message = random_bytes(150'000, 4);
    for (int round = 0; round < 60; ++round) {
        const Bytes whole =
            Bytes(message).first(static_cast<std::size_t>(prng.below(message.size() + 1)));
        const std::uint64_t piece_max = std::uint64_t{1} << prng.between(0, 17);
        Blake3 hasher;
        // One byte at a time only where that is not for ever.
        Bytes rest =
            piece_max < 64 ? whole.first(std::min<std::size_t>(whole.size(), 5000)) : whole;
        const Buffer expected = buffer_of(blake3(rest).view());
        while (!rest.empty()) {
            const std::size_t size = std::min<std::size_t>(
                rest.size(), static_cast<std::size_t>(prng.between(0, piece_max)));
            hasher.update(rest.first(size));
            rest = rest.subspan(size);
        }
        ASSERT_EQ(buffer_of(hasher.digest().view()), expected) << whole.size();
    }
}

TEST(Blake3, BL3_finishing_changes_nothing) {
    const Buffer message = random_bytes(5000, 5);
    Blake3 hasher;
    for (std::size_t size = 0; size < message.size(); size += 500) {
        const Buffer expected = buffer_of(blake3(Bytes(message).first(size)).view());
        EXPECT_EQ(buffer_of(hasher.digest().view()), expected) << size;
        EXPECT_EQ(buffer_of(hasher.digest().view()), expected) << size;
        hasher.update(Bytes(message).subspan(size, 500));
    }
    const Buffer longest = output_of(hasher, 200);
    for (const std::size_t size : {0uz, 1uz, 31uz, 64uz, 65uz, 128uz, 199uz})
        EXPECT_EQ(output_of(hasher, size), buffer_of(Bytes(longest).first(size))) << size;
    EXPECT_EQ(longest, blake3_twin::blake3(message, 200));
}

// Batches as the tree makes them: whole chunks, or pairs of values under a parent.
TEST(Blake3, BL4_every_kernel_gives_the_values_of_one_piece_at_a_time) {
    using namespace blake3_internal;
    Prng prng(Seed{6});
    const std::span<const Kernel> all = kernels();
    const Kernel& one = all.back();
    ASSERT_EQ(one.lanes, 1u);
    ASSERT_GT(all.size(), 1u);
    for (const Kernel& kernel : all.first(all.size() - 1)) {
        for (const std::uint64_t counter : {0ull, 0xfffffffaull, 0xffffffffffull}) {
            for (const std::size_t blocks : {1uz, blocks_per_chunk}) {
                const Buffer input = random_bytes(kernel.lanes * blocks * block_size, prng.next());
                Batch batch{input.data(), kernel.lanes, blocks,   initial_value.data(), counter, 1,
                            keyed_hash,   chunk_start,  chunk_end};
                if (blocks == 1) batch.counter_step = 0;
                Buffer values(kernel.lanes * value_size);
                kernel.hash(batch, values.data());
                Buffer expected(values.size());
                for (std::size_t i = 0; i < kernel.lanes; ++i) {
                    Batch piece = batch;
                    piece.count = 1;
                    piece.input += i * blocks * block_size;
                    piece.counter += i * batch.counter_step;
                    one.hash(piece, expected.data() + i * value_size);
                }
                EXPECT_EQ(values, expected) << kernel.name << " " << counter << " " << blocks;
            }
        }
    }
}

}  // namespace
}  // namespace core
