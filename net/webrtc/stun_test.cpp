// STUN messages: rules SU1–SU9 of spec/webrtc.md.
#include "net/webrtc/stun.h"

#include <gtest/gtest.h>

#include "core/base/hex.h"
#include "core/testing/vectors.h"
#include "net/webrtc/crc32.h"

namespace net::webrtc {
namespace {

using core::as_bytes;
using core::Buffer;
using core::Error;
using core::from_hex;

constexpr std::string_view key = "libp2p+webrtc+v1/abcdefgh";

StunTransaction transaction() {
    StunTransaction made;
    made.bytes.fill(std::byte{7});
    return made;
}

StunWriter request() { return {StunClass::request, transaction()}; }

void set_size(Buffer& message) {
    message[2] = static_cast<std::byte>((message.size() - stun_header_size) >> 8);
    message[3] = static_cast<std::byte>((message.size() - stun_header_size) & 0xff);
}

// A request without integrity, its attributes in hexadecimal.
Buffer raw(std::string_view attributes) {
    Buffer message = from_hex("000100002112a442000102030405060708090a0b").value();
    core::append(message, from_hex(attributes).value());
    set_size(message);
    return message;
}

Error error_of(const Buffer& message) {
    const auto parsed = parse_stun(message);
    EXPECT_FALSE(parsed);
    return parsed ? Error::hash_unknown : parsed.error();
}

TEST(Stun, SU1_a_message_is_as_long_as_its_datagram_and_its_parts_are_whole) {
    const Buffer message = request().finish(as_bytes(key));
    ASSERT_TRUE(parse_stun(message));
    for (std::size_t size = 0; size < message.size(); ++size)
        EXPECT_FALSE(parse_stun(core::Bytes(message).first(size))) << size;
    Buffer longer = message;
    longer.push_back({});
    EXPECT_EQ(error_of(longer), Error::trailing_bytes);
    Buffer without_cookie = message;
    without_cookie[4] ^= std::byte{1};
    EXPECT_EQ(error_of(without_cookie), Error::malformed);
    EXPECT_EQ(error_of(raw("8022000561626364")), Error::truncated);
    EXPECT_EQ(error_of(raw("80220001")), Error::truncated);
    EXPECT_EQ(error_of(raw("802200016161")), Error::malformed);  // No multiple of four.
}

TEST(Stun, SU1_more_attributes_than_any_check_has_are_refused) {
    std::string attributes;
    for (std::size_t i = 0; i < stun_attributes_max; ++i) attributes += "80220000";
    EXPECT_TRUE(parse_stun(raw(attributes)));
    EXPECT_EQ(error_of(raw(attributes + "80220000")), Error::too_large);
}

TEST(Stun, SU2_integrity_covers_all_before_it) {
    StunWriter writer = request();
    writer.add(StunAttribute::username, as_bytes("user"));
    const Buffer message = writer.finish(as_bytes(key));
    ASSERT_TRUE(parse_stun(message)->is_signed_with(as_bytes(key)));
    EXPECT_FALSE(parse_stun(message)->is_signed_with(as_bytes("another")));
    // Without the fingerprint, which would tell of each change already.
    Buffer bare(message.begin(), message.end() - 8);
    set_size(bare);
    ASSERT_TRUE(parse_stun(bare)->is_signed_with(as_bytes(key)));
    for (std::size_t i = 0; i < bare.size(); ++i) {
        Buffer changed = bare;
        changed[i] ^= std::byte{1};
        const auto parsed = parse_stun(changed);
        // The size is not signed as it stands, but a wrong one is refused before.
        EXPECT_FALSE(parsed && parsed->is_signed_with(as_bytes(key))) << i;
    }
}

TEST(Stun, SU2_what_stands_behind_the_signature_means_nothing) {
    Buffer message = request().finish(as_bytes(key));
    message.resize(message.size() - 8);
    core::append(message, from_hex("0006000475736572").value());
    set_size(message);
    const auto parsed = parse_stun(message);
    EXPECT_FALSE(parsed->username);
    EXPECT_TRUE(parsed->is_signed_with(as_bytes(key)));
    EXPECT_FALSE(parse_stun(raw(""))->is_signed_with(as_bytes(key)));
}

TEST(Stun, SU3_a_wrong_fingerprint_is_refused_and_a_missing_one_is_not) {
    Buffer message = request().finish(as_bytes(key));
    EXPECT_TRUE(parse_stun(message)->has_fingerprint);
    message.back() ^= std::byte{1};
    EXPECT_EQ(error_of(message), Error::checksum_wrong);
    EXPECT_FALSE(parse_stun(raw("8022000461626364"))->has_fingerprint);
    EXPECT_EQ(crc32(as_bytes("123456789")), 0xcbf43926u);
}

TEST(Stun, SU3_nothing_stands_behind_a_fingerprint) {
    Buffer message = raw("8028000400000000");
    const std::uint32_t right = crc32(core::Bytes(message).first(20)) ^ 0x5354554eu;
    for (std::size_t i = 0; i < 4; ++i)
        message[24 + i] = static_cast<std::byte>(right >> (24 - 8 * i) & 0xff);
    EXPECT_TRUE(parse_stun(message));
    // The same again, with a header that is right for both.
    core::append(message, from_hex("80220000").value());
    set_size(message);
    EXPECT_FALSE(parse_stun(message));
}

TEST(Stun, SU4_addresses_of_both_families_come_back) {
    for (const std::string_view ip : {"c0a80117", "20010db8000000000000000000000001"}) {
        const UdpAddress address = udp_address(from_hex(ip).value(), 4001);
        StunWriter writer(StunClass::success, transaction());
        writer.add_mapped_address(address);
        const Buffer message = writer.finish(as_bytes(key));
        EXPECT_EQ(parse_stun(message)->mapped_address, address);
    }
}

TEST(Stun, SU5_the_first_of_two_attributes_counts) {
    const Buffer message =
        raw("0006000461616161"
            "0006000462626262");
    EXPECT_EQ(core::as_text(*parse_stun(message)->username), "aaaa");
}

TEST(Stun, SU5_values_of_the_wrong_size_are_refused) {
    for (const std::string_view attribute :
         {"0024000200000000", "0025000400000000", "802a000400000000", "8029000400000000",
          "0008000400000000", "8028000200000000", "0020000400010000", "0020000800030000c0a80117",
          "000900020000"
          "0000",
          "0009000400000700", "0009000400000264"})
        EXPECT_FALSE(parse_stun(raw(attribute))) << attribute;
}

TEST(Stun, SU6_unknown_attributes_that_must_be_understood_are_told) {
    const Buffer message =
        raw("c0570000"
            "7f010000"
            "001c0000"
            "7f020000"
            "7f030000"
            "7f040000"
            "7f050000");
    const auto parsed = parse_stun(message);
    ASSERT_EQ(parsed->unknown_attributes.size(), stun_unknown_attributes_max);
    EXPECT_EQ(parsed->unknown_attributes[0], 0x7f01);
    EXPECT_EQ(parsed->unknown_attributes[3], 0x7f04);
}

TEST(Stun, SU7_what_is_written_is_read) {
    StunWriter writer = request();
    writer.add(StunAttribute::username, as_bytes("a:b"));
    writer.add_u32(StunAttribute::priority, 77);
    writer.add_u64(StunAttribute::ice_controlling, 5);
    writer.add(StunAttribute::use_candidate, {});
    const Buffer message = writer.finish(as_bytes(key));
    const auto parsed = parse_stun(message);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->kind, StunClass::request);
    EXPECT_EQ(parsed->method, stun_binding);
    EXPECT_EQ(parsed->transaction, transaction());
    EXPECT_EQ(core::as_text(*parsed->username), "a:b");
    EXPECT_EQ(parsed->priority, 77u);
    EXPECT_TRUE(parsed->use_candidate);
    EXPECT_FALSE(parsed->ice_controlled);
    EXPECT_TRUE(parsed->has_fingerprint);
    EXPECT_TRUE(parsed->is_signed_with(as_bytes(key)));
}

TEST(Stun, SU7_a_refusal_names_its_code_and_types) {
    StunWriter writer(StunClass::error, transaction());
    writer.add_error_code(stun_error_unknown_attribute);
    const std::array<std::uint16_t, 1> types{0x7f01};
    writer.add_unknown_attributes(types);
    const Buffer message = writer.finish(as_bytes(key));
    EXPECT_EQ(parse_stun(message)->kind, StunClass::error);
    EXPECT_EQ(parse_stun(message)->error_code, 420);
    EXPECT_NE(core::to_hex(message).find("000a00027f010000"), std::string::npos);
}

TEST(Stun, SU8_the_published_samples_are_read) {
    for (const auto& vector : core::testing::read_cases("spec/vectors/webrtc/stun.json")) {
        const Buffer message = vector.bytes("message");
        const auto parsed = parse_stun(message);
        ASSERT_TRUE(parsed) << vector.name();
        EXPECT_EQ(parsed->kind == StunClass::request, vector.text("class") == "request");
        EXPECT_TRUE(parsed->has_fingerprint);
        EXPECT_TRUE(parsed->is_signed_with(as_bytes(vector.text("key"))));
        EXPECT_FALSE(parsed->is_signed_with(as_bytes("VOkJxbRl1RmTxUk/WvJxBT")));
        if (parsed->username)
            EXPECT_EQ(core::as_text(*parsed->username), vector.text("username"));
        else
            EXPECT_EQ(parsed->mapped_address, udp_address(vector.bytes("ip"), 32853));
    }
}

TEST(Stun, SU9_an_address_that_was_mapped_is_of_ip4) {
    const UdpAddress address = udp_address(from_hex("00000000000000000000ffff7f000001").value(), 9);
    EXPECT_EQ(address, udp_address(from_hex("7f000001").value(), 9));
    EXPECT_EQ(address.family, IpFamily::ip4);
    EXPECT_EQ(udp_address(from_hex("00000000000000000000000000000001").value(), 9).family,
              IpFamily::ip6);
}

}  // namespace
}  // namespace net::webrtc
