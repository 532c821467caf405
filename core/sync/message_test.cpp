// Messages in bytes, and what is refused.
#include "core/sync/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/spaced_hex.h"

namespace core::sync {
namespace {

using core::testing::spaced_hex;

KeyId id(unsigned number) { return {{static_cast<std::byte>(number)}}; }

const std::string zeros = std::string(30, '0');
const std::string root = "ab" + std::string(62, '0');
const std::string symbol = std::string(32, '1') + "22222222";

// In bytes, and the same again when it is read.
void expect_bytes(const Message& message, const std::string& hex) {
    const Buffer bytes = write_message(message);
    EXPECT_EQ(to_hex(Bytes(bytes).subspan(1)), to_hex(spaced_hex(hex)));
    EXPECT_EQ(static_cast<std::size_t>(bytes[0]), bytes.size() - 1);
    const auto read = read_message(Bytes(bytes).subspan(1));
    ASSERT_TRUE(read);
    EXPECT_EQ(write_message(*read), bytes);
    for (std::size_t size = 1; size < bytes.size() - 1; ++size) {
        const auto cut = read_message(Bytes(bytes).subspan(1, size));
        if (!cut) EXPECT_TRUE(cut.error() == Error::truncated || cut.error() == Error::malformed);
    }
}

TEST(Message, SY1_messages_are_what_the_rule_says) {
    const Blake3Digest digest{{std::byte{0xab}}};
    const Symbol one{{0x1111111111111111, 0x1111111111111111}, 0x22222222};
    expect_bytes(Hello{digest, 300, FirstSymbols{{one}}}, "00" + root + "ac02" + symbol);
    expect_bytes(Hello{digest, 2, WholeSet{{id(1), id(2)}}},
                 "01" + root + "02 02 01" + zeros + "02" + zeros);
    expect_bytes(Hello{digest, 0, SinceRoot{digest, {id(1)}, {id(2)}}},
                 "02" + root + "00" + root + "01 01" + zeros + "01 02" + zeros);
    expect_bytes(Hello{digest, 0, Ranges{Buffer(2)}}, "03" + root + "00 0000");
    expect_bytes(Equal{}, "04");
    expect_bytes(Found{Way::sketch, {id(3)}, {}, true}, "05 02 01 03" + zeros + "00");
    expect_bytes(Found{Way::whole, {}, {id(3)}, false}, "06 01 00 01 03" + zeros);
    expect_bytes(GoOn{}, "07");
    expect_bytes(Symbols{300, 301, {one}}, "09 ac02 ad02" + symbol);
    expect_bytes(Ranges{Buffer(1)}, "0a 00");
    const Buffer more = write_message(More{17, {}});
    EXPECT_EQ(more.size(), 2u + 1 + 1 + DifferenceEstimate::encoded_size);
    EXPECT_EQ(to_hex(Bytes(more).first(5)), "c201081100");
}

TEST(Message, SY1_refuses_other_forms) {
    const auto refusal = [](const std::string& hex) {
        return read_message(spaced_hex(hex)).error();
    };
    EXPECT_EQ(refusal(""), Error::truncated);
    EXPECT_EQ(refusal("0b"), Error::malformed);
    EXPECT_EQ(refusal("04 00"), Error::trailing_bytes);
    EXPECT_EQ(refusal("00" + root + "00" + symbol + "00"), Error::truncated);
    EXPECT_EQ(refusal("05 04 00 00"), Error::malformed);
    EXPECT_EQ(refusal("05 00 00 00 00"), Error::trailing_bytes);
    // Ids are in order, each once.
    EXPECT_EQ(refusal("05 00 02 02" + zeros + "01" + zeros + "00"), Error::not_canonical);
    EXPECT_EQ(refusal("05 00 02 01" + zeros + "01" + zeros + "00"), Error::not_canonical);
    EXPECT_EQ(refusal("05 00 ffffffffffffffff7f"), Error::truncated);
    // Symbols beyond the longest row, none, and more than announced.
    EXPECT_EQ(refusal("09 818002 818002" + symbol), Error::too_large);
    EXPECT_EQ(refusal("09 01 818002" + symbol), Error::too_large);
    EXPECT_EQ(refusal("09 01 02"), Error::malformed);
    EXPECT_EQ(refusal("09 01 01" + symbol), Error::malformed);
    EXPECT_EQ(refusal("09 02 01" + symbol), Error::malformed);
    EXPECT_EQ(read_message(Buffer(message_size_max + 1)).error(), Error::too_large);
}

TEST(Message, SY1_what_may_be_said_at_most_fits) {
    std::vector<KeyId> ids;
    for (std::size_t i = 0; i < ids_per_message_max; ++i)
        ids.push_back({{std::byte{static_cast<unsigned char>(i >> 8)},
                        std::byte{static_cast<unsigned char>(i)}}});
    EXPECT_LE(write_message(Found{Way::sketch, ids, {}, true}).size(), message_size_max + 3);
    const std::vector<Symbol> symbols(symbols_per_message_max);
    EXPECT_LE(write_message(Symbols{0, symbol_count_max, symbols}).size(), message_size_max + 3);
    EXPECT_LE(write_message(Hello{{}, UINT32_MAX, FirstSymbols{symbols}}).size(),
              message_size_max + 3);
    const Buffer frame(std::size_t{63} * 1024);
    EXPECT_LE(write_message(Hello{{}, UINT32_MAX, Ranges{frame}}).size(), message_size_max + 3);
}

}  // namespace
}  // namespace core::sync
