// JSON from anybody: what is read shows the same when it is written and read again, also out of a
// document into which it was put.
#include "core/base/assert.h"
#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/json.h"
#include "core/testing/fuzz.h"

FUZZ(document_json) {
    using namespace core::crdt;
    const auto tree = tree_from_json(core::as_text(input));
    if (!tree) return;
    const std::string json = to_json(*tree);
    const auto again = tree_from_json(json);
    ASSERT(again && to_json(*again) == json);

    WorldReplica alice = replica(1);
    bool was_put = false;
    alice.edit([&](Transaction& edit) {
        Editor editor(edit);
        was_put = editor.put(Path{"k"}, *tree).has_value();
    });
    ASSERT(to_json(alice.document.tree()) == (was_put ? R"({"k":)" + json + "}" : "{}"));
}
