// The bytes of a state, and the state of bytes: for tests and fuzzers.
#pragma once

#include "core/base/assert.h"
#include "core/base/reader.h"
#include "core/base/writer.h"

namespace core::crdt {

template <class State>
Buffer bytes_of(const State& state) {
    Buffer bytes;
    BufferWriter writer(bytes, std::size_t{1} << 24);
    state.write(writer);
    ASSERT(writer.finish());
    return bytes;
}

template <class State>
auto read_back(Bytes bytes) {
    Reader reader(bytes);
    return State::read(reader);
}

}  // namespace core::crdt
