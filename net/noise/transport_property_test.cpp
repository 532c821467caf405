// However text is cut before it is sealed, and the stream after it, the same text comes out.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "net/noise/session_test.h"

namespace net::noise {
namespace {

using core::Buffer;
using core::Bytes;

// Cuts of all sizes: one byte, a few, and more than a frame.
std::size_t any_size() {
    return *rc::gen::oneOf(rc::gen::inRange<std::size_t>(1, 40),
                           rc::gen::inRange<std::size_t>(1, 2000),
                           rc::gen::inRange<std::size_t>(1, 150'000));
}

RC_GTEST_PROP(NoiseTransportProperty, NO14_any_cutting_gives_the_same_text, ()) {
    Session session;
    const Buffer text = text_of(any_size());
    Buffer stream;
    for (Bytes rest = text; !rest.empty();) {
        const std::size_t size = std::min(any_size(), rest.size());
        core::append(stream, session.sealed(rest.first(size)));
        rest = rest.subspan(size);
    }
    Buffer opened;
    for (Bytes rest = stream; !rest.empty();) {
        const std::size_t size = std::min(any_size(), rest.size());
        core::append(opened, joined(session.opened(rest.first(size))));
        RC_ASSERT(session.right.memory_size() <= message_size_max);
        rest = rest.subspan(size);
    }
    RC_ASSERT(opened == text);
    RC_ASSERT(session.right.memory_size() == 0u);
}

}  // namespace
}  // namespace net::noise
