// IP addresses against those of the system's own library: the same texts are addresses, and are
// written alike, but for addresses below ::/96, whose end it writes as IPv4.
#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include "core/base/assert.h"
#include "core/codec/ip_text.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

template <class Address>
std::string system_text(int family, const Address& address) {
    std::string text(INET6_ADDRSTRLEN, '\0');
    ASSERT(inet_ntop(family, address.bytes.data(), text.data(), INET6_ADDRSTRLEN));
    return text.c_str();  // Up to its zero.
}

template <class Address>
void check_read(int family, const std::string& text, const Result<Address>& address) {
    Address expected;
    const bool is_valid = inet_pton(family, text.c_str(), expected.bytes.data()) == 1;
    ASSERT(address.has_value() == is_valid);
    if (is_valid) ASSERT(*address == expected);
}

void check_written(Bytes bytes) {
    Ip6Address address;
    copy(address.mutable_view(), bytes);
    const std::string text = to_text(address);
    ASSERT(parse_ip6(text) == address);
    const Buffer zeros(12);
    if (!equal(bytes.first(12), zeros)) ASSERT(text == system_text(AF_INET6, address));
    Ip4Address ip4;
    copy(ip4.mutable_view(), bytes.first(4));
    ASSERT(to_text(ip4) == system_text(AF_INET, ip4));
}

}  // namespace
}  // namespace core::codec

FUZZ(ip_text) {
    using namespace core::codec;
    const std::string text(core::as_text(input));
    if (!text.contains('\0')) {
        check_read(AF_INET, text, parse_ip4(text));
        check_read(AF_INET6, text, parse_ip6(text));
    }
    // Half a byte of the input stands for one character, so that texts that are nearly right come
    // often.
    std::string likely;
    for (const std::byte byte : input.first(std::min<std::size_t>(input.size(), 24)))
        for (const unsigned shift : {0u, 4u})
            likely += "0123456.a:::::25"[std::to_integer<unsigned>(byte) >> shift & 15];
    check_read(AF_INET, likely, parse_ip4(likely));
    check_read(AF_INET6, likely, parse_ip6(likely));
    if (input.size() >= 16) check_written(input.first(16));
}
