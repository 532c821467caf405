// Deltas of text from anybody: what is read is in its one form, is applied whole or not at all, and
// what was applied comes out again.
#include "core/base/assert.h"
#include "core/crdt/text/text_codec.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

Buffer bytes_of(const TextDelta& delta) {
    Buffer bytes;
    BufferWriter writer(bytes, std::size_t{1} << 24);
    write_text_delta(writer, delta);
    ASSERT(writer.finish());
    return bytes;
}

// A text of two authors who are there before the input comes.
Text begun() {
    Text text;
    text.insert(Author{1}, 0, "hello wörld");
    text.insert(Author{2}, 5, ",");
    text.erase(Author{1}, 0, 1);
    text.erase(Author{1}, 0, 1);
    return text;
}

}  // namespace
}  // namespace core::crdt

FUZZ(text) {
    using namespace core;
    using namespace core::crdt;
    const auto delta = read_text_delta(input);
    if (!delta) return;
    ASSERT(core::equal(bytes_of(*delta), input));
    const std::array known{Author{1}, Author{7}};
    Buffer shorter;
    BufferWriter writer(shorter, std::size_t{1} << 24);
    write_text_delta(writer, *delta, known);
    ASSERT(read_text_delta(shorter, known) == delta);
    Text text = begun();
    const std::string before = text.to_string();
    const Version version = text.version();
    if (!text.apply(*delta)) {
        ASSERT(text.to_string() == before && text.version() == version);
        return;
    }
    Text again;
    ASSERT(again.apply(text.since({})));
    ASSERT(again.to_string() == text.to_string() && again.version() == text.version());
    ASSERT(core::equal(bytes_of(again.since({})), bytes_of(text.since({}))));
    Text caught_up = begun();
    ASSERT(caught_up.apply(text.since(version)));
    ASSERT(caught_up.to_string() == text.to_string());
}
