// Updates from anybody, in the format that the first byte says: what is refused changes nothing,
// and what is taken comes out again in both formats and is taken by others.
#include "core/base/assert.h"
#include "core/crdt/yjs/document/document.h"
#include "core/crdt/yjs/document/json.h"
#include "core/testing/fuzz.h"

namespace core::crdt::yjs {
namespace {

// A document with all types, of the clients that short inputs name.
void begin(Document& document) {
    ASSERT(document.text("t").insert(0, "ab\U0001F600"));
    ASSERT(document.text("t").format(0, 2, {{"b", {Value::Form::any, "\x78"}}}));
    ASSERT(document.array("a").insert(0, Content::any("\x7D\x01")));
    ASSERT(document.array("a").insert(1, Content::shared(TypeKind::map)));
    ASSERT(document.map("m").set("k", Content::any("\x7D\x01")));
    ASSERT(document.text("t").erase(1, 1));
}

void look_at(Document& document) {
    const Store& store = document.store();
    (void)json_of_delta(store, delta_of_text(document.text("t").type()));
    for (const auto& [name, type] : store.roots()) (void)json_of(store, *type);
}

// One that nobody named: what two write as one client is theirs to regret.
Client new_client(const Document& document) {
    std::uint64_t client = number_max;
    while (document.store().known_number_of(Client{client}) != nobody) --client;
    return Client{client};
}

}  // namespace
}  // namespace core::crdt::yjs

FUZZ(yjs_document) {
    using namespace core::crdt::yjs;
    if (input.empty()) return;
    const Format format = static_cast<unsigned>(input[0]) % 2 == 0 ? Format::v1 : Format::v2;
    Document document(Client{1});
    document.observe(true);
    if (static_cast<unsigned>(input[0]) / 2 % 2 == 0) begin(document);
    const auto before = document.encode_state_as_update({}, Format::v1);
    const auto applied = document.apply_update(input.subspan(1), format);
    if (!applied) {
        const auto after = document.encode_state_as_update({}, Format::v1);
        ASSERT(before && after && core::equal(*before, *after));
        return;
    }
    look_at(document);
    for (const Format written : {Format::v1, Format::v2}) {
        // What JSON has no text for is not written in format 1.
        const auto state = document.encode_state_as_update({}, written);
        if (!state) continue;
        Document copied(new_client(document));
        ASSERT(copied.apply_update(*state, written));
        ASSERT(copied.state_vector() == document.state_vector());
        look_at(copied);
        ASSERT(copied.text("t").insert(0, "z"));
        ASSERT(document.apply_update(*copied.last_update(written), written));
    }
}
