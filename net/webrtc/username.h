// The user names and passwords of webrtc-direct's ICE: the server ufrag says which version of the
// protocol a client speaks, and carries all that a server needs. Rules IL1–IL3, spec/webrtc.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace net::webrtc {

enum class Version : std::uint8_t {
    v1,  // The client sets its own ufrag and password to the server's.
    v2,  // The client leaves its own alone, and tells its password in the server's ufrag.
};
std::string_view describe(Version version);

inline constexpr std::string_view prefix_v1 = "libp2p+webrtc+v1/";
inline constexpr std::string_view prefix_v2 = "libp2p+webrtc+v2/";

// RFC 8839, section 5.4.
inline constexpr std::size_t ufrag_size_min = 4;
inline constexpr std::size_t password_size_min = 22;
inline constexpr std::size_t credential_size_max = 256;

[[nodiscard]] bool is_ufrag(std::string_view text);
[[nodiscard]] bool is_password(std::string_view text);

// Views into the user name.
struct Username {
    Version version;
    std::string_view server_ufrag;  // Also the key of all integrity, in both directions.
    std::string_view client_ufrag;
    std::string_view client_password;
};
// Nothing unless every rule is kept: what is unknown is never taken for a version that is known.
std::optional<Username> parse_username(core::Bytes username);

// What a client puts into its answer, and for v1 into its offer. Random: 32 bytes make 32
// characters.
struct Credentials {
    Version version;
    std::string server_ufrag;  // And the server's password.
    std::string client_ufrag;
    std::string client_password;
};
using CredentialRandomness = core::FixedBytes<struct CredentialRandomnessTag, 48>;
Credentials make_credentials(Version version, const CredentialRandomness& randomness);
// Of a browser that chose its own: nothing if they cannot be used.
std::optional<Credentials> credentials_v2(std::string_view client_ufrag,
                                          std::string_view client_password);

}  // namespace net::webrtc
