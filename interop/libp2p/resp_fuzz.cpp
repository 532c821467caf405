// Replies of a Redis that may say anything: what is read of a prefix stays so when more comes.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "interop/libp2p/resp.h"

FUZZ(resp) {
    using namespace interop::libp2p;
    const std::string_view bytes = core::as_text(input);
    const auto whole = read_resp(bytes);
    const auto half = read_resp(bytes.substr(0, bytes.size() / 2));
    if (whole) ASSERT(whole->size <= bytes.size());
    if (half) ASSERT(whole && whole->size == half->size && whole->reply == half->reply);
    if (!half && half.error() == RespFailure::malformed) ASSERT(!whole);
}
