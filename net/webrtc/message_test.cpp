// The messages on a channel: rules WM1–WM6 of spec/webrtc-channels.md.
#include "net/webrtc/message.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using core::from_hex;

constexpr std::array<std::string_view, 4> flag_names{"[fin]", "[stop]", "[reset]", "[fin ack]"};

// Payload and flags in the order told, from bytes that come in pieces.
std::string read(core::Bytes bytes, std::size_t piece_size = SIZE_MAX) {
    MessageReader reader;
    std::string text;
    while (!bytes.empty()) {
        const core::Bytes piece = bytes.first(std::min(piece_size, bytes.size()));
        bytes = bytes.subspan(piece.size());
        reader.receive(piece);
        while (const auto part = reader.next()) {
            if (const auto* payload = core::get_if<MessagePayload>(&*part)) {
                EXPECT_FALSE(payload->bytes.empty());
                text += core::as_text(payload->bytes);
            } else {
                text += flag_names[static_cast<std::size_t>(core::get<MessageFlag>(*part).flag)];
            }
        }
    }
    if (reader.has_failed()) return text + "[failed]";
    return reader.is_between_messages() ? text : text + "[partial]";
}

std::string read_hex(std::string_view hex) { return read(from_hex(hex).value()); }

TEST(Message, WM1_bytes_are_a_stream_however_they_are_cut) {
    Buffer bytes;
    core::append(bytes, encode_message(std::nullopt, as_bytes("hello ")));
    core::append(bytes, encode_message(std::nullopt, as_bytes(std::string(300, 'x'))));
    core::append(bytes, encode_message(Flag::fin, {}));
    core::append(bytes, encode_message(Flag::fin_ack, {}));
    const std::string expected = "hello " + std::string(300, 'x') + "[fin][fin ack]";
    for (const std::size_t size : {1u, 2u, 3u, 5u, 299u, 1000u})
        EXPECT_EQ(read(bytes, size), expected);
}

TEST(Message, WM2_the_payload_is_told_as_it_comes_and_before_the_flag) {
    // Flag 0 first on the wire, then the payload.
    EXPECT_EQ(read_hex("07"
                       "0800"
                       "1203616263"),
              "abc[fin]");
    EXPECT_EQ(read_hex("07"
                       "1203616263"
                       "0802"),
              "abc[reset]");
    EXPECT_EQ(read_hex("07"
                       "1203616263"),
              "abc[partial]");
    EXPECT_EQ(read_hex("07"
                       "12036162"),
              "ab[partial]");
}

TEST(Message, WM3_what_is_unknown_is_skipped) {
    EXPECT_EQ(read_hex("00"), "");
    EXPECT_EQ(read_hex("02"
                       "0807"),
              "");  // A flag of the future.
    EXPECT_EQ(read_hex("04"
                       "0802"
                       "1805"),
              "[reset]");  // An error code.
    EXPECT_EQ(read_hex("0a"
                       "2203616263"
                       "1203646566"),
              "def");  // Field 4, sized.
    EXPECT_EQ(read_hex("10"
                       "2d01020304"
                       "310102030405060708"
                       "1200"),
              "");  // Fixed sizes.
    EXPECT_EQ(read_hex("05"
                       "2200"
                       "120161"),
              "a");
}

TEST(Message, WM4_what_breaks_the_bounds_cannot_be_read) {
    EXPECT_EQ(read_hex("ffffff00"), "[failed]");  // A size that takes too long.
    EXPECT_EQ(read_hex("818810"), "[failed]");    // 257 KiB and one.
    EXPECT_EQ(read_hex("808810"), "[partial]");
    EXPECT_EQ(read_hex("03"
                       "120261"),
              "[failed]");  // The payload leaves its message.
    EXPECT_EQ(read_hex("03"
                       "220261"),
              "[failed]");  // So does an unknown field,
    EXPECT_EQ(read_hex("03"
                       "2d0000"),
              "[failed]");  // one of fixed size,
    EXPECT_EQ(read_hex("02"
                       "0880"),
              "[failed]");  // and a number.
    EXPECT_EQ(read_hex("01"
                       "08"),
              "[failed]");  // Nothing follows.
    EXPECT_EQ(read_hex("01"
                       "12"),
              "[failed]");
    EXPECT_EQ(read_hex("06"
                       "120161"
                       "120162"),
              "a[failed]");  // Two payloads.
    EXPECT_EQ(read_hex("02"
                       "1001"),
              "[failed]");  // A payload that is a number.
    EXPECT_EQ(read_hex("03"
                       "0a0100"),
              "[failed]");  // A flag that is bytes.
    EXPECT_EQ(read_hex("02"
                       "0000"),
              "[failed]");  // Field 0.
    EXPECT_EQ(read_hex("02"
                       "0b0c"),
              "[failed]");  // A group.
    EXPECT_EQ(read_hex("0c"
                       "08ffffffffffffffffffff01"),
              "[failed]");
}

TEST(Message, WM5_the_largest_message_is_as_large_as_allowed) {
    const Buffer payload(message_payload_max, std::byte{'x'});
    const Buffer plain = encode_message(std::nullopt, payload);
    const Buffer flagged = encode_message(Flag::fin, payload);
    EXPECT_EQ(flagged.size(), sent_message_size_max);
    EXPECT_LE(plain.size(), sent_message_size_max);
    EXPECT_EQ(read(flagged), std::string(payload.size(), 'x') + "[fin]");
}

TEST(Message, WM6_fin_is_an_explicit_zero) {
    EXPECT_EQ(core::to_hex(encode_message(Flag::fin, {})), "020800");
    EXPECT_EQ(core::to_hex(encode_message(Flag::fin_ack, as_bytes("a"))), "050803120161");
    EXPECT_EQ(core::to_hex(encode_message(std::nullopt, as_bytes("a"))), "03120161");
    EXPECT_EQ(core::to_hex(encode_message(std::nullopt, {})), "00");
}

}  // namespace
}  // namespace net::webrtc
