// The session descriptions with which a browser dials webrtc-direct: there is nobody to exchange
// them with, so that the dialer makes the server's answer itself, from its address. Rules SD1–SD9,
// spec/webrtc.md.
//
//     v1: createOffer → setLocalDescription(munged_offer(offer, credentials)) →
//     setRemoteDescription(answer) v2: createOffer → setLocalDescription(offer), untouched →
//     credentials_in(its sdp) → setRemoteDescription(answer)
//
// The page only hands the texts over. What goes into them is checked to be characters of its kind,
// so that no line can be smuggled in.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/codec/multiaddr.h"
#include "net/webrtc/prologue.h"
#include "net/webrtc/udp_address.h"
#include "net/webrtc/username.h"

namespace net::webrtc {

// An offer for data alone takes about a kilobyte, with many candidates a few.
inline constexpr std::size_t sdp_size_max = std::size_t{32} * 1024;
inline constexpr std::size_t sdp_lines_max = 1024;

inline constexpr std::uint16_t sctp_port = 5000;

// What an address says of a webrtc-direct server.
struct DirectTarget {
    UdpAddress address;
    CertificateHash certificate;
};
// Of /ip4|ip6/…/udp/…/webrtc-direct/certhash/…, whatever follows. Names are resolved elsewhere.
core::Result<DirectTarget> direct_target(const core::codec::Multiaddr& address);

// The server's answer.
std::string answer_sdp(const DirectTarget& target, const Credentials& credentials);

// The offer with the credentials of v1 instead of the browser's. Both lines must be there.
core::Result<std::string> munged_offer(std::string_view offer, const Credentials& credentials);

// The browser's own credentials, for v2.
core::Result<Credentials> credentials_in(std::string_view offer);

// The hash of the browser's certificate, for noise's prologue.
core::Result<CertificateHash> fingerprint_in(std::string_view sdp);

}  // namespace net::webrtc
