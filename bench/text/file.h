// The form in which a text is kept with its whole history: what "encoded" means in this benchmark.
#pragma once

#include <string>

#include "core/base/assert.h"
#include "core/crdt/text/text_file.h"

namespace bench {

template <class Value>
Value expect(core::Result<Value> result) {
    ASSERT(result);
    return std::move(*result);
}

inline core::Buffer encoded(core::crdt::Text& text) {
    return expect(core::crdt::write_text_file(text));
}

// To be edited further.
inline core::crdt::Text loaded(core::Bytes bytes) {
    return expect(core::crdt::read_text_file(bytes));
}

// To be seen alone.
inline std::string text_of(core::Bytes bytes) { return expect(core::crdt::text_of_file(bytes)); }

}  // namespace bench
