// A client before any answer: it opens only for one that has its accept key, however it was cut.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

void check(core::Bytes input) {
    Session whole({}, sample_request(), core::Seed{1}, start);
    sent_by(whole);
    const Told told = told_after(whole, input);
    if (told.opened) ASSERT(core::as_text(input).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    ASSERT(whole.ended() == told.ended.has_value());
    if (told.ended) ASSERT(told.opened || whole.outgoing().empty());

    Session cut({}, sample_request(), core::Seed{1}, start);
    sent_by(cut);
    Told cut_told;
    const std::size_t size = input.empty() ? 0 : std::to_integer<std::size_t>(input.back()) % 60;
    const core::Bytes first = input.first(std::min(size, input.size()));
    receive(cut, first, cut_told);
    receive(cut, input.subspan(first.size()), cut_told);
    ASSERT(cut_told.opened == told.opened && cut_told.ended == told.ended);
    ASSERT(cut_told.payload == told.payload);
    ASSERT(core::equal(cut.outgoing(), whole.outgoing()));
}

}  // namespace
}  // namespace net::websocket

FUZZ(websocket_answer) {
    using namespace net::websocket;
    check(input);
    // An answer that is right but for what the input does to it.
    if (input.size() < 2) return;
    std::string answer(sample_answer_text);
    const std::size_t at = std::to_integer<std::size_t>(input[0]) % answer.size();
    const std::size_t size = std::to_integer<std::size_t>(input[1]) % 16;
    answer.replace(at, size, core::as_text(input.subspan(2)));
    check(core::as_bytes(answer));
}
