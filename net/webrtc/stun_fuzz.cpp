// Any bytes as a STUN message: what is read lies in them, and what we write ourselves is read
// again.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/webrtc/stun.h"
#include "net/webrtc/username.h"

namespace {

bool lies_in(core::Bytes part, core::Bytes whole) {
    return part.empty() || (part.data() >= whole.data() &&
                            part.data() + part.size() <= whole.data() + whole.size());
}

}  // namespace

FUZZ(stun) {
    using namespace net::webrtc;
    const auto message = parse_stun(input);
    if (!message) return;
    ASSERT(message->unknown_attributes.size() <= stun_unknown_attributes_max);
    const std::string_view key = "a key that is not in the packet";
    if (message->username) {
        ASSERT(lies_in(*message->username, input));
        if (const auto username = parse_username(*message->username)) {
            ASSERT(is_ufrag(username->server_ufrag) && is_ufrag(username->client_ufrag));
            ASSERT(is_password(username->client_password));
        }
    }
    (void)message->is_signed_with(core::as_bytes(key));
    StunWriter writer(message->kind, message->transaction);
    if (message->username && message->username->size() <= 512)
        writer.add(StunAttribute::username, *message->username);
    if (message->mapped_address) writer.add_mapped_address(*message->mapped_address);
    if (message->error_code) writer.add_error_code(*message->error_code);
    const core::Buffer written = writer.finish(core::as_bytes(key));
    const auto again = parse_stun(written);
    ASSERT(again && again->is_signed_with(core::as_bytes(key)) && again->has_fingerprint);
    ASSERT(again->kind == message->kind && again->transaction == message->transaction);
    ASSERT(again->mapped_address == message->mapped_address);
    ASSERT(again->error_code == message->error_code);
}
