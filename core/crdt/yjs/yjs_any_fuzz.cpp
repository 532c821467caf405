// Values from anybody, the input taken for an `any` and for JSON: what is checked can be turned
// into the other form, and after once there and back nothing changes any more.
#include "core/base/assert.h"
#include "core/codec/utf8.h"
#include "core/crdt/yjs/any_json.h"
#include "core/crdt/yjs/lib0.h"
#include "core/testing/fuzz.h"

namespace core::crdt::yjs {
namespace {

// There and back.
std::string settled(std::string_view json) {
    Buffer any;
    ASSERT(append_any_of_json(any, json));
    Reader reader(any);
    ASSERT(read_any(reader));
    ASSERT(reader.at_end());
    const auto again = json_of_any(as_text(any));
    ASSERT(again);
    ASSERT(check_json(*again));
    return *again;
}

}  // namespace
}  // namespace core::crdt::yjs

FUZZ(yjs_any) {
    using namespace core::crdt::yjs;
    const std::string_view text = core::as_text(input);
    if (core::codec::is_utf8(text) && check_json(text)) {
        const std::string once = settled(text);
        ASSERT(settled(once) == once);
    }
    core::Reader reader(input);
    const auto any = read_any(reader);
    if (!any) return;
    const auto json = json_of_any(*any);
    if (!json) return;
    const std::string once = settled(*json);
    ASSERT(settled(once) == once);
}
