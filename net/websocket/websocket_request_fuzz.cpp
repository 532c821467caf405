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
    const Told cut_told = told_in_pieces(cut, input);
    ASSERT(cut_told.opened == told.opened && cut_told.ended == told.ended);
    ASSERT(sent_by(cut) == answer);
}

}  // namespace
}  // namespace net::websocket

FUZZ(websocket_request) {
    using namespace net::websocket;
    check(input);
    check(core::as_bytes(altered(sample_request_text, input)));
}
