// Session descriptions and noise's prologue: rules SD1–SD9 of spec/webrtc.md.
#include "net/webrtc/sdp.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/hex.h"
#include "net/webrtc/ice_test_support.h"

namespace net::webrtc {
namespace {

using core::Error;
using core::codec::Multiaddr;

// Of a listener of js-libp2p.
constexpr std::string_view js_address =
    "/ip4/127.0.0.1/udp/37735/webrtc-direct/certhash/"
    "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g/"
    "p2p/12D3KooWSP3MFvGaUeYuQ2yrkiSWhDrY5XoNZzCtomfHjpjEdF4C";
constexpr std::string_view js_hash =
    "0d04c985c3f0731f06a14f1a7d5f9d4911b50f4d8e4b7660e90d99e5fb36bafe";

core::Result<DirectTarget> target_of(std::string_view text) {
    return direct_target(Multiaddr::from_text(text).value());
}

CertificateHash hash_of(std::string_view hex) {
    CertificateHash hash;
    core::copy(hash.mutable_view(), core::from_hex(hex).value());
    return hash;
}

// The lines that matter of what browsers offer for data alone.
std::string offer(std::string_view ufrag = "4a/b",
                  std::string_view password = "n1+5oAIcCtpCwpuARJRpDVDg") {
    return "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
           "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n"
           "a=ice-ufrag:" +
           std::string(ufrag) + "\r\na=ice-pwd:" + std::string(password) +
           "\r\na=ice-options:trickle\r\na=setup:actpass\r\na=mid:0\r\n"
           "a=fingerprint:sha-1 00:01\r\n"
           "a=fingerprint:SHA-256 "
           "0D:04:C9:85:C3:F0:73:1F:06:A1:4F:1A:7D:5F:9D:49:11:B5:0F:4D:8E:4B:"
           "76:60:E9:0D:99:E5:FB:36:ba:fe\r\na=sctp-port:5000\r\n";
}

TEST(Sdp, SD1_the_target_is_read_from_the_address) {
    const auto target = target_of(js_address);
    ASSERT_TRUE(target);
    EXPECT_EQ(core::to_hex(target->address.ip_bytes()), "7f000001");
    EXPECT_EQ(target->address.port, 37735);
    EXPECT_EQ(target->certificate, hash_of(js_hash));
    EXPECT_EQ(target_of("/ip6/::1/udp/1/webrtc-direct/certhash/"
                        "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g")
                  ->address.family,
              IpFamily::ip6);
}

TEST(Sdp, SD1_other_addresses_are_refused) {
    for (const std::string_view text :
         {"/ip4/1.2.3.4/udp/1/webrtc-direct", "/ip4/1.2.3.4/tcp/1/ws", "/ip4/1.2.3.4/udp/1/quic-v1",
          "/dns4/example.org/udp/1/webrtc-direct/certhash/"
          "uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g",
          "/ip4/1.2.3.4/udp/1/certhash/uEiANBMmFw_BzHwahTxp9X51JEbUPTY5LdmDpDZnl-za6_g"})
        EXPECT_FALSE(target_of(text)) << text;
    EXPECT_FALSE(direct_target(Multiaddr{}));
}

TEST(Sdp, SD2_the_answer_is_the_servers) {
    const Credentials credentials = testing::credentials_of(Version::v2, 1);
    const std::string answer = answer_sdp(*target_of(js_address), credentials);
    for (const std::string& line :
         {std::string("c=IN IP4 127.0.0.1"), std::string("a=ice-lite"),
          std::string("m=application 37735 UDP/DTLS/SCTP webrtc-datachannel"),
          std::string("a=setup:passive"), "a=ice-ufrag:" + credentials.server_ufrag,
          "a=ice-pwd:" + credentials.server_ufrag, std::string("a=sctp-port:5000"),
          std::string("a=max-message-size:16384"),
          std::string("a=candidate:1 1 UDP 2130706431 127.0.0.1 37735 typ host")})
        EXPECT_NE(answer.find("\r\n" + line + "\r\n"), std::string::npos) << line;
    EXPECT_EQ(fingerprint_in(answer), hash_of(js_hash));
}

TEST(Sdp, SD3_version_1_changes_two_lines_of_the_offer) {
    const Credentials credentials = testing::credentials_of(Version::v1, 1);
    const auto munged = munged_offer(offer(), credentials);
    EXPECT_EQ(munged, offer(credentials.client_ufrag, credentials.client_ufrag));
    EXPECT_EQ(munged_offer("v=0\r\na=ice-ufrag:abcd\r\n", credentials).error(),
              Error::value_missing);
    EXPECT_EQ(munged_offer("", credentials).error(), Error::value_missing);
}

TEST(Sdp, SD4_version_2_reads_the_browsers_credentials) {
    const auto credentials = credentials_in(offer());
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->version, Version::v2);
    EXPECT_EQ(credentials->client_ufrag, "4a/b");
    EXPECT_EQ(credentials->server_ufrag, "libp2p+webrtc+v2/n1+5oAIcCtpCwpuARJRpDVDg");
    EXPECT_FALSE(credentials_in(offer("abc")));
    EXPECT_FALSE(credentials_in(offer("abcd", "controlled")));
    EXPECT_FALSE(credentials_in(offer("abcd", std::string(22, 'a') + ":")));
    EXPECT_FALSE(credentials_in(offer("ab:cd")));
    EXPECT_TRUE(credentials_in(offer("abcd", std::string(256 - 17, 'a'))));
    EXPECT_FALSE(credentials_in(offer("abcd", std::string(257 - 17, 'a'))));
}

TEST(Sdp, SD5_the_fingerprint_of_sha_256_is_found) {
    EXPECT_EQ(fingerprint_in(offer()), hash_of(js_hash));
    EXPECT_EQ(fingerprint_in("v=0\n").error(), Error::value_missing);
    EXPECT_FALSE(fingerprint_in("a=fingerprint:sha-256 00:01\n"));
    EXPECT_FALSE(fingerprint_in("a=fingerprint:sha-256\n"));
    std::string wrong = offer();
    wrong.replace(wrong.find("0D:04"), 5, "0D-04");
    EXPECT_FALSE(fingerprint_in(wrong));
    wrong.replace(wrong.find("0D-04"), 5, "0G:04");
    EXPECT_FALSE(fingerprint_in(wrong));
}

TEST(Sdp, SD6_texts_beyond_their_bounds_are_refused) {
    for (const std::string& text :
         {offer("ab\rcd"), offer(std::string_view("ab\0cd", 5)),
          offer() + std::string(sdp_size_max, 'x'), offer() + std::string(sdp_lines_max, '\n')}) {
        EXPECT_FALSE(credentials_in(text));
        EXPECT_FALSE(fingerprint_in(text));
        EXPECT_FALSE(munged_offer(text, testing::credentials_of(Version::v1, 1)));
    }
}

TEST(Sdp, SD7_credentials_are_ice_characters_that_the_server_accepts) {
    std::set<char> seen;
    for (std::uint8_t number = 0; number < 64; ++number) {
        for (const Version version : {Version::v1, Version::v2}) {
            const Credentials credentials = testing::credentials_of(version, number);
            const std::string username = credentials.server_ufrag + ":" + credentials.client_ufrag;
            const auto parsed = parse_username(core::as_bytes(username));
            ASSERT_TRUE(parsed);
            EXPECT_EQ(parsed->version, version);
            EXPECT_EQ(parsed->client_password, credentials.client_password);
            seen.insert(credentials.server_ufrag.back());
        }
    }
    EXPECT_EQ(seen.size(), 64u);
}

TEST(Sdp, SD8_the_prologue_is_that_of_the_specification) {
    EXPECT_EQ(
        core::to_hex(noise_prologue(
            hash_of("3e79af40d6059617a0d83b83a52ce73b0c1f37a72c6043ad2969e2351bdca870"),
            hash_of("30fc9f469c207419dfdd0aab5f27a86c973c94e40548db9375cca2e915973b99"))),
        "6c69627032702d7765627274632d6e6f6973653a12203e79af40d6059617a0d83b83a52ce73b0c1f37a72c60"
        "43ad2969e2351bdca870122030fc9f469c207419dfdd0aab5f27a86c973c94e40548db9375cca2e915973b"
        "99");
}

TEST(Sdp, SD9_a_certhash_is_a_multihash) {
    EXPECT_EQ(core::to_hex(certificate_multihash(hash_of(js_hash))), "1220" + std::string(js_hash));
    EXPECT_EQ(certificate_hash_in(Multiaddr::from_text(js_address).value()), hash_of(js_hash));
    // Of two the first that is of SHA-256.
    Multiaddr address = Multiaddr::from_text("/ip4/1.2.3.4/udp/1/webrtc-direct").value();
    core::Buffer blake(34, std::byte{7});
    blake[0] = std::byte{0x1e};
    blake[1] = std::byte{32};
    address = address.with(core::codec::Protocol::certhash, blake).value();
    EXPECT_EQ(certificate_hash_in(address).error(), Error::hash_unknown);
    address = address.with(core::codec::Protocol::certhash, certificate_multihash(hash_of(js_hash)))
                  .value();
    EXPECT_EQ(certificate_hash_in(address), hash_of(js_hash));
}

}  // namespace
}  // namespace net::webrtc
