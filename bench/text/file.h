// The form in which a text is kept with its whole history: what "encoded" means in this benchmark.
#pragma once

#include <string>

#include "core/base/assert.h"
#include "core/crdt/text/text_codec.h"

namespace bench {

inline core::Buffer encoded(core::crdt::Text& text) {
    core::Buffer bytes;
    core::BufferWriter writer(bytes, SIZE_MAX);
    core::crdt::write_text_delta(writer, text.since({}));
    return bytes;
}

// To be edited further.
inline core::crdt::Text loaded(core::Bytes bytes) {
    core::crdt::Text text;
    const auto delta = core::crdt::read_text_delta(bytes);
    ASSERT(delta && text.apply(*delta));
    return text;
}

// To be seen alone.
inline std::string text_of(core::Bytes bytes) { return loaded(bytes).to_string(); }

}  // namespace bench
