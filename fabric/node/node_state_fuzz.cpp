// A snapshot's content that somebody has damaged: it comes to the same records however it is cut;
// and promises that are read are written again as they were.
#include "fabric/node/state.h"

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "fabric/node/promises.h"

namespace {

std::size_t count_records(core::Bytes input, std::size_t piece_size) {
    fabric::node::StateReader reader;
    std::size_t count = 0;
    while (!input.empty()) {
        const core::Bytes piece = input.first(std::min(piece_size, input.size()));
        input = input.subspan(piece.size());
        if (!reader.receive(piece)) break;
        while (reader.next_record()) ++count;
    }
    return count;
}

}  // namespace

FUZZ(node_state) {
    using namespace fabric::node;
    ASSERT(count_records(input, 1) >= count_records(input, input.size() + 1));
    if (const auto promise = read_promise(input))
        ASSERT(core::equal(write_promise(*promise), input));
}
