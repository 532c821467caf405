// Any bytes as messages on a channel: however they are cut, the same is told, in parts that lie in
// what was received; and whatever can be told is written and read again.
#include <string>

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "net/webrtc/message.h"

namespace {

using namespace net::webrtc;

// Payload as it is, flags and failure as marks. (A payload may hold the same bytes; then both
// readings do.)
std::string read(core::Bytes bytes, std::size_t piece_size) {
    MessageReader reader;
    std::string text;
    std::size_t payload_size = 0;
    for (std::size_t at = 0; at < bytes.size(); at += piece_size) {
        const core::Bytes piece = bytes.subspan(at, std::min(piece_size, bytes.size() - at));
        reader.receive(piece);
        while (const auto part = reader.next()) {
            if (const auto* payload = core::get_if<MessagePayload>(&*part)) {
                ASSERT(!payload->bytes.empty());
                ASSERT(payload->bytes.data() >= piece.data() &&
                       payload->bytes.data() + payload->bytes.size() <=
                           piece.data() + piece.size());
                text += core::as_text(payload->bytes);
                payload_size += payload->bytes.size();
            } else {
                text += static_cast<char>(core::get<MessageFlag>(*part).flag);
            }
        }
    }
    ASSERT(payload_size <= bytes.size());
    text += reader.has_failed() ? 'f' : reader.is_between_messages() ? 'b' : 'p';
    return text;
}

}  // namespace

FUZZ(webrtc_message) {
    if (input.empty()) return;
    const std::size_t piece_size = 1 + std::to_integer<std::size_t>(input[0]) % 32;
    const core::Bytes bytes = input.subspan(1);
    ASSERT(read(bytes, bytes.size() + 1) == read(bytes, piece_size));
    const auto flag = static_cast<Flag>(std::to_integer<unsigned>(input[0]) % 4);
    const core::Buffer written =
        encode_message(flag, bytes.first(std::min(bytes.size(), message_payload_max)));
    const std::string again = read(written, piece_size);
    ASSERT(again.back() == 'b' && again.size() == std::min(bytes.size(), message_payload_max) + 2);
}
