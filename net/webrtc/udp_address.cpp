// Addresses of IPv4 in either of their forms.
#include "net/webrtc/udp_address.h"

#include "core/base/assert.h"

namespace net::webrtc {

UdpAddress udp_address(core::Bytes ip, std::uint16_t port) {
    ASSERT(ip.size() == 4 || ip.size() == 16);
    constexpr std::array<std::byte, 12> mapped_prefix{
        {{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, std::byte{0xff}, std::byte{0xff}}};
    if (ip.size() == 16 && core::equal(ip.first(12), mapped_prefix)) ip = ip.subspan(12);
    UdpAddress address{.family = ip.size() == 4 ? IpFamily::ip4 : IpFamily::ip6, .port = port};
    core::copy(address.ip, ip);
    return address;
}

}  // namespace net::webrtc
