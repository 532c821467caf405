// Deltas of text from anybody: what is read is in its one form, is applied whole or not at all, and
// what was applied comes out again.
#include "core/base/assert.h"
#include "core/crdt/text/text_codec.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

using sequence::Order;

Buffer bytes_of(const TextDelta& delta, Order order) {
    Buffer bytes;
    BufferWriter writer(bytes, std::size_t{1} << 24);
    write_text_delta(writer, delta, {}, order);
    ASSERT(writer.finish());
    return bytes;
}

// A text of two authors who are there before the input comes.
Text begun(Order order) {
    Text text(order);
    text.insert(Author{1}, 0, "hello wörld");
    text.insert(Author{2}, 5, ",");
    text.erase(Author{1}, 0, 1);
    text.erase(Author{1}, 0, 1);
    return text;
}

void try_as(Order order, Bytes input) {
    const auto delta = read_text_delta(input, {}, order);
    if (!delta) return;
    ASSERT(core::equal(bytes_of(*delta, order), input));
    const std::array known{Author{1}, Author{7}};
    Buffer shorter;
    BufferWriter writer(shorter, std::size_t{1} << 24);
    write_text_delta(writer, *delta, known, order);
    ASSERT(read_text_delta(shorter, known, order) == delta);
    Text text = begun(order);
    const std::string before = text.to_string();
    const Version version = text.version();
    if (!text.apply(*delta)) {
        ASSERT(text.to_string() == before && text.version() == version);
        return;
    }
    Text again(order);
    ASSERT(again.apply(text.since({})));
    ASSERT(again.to_string() == text.to_string() && again.version() == text.version());
    ASSERT(core::equal(bytes_of(again.since({}), order), bytes_of(text.since({}), order)));
    Text caught_up = begun(order);
    ASSERT(caught_up.apply(text.since(version)));
    ASSERT(caught_up.to_string() == text.to_string());
}

}  // namespace
}  // namespace core::crdt

FUZZ(text) {
    using core::crdt::sequence::Order;
    for (const Order order : {Order::fugue_max, Order::yata, Order::rga})
        core::crdt::try_as(order, input);
}
