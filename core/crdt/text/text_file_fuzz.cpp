// Files of text from anybody: what is read is a text as good as any other, and comes out again.
#include "core/base/assert.h"
#include "core/crdt/text/text_file.h"
#include "core/testing/fuzz.h"

FUZZ(text_file) {
    using namespace core::crdt;
    const auto seen = text_of_file(input);
    auto text = read_text_file(input);
    if (!text) return;
    ASSERT(seen && *seen == text->to_string());
    const auto file = write_text_file(*text);
    ASSERT(file);
    auto again = read_text_file(*file);
    ASSERT(again && again->version() == text->version());
    ASSERT(again->to_string() == text->to_string());
    ASSERT(again->since({}) == text->since({}));
    Text caught_up(text->order());
    ASSERT(caught_up.apply(text->since({})));
    ASSERT(caught_up.to_string() == text->to_string());
    ASSERT(*write_text_file(caught_up) == *file);
}
