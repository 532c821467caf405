// Two messages, of which one is a single byte.
#include "net/webrtc/dcep.h"

#include "core/base/reader.h"

namespace net::webrtc {
namespace {

constexpr std::uint8_t open_type = 0x03;
constexpr std::uint8_t ack_type = 0x02;

}  // namespace

core::Result<DcepKind> dcep_kind(core::Bytes message) {
    if (message.size() > dcep_size_max) return core::fail(core::Error::too_large);
    const std::uint8_t type = TRY(core::Reader(message).u8());
    if (type == open_type) return DcepKind::open;
    if (type == ack_type) return DcepKind::ack;
    return core::fail(core::Error::type_wrong);
}

core::Result<DcepOpen> parse_dcep_open(core::Bytes message) {
    if (TRY(dcep_kind(message)) != DcepKind::open) return core::fail(core::Error::type_wrong);
    core::Reader reader(message.subspan(1));
    DcepOpen open{.channel_type = TRY(reader.u8()),
                  .priority = TRY(reader.u16_be()),
                  .reliability = TRY(reader.u32_be())};
    const std::uint16_t label_size = TRY(reader.u16_be());
    const std::uint16_t protocol_size = TRY(reader.u16_be());
    open.label = core::as_text(TRY(reader.take(label_size)));
    open.protocol = core::as_text(TRY(reader.take(protocol_size)));
    TRY(reader.expect_end());
    return open;
}

core::Buffer encode_dcep_open() {
    core::Buffer message(dcep_open_size);
    message[0] = std::byte{open_type};
    return message;
}

core::Buffer encode_dcep_ack() { return core::Buffer(1, std::byte{ack_type}); }

}  // namespace net::webrtc
