// Headers as bytes, and what is said of bad ones.
#include "net/yamux/frame.h"

#include <bit>
#include <cstring>
#include <utility>

namespace net::yamux {
namespace {

static_assert(std::endian::native == std::endian::little,
              "a port to a big-endian machine swaps here");

constexpr std::byte version{0};

template <class Number>
Number load(const std::byte* from) {
    Number number;
    std::memcpy(&number, from, sizeof number);
    return std::byteswap(number);
}

template <class Number>
void store(std::byte* to, Number number) {
    number = std::byteswap(number);
    std::memcpy(to, &number, sizeof number);
}

}  // namespace

HeaderBytes encode(const Header& header) {
    HeaderBytes bytes;
    bytes[0] = version;
    bytes[1] = static_cast<std::byte>(header.type);
    store(&bytes[2], header.flags);
    store(&bytes[4], header.stream);
    store(&bytes[8], header.length);
    return bytes;
}

std::expected<Header, Violation> parse_header(std::span<const std::byte, header_size> bytes) {
    if (bytes[0] != version) return std::unexpected(Violation::version_unknown);
    if (bytes[1] > static_cast<std::byte>(FrameType::go_away))
        return std::unexpected(Violation::type_unknown);
    const Header header{.type = static_cast<FrameType>(bytes[1]),
                        .flags = load<std::uint16_t>(&bytes[2]),
                        .stream = load<std::uint32_t>(&bytes[4]),
                        .length = load<std::uint32_t>(&bytes[8])};
    const bool is_of_stream =
        header.type == FrameType::data || header.type == FrameType::window_update;
    if (is_of_stream && header.stream == 0) return std::unexpected(Violation::stream_missing);
    if (!is_of_stream && header.stream != 0) return std::unexpected(Violation::stream_unexpected);
    return header;
}

std::string_view describe(Violation violation) {
    switch (violation) {
        case Violation::version_unknown: return "a frame of an unknown version";
        case Violation::type_unknown: return "a frame of an unknown type";
        case Violation::stream_missing: return "a stream's frame without a stream";
        case Violation::stream_unexpected: return "a session's frame with a stream";
        case Violation::ping_unclear: return "a ping that is neither question nor answer";
        case Violation::ping_not_asked: return "an answer to a ping that was not sent";
        case Violation::wrong_parity: return "a new stream with a number of the other side";
        case Violation::opened_twice: return "a new stream with the number of an open one";
        case Violation::never_opened: return "a frame for a stream that was never opened";
        case Violation::data_beyond_window: return "more data than the window allows";
        case Violation::data_after_finish: return "data on a stream that the peer had finished";
        case Violation::data_for_unknown: return "too much data for streams that are gone";
        case Violation::window_overflow: return "a window larger than a window can be";
    }
    std::unreachable();
}

}  // namespace net::yamux
