// A server before any request: whatever it accepts has what it needs, however it was cut, and
// nothing of it is in the answer.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/websocket/websocket_twin.h"

namespace net::websocket {
namespace {

void check(core::Bytes input) {
    Session whole({}, start);
    const Told told = told_after(whole, input);
    const core::Buffer answer = sent_by(whole);
    ASSERT(whole.ended() == told.ended.has_value());
    ASSERT(told.opened == core::as_text(answer).starts_with("HTTP/1.1 101 "));
    ASSERT(!told.ended || !answer.empty());
    ASSERT(!told.ended || !whole.deadline());

    Session cut({}, start);
    Told cut_told;
    const std::size_t size = input.empty() ? 0 : std::to_integer<std::size_t>(input.back()) % 60;
    const core::Bytes first = input.first(std::min(size, input.size()));
    receive(cut, first, cut_told);
    receive(cut, input.subspan(first.size()), cut_told);
    ASSERT(cut_told.opened == told.opened && cut_told.ended == told.ended);
    ASSERT(sent_by(cut) == answer);
}

}  // namespace
}  // namespace net::websocket

FUZZ(websocket_request) {
    using namespace net::websocket;
    check(input);
    // A request that is right but for what the input does to it.
    if (input.size() < 2) return;
    std::string request(sample_request_text);
    const std::size_t at = std::to_integer<std::size_t>(input[0]) % request.size();
    const std::size_t size = std::to_integer<std::size_t>(input[1]) % 16;
    request.replace(at, size, core::as_text(input.subspan(2)));
    check(core::as_bytes(request));
}
