// Whatever address is read, from bytes or text, leads through its text, its bytes and its
// components back to itself.
#include "core/base/assert.h"
#include "core/codec/multiaddr.h"
#include "core/testing/fuzz.h"

namespace core::codec {
namespace {

void check_address(const Multiaddr& address) {
    ASSERT(!address.empty());
    ASSERT(address.bytes().size() <= multiaddr_size_max);
    ASSERT(Multiaddr::from_bytes(address.bytes()) == address);
    const std::string text = address.to_text();
    const auto again = Multiaddr::from_text(text);
    ASSERT(again && *again == address && again->to_text() == text);
    Multiaddr rebuilt;
    std::size_t count = 0;
    for (const Component& component : address) {
        rebuilt = *rebuilt.with(component.protocol, component.value);
        ASSERT(address.find(component.protocol));
        ++count;
    }
    ASSERT(rebuilt == address && count <= multiaddr_components_max);
}

void check_bytes(Bytes bytes) {
    const auto address = Multiaddr::from_bytes(bytes);
    if (!address) return;
    ASSERT(equal(address->bytes(), bytes));
    check_address(*address);
}

void check_value(Bytes value) {
    for (const Protocol protocol :
         {Protocol::ip6, Protocol::dns, Protocol::unix_socket, Protocol::p2p, Protocol::certhash})
        if (const auto address = Multiaddr().with(protocol, value)) check_address(*address);
}

}  // namespace
}  // namespace core::codec

FUZZ(multiaddr) {
    using namespace core::codec;
    check_bytes(input);
    check_value(input);
    if (const auto address = Multiaddr::from_text(core::as_text(input))) check_address(*address);
    // The same with a right beginning, behind which there is more to find.
    core::Buffer bytes;
    core::append(bytes, core::as_bytes("\x04\x7f\x01\x01\x01\x35"));
    core::append(bytes, input);
    check_bytes(bytes);
}
