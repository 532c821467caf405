// User names of both versions: rules IL1–IL3 of spec/webrtc.md.
#include "net/webrtc/username.h"

#include <gtest/gtest.h>

namespace net::webrtc {
namespace {

using core::as_bytes;

bool accepts(std::string_view username) { return parse_username(as_bytes(username)).has_value(); }

const std::string v1 = "libp2p+webrtc+v1/abcde";                   // 22 characters.
const std::string v2 = "libp2p+webrtc+v2/abcdefghijklmnopqrstuv";  // A password of 22.

std::string pair(const std::string& ufrag) { return ufrag + ":" + ufrag; }

TEST(IceUsername, IL1_both_halves_are_ice_characters_of_the_right_number) {
    EXPECT_TRUE(accepts(pair(v1)));
    EXPECT_TRUE(accepts(v2 + ":abcd"));
    EXPECT_FALSE(accepts(v2 + ":abc"));
    EXPECT_FALSE(accepts(v2 + ":"));
    EXPECT_FALSE(accepts(v2));
    EXPECT_FALSE(accepts(""));
    EXPECT_FALSE(accepts(":"));
    EXPECT_FALSE(accepts(v2 + ":abcd:efgh"));
    EXPECT_TRUE(accepts(v2 + ":" + std::string(256, 'a')));
    EXPECT_FALSE(accepts(v2 + ":" + std::string(257, 'a')));
    EXPECT_TRUE(accepts(std::string(prefix_v2) + std::string(256 - 17, 'a') + ":abcd"));
    EXPECT_FALSE(accepts(std::string(prefix_v2) + std::string(257 - 17, 'a') + ":abcd"));
    for (const char character : {'\r', '\n', ' ', '-', '_', '=', '\0', '\x7f', '\xc3'}) {
        EXPECT_FALSE(accepts(v2 + character + ":abcd"));
        EXPECT_FALSE(accepts(v2 + ":abcd" + character));
        EXPECT_FALSE(accepts(pair(v1 + character)));
    }
    EXPECT_TRUE(accepts(v2 + "+/:ab+/"));
}

TEST(IceUsername, IL2_version_1_is_the_same_text_twice_and_long_enough_for_a_password) {
    EXPECT_FALSE(accepts(pair("libp2p+webrtc+v1/abcd")));
    EXPECT_FALSE(accepts(v1 + ":" + v1 + "x"));
    EXPECT_FALSE(accepts(v1 + ":abcdefghijklmnopqrstuv"));
    const auto username = parse_username(as_bytes("libp2p+webrtc+v1/abcde:libp2p+webrtc+v1/abcde"));
    ASSERT_TRUE(username);
    EXPECT_EQ(username->version, Version::v1);
    EXPECT_EQ(username->client_password, v1);
}

TEST(IceUsername, IL2_version_2_carries_the_clients_password) {
    EXPECT_FALSE(accepts(v2.substr(0, v2.size() - 1) + ":abcd"));
    EXPECT_FALSE(accepts("libp2p+webrtc+v2/:abcd"));
    const std::string text = v2 + ":abcd";
    const auto username = parse_username(as_bytes(text));
    ASSERT_TRUE(username);
    EXPECT_EQ(username->version, Version::v2);
    EXPECT_EQ(username->server_ufrag, v2);
    EXPECT_EQ(username->client_ufrag, "abcd");
    EXPECT_EQ(username->client_password, "abcdefghijklmnopqrstuv");
}

TEST(IceUsername, IL3_unknown_versions_are_refused) {
    for (const std::string_view prefix :
         {"", "libp2p+webrtc+v3/", "libp2p+webrtc+v10/", "libp2p+webrtc+v1", "libp2p+webrtc+",
          "LIBP2P+webrtc+v1/", "xlibp2p+webrtc+v1/", "libp2p+webrtc+v0/", "libp2p+webrtc+v/"})
        EXPECT_FALSE(accepts(pair(std::string(prefix) + "abcdefghijklmnopqrstuvwxyz"))) << prefix;
}

}  // namespace
}  // namespace net::webrtc
