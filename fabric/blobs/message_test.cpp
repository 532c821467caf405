// What is said about blobs, as bytes.
#include "fabric/blobs/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "fabric/blobs/single_test.h"

namespace fabric::blobs::testing {
namespace {

using core::Error;

const Hash some_hash{{std::byte{7}}};

Buffer with(const Buffer& good, std::size_t place, std::string_view hex) {
    Buffer bytes = good;
    const Buffer number = core::from_hex(hex).value();
    const auto at = bytes.begin() + static_cast<std::ptrdiff_t>(place);
    bytes.insert(bytes.erase(at), number.begin(), number.end());
    return bytes;
}
constexpr std::size_t numbers = 2 + Hash::size_bytes;

TEST(BlobsMessage, BO40_what_is_written_is_read_as_it_was) {
    const Buffer blob = bytes_of(1, whole_pieces(2) + 5);
    for (const std::uint64_t index : {0u, 1u, 2u}) {
        const Buffer bytes = write_message(cut(some_hash, blob, index));
        const auto read = read_message(bytes);
        ASSERT_TRUE(read);
        const auto& piece = get<Piece>(*read);
        EXPECT_EQ(piece.hash, some_hash);
        EXPECT_EQ(piece.whole_size, blob.size());
        EXPECT_EQ(piece.index, index);
        EXPECT_EQ(piece.bytes.size(), index < 2 ? piece_size_max : 5);
        EXPECT_TRUE(core::equal(piece.bytes, cut(some_hash, blob, index).bytes));
        EXPECT_LE(bytes.size(), message_size_max);
    }
    const auto ask = read_message(write_message(Ask{some_hash, 3, 10}));
    EXPECT_EQ(get<Ask>(*ask).first, 3u);
    EXPECT_EQ(get<Ask>(*ask).count, 10u);
    const auto lacks = read_message(write_message(Lacks{some_hash}));
    EXPECT_EQ(get<Lacks>(*lacks).hash, some_hash);
}

TEST(BlobsMessage, BO40_bytes_are_stable) {
    const std::string hash = core::to_hex(some_hash.view());
    const Buffer blob(3, std::byte{9});
    EXPECT_EQ(core::to_hex(write_message(Ask{some_hash, 300, 10})), "0100" + hash + "ac020a");
    EXPECT_EQ(core::to_hex(write_message(cut(some_hash, blob, 0))), "0101" + hash + "0300090909");
    EXPECT_EQ(core::to_hex(write_message(Lacks{some_hash})), "0102" + hash);
}

TEST(BlobsMessage, BO40_what_is_malformed_is_an_error) {
    const Buffer blob(3, std::byte{9});
    for (const Message& message : {Message(Ask{some_hash, 3, 10}), Message(cut(some_hash, blob, 0)),
                                   Message(Lacks{some_hash})}) {
        const Buffer good = write_message(message);
        for (std::size_t size = 0; size < good.size(); ++size)
            EXPECT_FALSE(read_message(core::Bytes(good).first(size))) << size;
        Buffer longer = good;
        longer.push_back({});
        EXPECT_EQ(read_message(longer).error(), Error::trailing_bytes);
        longer.resize(message_size_max + 1);
        EXPECT_EQ(read_message(longer).error(), Error::too_large);
        EXPECT_EQ(read_message(with(good, 0, "02")).error(), Error::format_unknown);
        EXPECT_EQ(read_message(with(good, 1, "03")).error(), Error::malformed);
    }
}

TEST(BlobsMessage, BO41_numbers_have_bounds) {
    const Buffer ask = write_message(Ask{some_hash, 3, 10});
    const std::uint64_t most = pieces_most;
    EXPECT_EQ(most, 1'366u);
    EXPECT_TRUE(read_message(write_message(Ask{some_hash, 0, most})));
    EXPECT_TRUE(read_message(write_message(Ask{some_hash, most - 1, 1})));
    EXPECT_EQ(read_message(with(ask, numbers + 1, "00")).error(), Error::malformed);
    EXPECT_EQ(read_message(with(ask, numbers, "cd0a")).error(), Error::too_large);  // 1357
    EXPECT_EQ(read_message(with(ask, numbers, "ffffffffffffffff7f")).error(), Error::too_large);
    EXPECT_EQ(read_message(with(ask, numbers + 1, "ffffffffffffffff7f")).error(), Error::too_large);
    EXPECT_EQ(read_message(with(ask, numbers, "8300")).error(), Error::not_canonical);
    const Buffer piece = write_message(cut(some_hash, Buffer(3), 0));
    EXPECT_EQ(read_message(with(piece, numbers, "00")).error(), Error::malformed);
    EXPECT_EQ(read_message(with(piece, numbers, "04")).error(), Error::truncated);
    EXPECT_EQ(read_message(with(piece, numbers, "02")).error(), Error::trailing_bytes);
    EXPECT_EQ(read_message(with(piece, numbers + 1, "01")).error(), Error::malformed);
    EXPECT_EQ(read_message(with(piece, numbers + 1, "ffffffffffffffff7f")).error(),
              Error::malformed);
    // 64 MiB and one.
    EXPECT_EQ(read_message(with(piece, numbers, "81808020")).error(), Error::too_large);
}

}  // namespace
}  // namespace fabric::blobs::testing
