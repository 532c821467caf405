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
    const Told cut_told = told_in_pieces(cut, input);
    ASSERT(cut_told.opened == told.opened && cut_told.ended == told.ended);
    ASSERT(cut_told.payload == told.payload);
    ASSERT(core::equal(cut.outgoing(), whole.outgoing()));
}

}  // namespace
}  // namespace net::websocket

FUZZ(websocket_answer) {
    using namespace net::websocket;
    check(input);
    check(core::as_bytes(altered(sample_answer_text, input)));
}
