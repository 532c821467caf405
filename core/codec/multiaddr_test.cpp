// Addresses: the vectors in both directions, every protocol and every kind of value.
#include "core/codec/multiaddr.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/hex.h"
#include "core/base/writer.h"
#include "core/codec/varint.h"
#include "core/testing/vectors.h"

namespace core::codec {
namespace {

using core::testing::Case;
using core::testing::read_cases;

constexpr std::string_view peer = "12D3KooWSP3MFvGaUeYuQ2yrkiSWhDrY5XoNZzCtomfHjpjEdF4C";
constexpr std::string_view peer_hex =
    "002408011220f619e10d98f719022decfecda7091e4335c695113fce6e07cc9479e2291d5721";
constexpr std::string_view hash = "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g";
constexpr std::string_view hash_hex =
    "12200d04c985c3f0731f06a14f1a7d5f9d4911b50f4d8e4b7660e90d99e5fb36bafe";

std::string hex_of(std::string_view text) {
    const auto address = Multiaddr::from_text(text);
    return address ? to_hex(address->bytes()) : "refused";
}

// What the text becomes when it is read and written.
std::string written(std::string_view text) {
    const auto address = Multiaddr::from_text(text);
    return address ? address->to_text() : "refused";
}

Error error_of(std::string_view text) {
    const auto address = Multiaddr::from_text(text);
    EXPECT_FALSE(address) << text;
    return address ? Error{} : address.error();
}

Error error_of_bytes(std::string_view hex) {
    const auto address = Multiaddr::from_bytes(*from_hex(hex));
    EXPECT_FALSE(address) << hex;
    return address ? Error{} : address.error();
}

Error error_named(std::string_view name) {
    constexpr std::array named{std::pair("truncated", Error::truncated),
                               std::pair("too_large", Error::too_large),
                               std::pair("not_canonical", Error::not_canonical),
                               std::pair("malformed", Error::malformed),
                               std::pair("bad_digit", Error::bad_digit),
                               std::pair("base_unknown", Error::base_unknown),
                               std::pair("protocol_unknown", Error::protocol_unknown),
                               std::pair("value_missing", Error::value_missing),
                               std::pair("type_wrong", Error::type_wrong)};
    for (const auto& [text, error] : named)
        if (text == name) return error;
    ADD_FAILURE() << name;
    return {};
}

// [MA1] [MA2] [MA3] [MA4] [MA5] [MA6] [MA7] [MA8] [MA9] [MA10]
TEST(Multiaddr, MA12_text_and_bytes_of_the_vectors_lead_to_the_same_address) {
    for (const Case& vector : read_cases("spec/vectors/codec/multiaddr.json")) {
        const auto address = Multiaddr::from_text(vector.text("text"));
        ASSERT_TRUE(address) << vector.name();
        EXPECT_EQ(to_hex(address->bytes()), vector.text("bytes")) << vector.name();
        EXPECT_EQ(address->to_text(), vector.text("canonical")) << vector.name();
        EXPECT_EQ(Multiaddr::from_bytes(vector.bytes("bytes")), *address) << vector.name();
        EXPECT_EQ(Multiaddr::from_text(vector.text("canonical")), *address) << vector.name();
    }
}

// [MA1] [MA2] [MA5] [MA6] [MA7] [MA8] [MA10] [MA11]
TEST(Multiaddr, MA2_refuses_the_invalid_vectors_for_the_right_reason) {
    for (const Case& vector : read_cases("spec/vectors/codec/multiaddr_invalid.json")) {
        const Buffer input = vector.bytes("input");
        const auto address = vector.text("form") == "text" ? Multiaddr::from_text(as_text(input))
                                                           : Multiaddr::from_bytes(input);
        ASSERT_FALSE(address) << vector.name();
        EXPECT_EQ(address.error(), error_named(vector.text("error"))) << vector.name();
    }
}

// From a live js-libp2p listener.
TEST(Multiaddr, MA12_an_address_of_webrtc_direct_in_both_directions) {
    const std::string text = "/ip4/127.0.0.1/udp/37735/webrtc-direct/certhash/" +
                             std::string(hash) + "/p2p/" + std::string(peer);
    const std::string hex =
        "047f000001"
        "91029367"
        "9802"
        "d20322" +
        std::string(hash_hex) + "a50326" + std::string(peer_hex);
    EXPECT_EQ(hex_of(text), hex);
    const auto address = Multiaddr::from_bytes(*from_hex(hex));
    ASSERT_TRUE(address);
    EXPECT_EQ(address->to_text(), text);
}

struct Example {
    std::string_view name;
    unsigned code;
    std::string_view value;  // As text.
    std::string_view hex;    // With its length in front, if it has one.
};

constexpr std::array<Example, 28> examples{{
    {"ip4", 4, "192.0.2.1", "c0000201"},
    {"tcp", 6, "4001", "0fa1"},
    {"ip6", 41, "2001:db8::1", "20010db8000000000000000000000001"},
    {"ip6zone", 42, "eth0", "0465746830"},
    {"ipcidr", 43, "24", "18"},
    {"dns", 53, "a.example", "09612e6578616d706c65"},
    {"dns4", 54, "a.example", "09612e6578616d706c65"},
    {"dns6", 55, "a.example", "09612e6578616d706c65"},
    {"dnsaddr", 56, "a.example", "09612e6578616d706c65"},
    {"udp", 273, "65535", "ffff"},
    {"webrtc-direct", 280, "", ""},
    {"webrtc", 281, "", ""},
    {"p2p-circuit", 290, "", ""},
    {"unix", 400, "a%2Fb", "03612f62"},
    {"p2p", 421, "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N",
     "2212209dff3b17d74cf4d38a50d8b6383e92d181a10395a5e73a726dcccbd21bf6f0b9"},
    {"https", 443, "", ""},
    {"tls", 448, "", ""},
    {"sni", 449, "a.example", "09612e6578616d706c65"},
    {"noise", 454, "", ""},
    {"quic", 460, "", ""},
    {"quic-v1", 461, "", ""},
    {"webtransport", 465, "", ""},
    {"certhash", 466, "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g",
     "2212200d04c985c3f0731f06a14f1a7d5f9d4911b50f4d8e4b7660e90d99e5fb36bafe"},
    {"ws", 477, "", ""},
    {"wss", 478, "", ""},
    {"http", 480, "", ""},
    {"http-path", 481, "a%20b", "03612062"},
    {"memory", 777, "4", "0134"},
}};

std::string varint_hex(std::uint64_t number) {
    Buffer buffer;
    BufferWriter writer(buffer, protobuf_varint_size_max);
    write_varint(writer, number);
    return to_hex(buffer);
}

// [MA1] [MA2]
TEST(Multiaddr, MA3_every_protocol_has_its_code_and_name) {
    for (const Example& example : examples) {
        std::string text = "/" + std::string(example.name);
        if (!example.value.empty()) text += "/" + std::string(example.value);
        const std::string hex = varint_hex(example.code) + std::string(example.hex);
        EXPECT_EQ(hex_of(text), hex) << text;
        const auto address = Multiaddr::from_bytes(*from_hex(hex));
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(address->to_text(), text);
        EXPECT_EQ(static_cast<unsigned>(address->begin()->protocol), example.code);
        EXPECT_EQ(written("/tcp/1" + text + "/"), "/tcp/1" + text);
        if (example.value.empty()) continue;
        EXPECT_EQ(error_of("/" + std::string(example.name)), Error::value_missing);
        EXPECT_EQ(error_of("/" + std::string(example.name) + "/"), Error::value_missing);
        for (std::size_t size = 0; size < example.hex.size(); size += 2)
            EXPECT_EQ(
                error_of_bytes(varint_hex(example.code) + std::string(example.hex.substr(0, size))),
                Error::truncated)
                << text;
    }
}

TEST(Multiaddr, MA3_every_other_code_is_unknown) {
    std::size_t known = 0;
    for (unsigned code = 0; code < 0x10000; ++code) {
        const auto address = Multiaddr::from_bytes(*from_hex(varint_hex(code)));
        if (!address && address.error() == Error::protocol_unknown) continue;
        ASSERT_EQ(code, examples[known].code);
        ++known;
    }
    EXPECT_EQ(known, examples.size());
    for (const std::uint64_t code :
         {std::uint64_t{1} << 16 | 4, std::uint64_t{1} << 32 | 4, varint_max})
        EXPECT_EQ(error_of_bytes(varint_hex(code) + "01020304"), Error::protocol_unknown) << code;
    for (const std::string_view name :
         {"ip", "ip5", "IP4", "ip4 ", "p2p-circuits", "onion3", "sctp"})
        EXPECT_EQ(error_of("/" + std::string(name) + "/1.2.3.4"), Error::protocol_unknown) << name;
}

TEST(Multiaddr, MA2_slashes_stand_before_each_part_and_once_at_the_end) {
    EXPECT_EQ(written("/tcp/1/ws"), "/tcp/1/ws");
    EXPECT_EQ(written("/tcp/1/ws/"), "/tcp/1/ws");
    for (const std::string_view text : {"", "tcp/1", " /tcp/1", "\\tcp\\1"})
        EXPECT_EQ(error_of(text), Error::malformed) << text;
    for (const std::string_view text : {"/", "//", "//tcp/1", "/tcp/1//", "/ws//ws", "/ws//"})
        EXPECT_EQ(error_of(text), Error::protocol_unknown) << text;
    for (const std::string_view text : {"/dns//tcp/1", "/unix//", "/memory//"})
        EXPECT_EQ(error_of(text), Error::value_missing) << text;
}

TEST(Multiaddr, MA1_codes_and_lengths_are_strict_varints) {
    EXPECT_EQ(hex_of("/dns/a/tcp/1"), "350161060001");
    EXPECT_EQ(error_of_bytes("b500"
                             "0161"),
              Error::not_canonical);
    EXPECT_EQ(error_of_bytes("35"
                             "8100"
                             "61"),
              Error::not_canonical);
    EXPECT_EQ(error_of_bytes("35"
                             "80808080808080808001"),
              Error::too_large);
    EXPECT_EQ(error_of_bytes("35"
                             "ffffffffffffffff7f"
                             "61"),
              Error::truncated);
    EXPECT_EQ(error_of_bytes("35"
                             "ffffffff0f"
                             "61"),
              Error::truncated);
    EXPECT_EQ(error_of_bytes("80808080808080808001"), Error::too_large);
    EXPECT_EQ(error_of_bytes("80"), Error::truncated);
}

TEST(Multiaddr, MA4_ipfs_is_read_as_p2p) {
    EXPECT_EQ(written("/ipfs/" + std::string(peer)), "/p2p/" + std::string(peer));
    EXPECT_EQ(hex_of("/ipfs/" + std::string(peer)), "a50326" + std::string(peer_hex));
}

}  // namespace
}  // namespace core::codec
