// The frames of yamux: twelve bytes of header, and behind a data frame's header its payload.
// Parsing judges one header alone; what a frame may mean at its place is the session's to say.
// Rules: YM1 and YM2, spec/yamux.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

namespace net::yamux {

inline constexpr std::size_t header_size = 12;

enum class FrameType : std::uint8_t { data, window_update, ping, go_away };

enum Flag : std::uint16_t { syn = 1, ack = 2, fin = 4, rst = 8 };

enum class GoAwayCode : std::uint32_t { normal, protocol_error, internal_error };

// What a peer can do that ends the session.
enum class Violation : std::uint8_t {
    version_unknown,
    type_unknown,
    stream_missing,     // Data or a window update for stream 0.
    stream_unexpected,  // A ping or a farewell for a stream.
    ping_unclear,       // Neither question nor answer, or both.
    ping_not_asked,
    wrong_parity,
    opened_twice,
    never_opened,
    data_beyond_window,
    data_after_finish,
    data_for_unknown,
    window_overflow,
};
std::string_view describe(Violation violation);

struct Header {
    FrameType type{};
    std::uint16_t flags = 0;
    std::uint32_t stream = 0;
    std::uint32_t length = 0;  // Of a data frame's payload; other frames keep their value here.

    [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }

    friend bool operator==(const Header&, const Header&) = default;
};

using HeaderBytes = std::array<std::byte, header_size>;

HeaderBytes encode(const Header& header);

// Flags that nobody has named yet are left as they are: they are for others.
std::expected<Header, Violation> parse_header(std::span<const std::byte, header_size> bytes);

}  // namespace net::yamux
