// However a stream is cut, fragmented and interleaved, what was written comes out.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

using core::Buffer;
using core::Bytes;

Buffer bytes_of(const std::vector<std::uint8_t>& numbers) {
    const Bytes bytes = std::as_bytes(std::span(numbers));
    return {bytes.begin(), bytes.end()};
}

// Hands over pieces of 1 … size_max bytes.
void receive_cut(Session& session, Bytes bytes, core::Prng& prng, std::size_t size_max,
                 Told& told) {
    while (!bytes.empty()) {
        const auto size = static_cast<std::size_t>(prng.between(1, size_max));
        const Bytes piece = bytes.first(std::min(size, bytes.size()));
        receive(session, piece, told);
        bytes = bytes.subspan(piece.size());
    }
}

RC_GTEST_PROP(WebSocketProperty, WS12_what_is_written_comes_out_however_it_is_cut,
              (std::uint64_t seed)) {
    core::Prng prng(core::Seed{seed});
    const auto cut_max = static_cast<std::size_t>(prng.between(1, 3000));
    Session client({}, sample_request(), core::Seed{seed}, start);
    Session server({}, start);
    Told client_told, server_told;
    Buffer client_wrote, server_wrote;
    for (int round = 0; round < 20; ++round) {
        for (Session* session : {&client, &server}) {
            const auto size = static_cast<std::size_t>(prng.below(2000));
            if (session->room() < size) continue;
            Buffer message(size);
            prng.fill(message);
            session->write(message);
            core::append(session == &client ? client_wrote : server_wrote, message);
        }
        receive_cut(server, sent_by(client), prng, cut_max, server_told);
        receive_cut(client, sent_by(server), prng, cut_max, client_told);
    }
    RC_ASSERT(client_told.opened && server_told.opened);
    RC_ASSERT(!client_wrote.empty() || !server_wrote.empty());
    RC_ASSERT(server_told.payload == client_wrote);
    RC_ASSERT(client_told.payload == server_wrote);
    client.close(start);
    exchange(client, server, client_told, server_told);
    RC_ASSERT(client_told.ended == Ended{EndReason::closed_here});
    RC_ASSERT(server_told.ended == (Ended{EndReason::closed_by_peer, 1000}));
}

RC_GTEST_PROP(WebSocketProperty, WS12_fragments_of_any_size_are_one_stream,
              (std::vector<std::vector<std::uint8_t>> fragments, std::uint64_t seed)) {
    core::Prng prng(core::Seed{seed});
    Session client({}, sample_request(), core::Seed{1}, start);
    sent_by(client);
    Told told = told_after(client, core::as_bytes(sample_answer_text));
    Buffer stream, expected;
    bool is_within = false;
    for (const auto& fragment : fragments) {
        const Buffer payload = bytes_of(fragment);
        const FrameHeader header(is_within ? Opcode::continuation : Opcode::binary, payload.size(),
                                 std::nullopt);
        const std::size_t begin = stream.size();
        core::append(stream, header.bytes());
        is_within = prng.chance(1, 2);
        if (is_within) stream[begin] &= std::byte{127};
        core::append(stream, payload);
        core::append(expected, payload);
        if (prng.chance(1, 3)) core::append(stream, core::as_bytes("\x8a\x01x"));
    }
    receive_cut(client, stream, prng, 20, told);
    RC_ASSERT(told.payload == expected);
    RC_ASSERT(!told.ended);
}

RC_GTEST_PROP(WebSocketProperty, WS10_masks_go_byte_by_byte,
              (std::vector<std::uint8_t> numbers, std::uint32_t number, std::uint8_t offset)) {
    const Buffer bytes = bytes_of(numbers);
    const auto key = std::bit_cast<MaskKey>(number);
    Buffer expected = bytes;
    for (std::size_t i = 0; i < expected.size(); ++i) expected[i] ^= key[(offset + i) % 4];
    Buffer masked(bytes.size());
    apply_mask(masked, bytes, rotated(key, offset));
    RC_ASSERT(masked == expected);
    apply_mask(masked, masked, rotated(key, offset));
    RC_ASSERT(masked == bytes);
}

}  // namespace
}  // namespace net::websocket
