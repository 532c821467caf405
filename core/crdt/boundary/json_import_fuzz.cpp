// JSON from anybody, made a document by a shape from anybody: if it is taken, it is shown again as
// a parser of trees reads it.
#include "core/base/assert.h"
#include "core/crdt/boundary/json_export.h"
#include "core/crdt/boundary/json_import.h"
#include "core/crdt/document/json.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

std::string exported(const Document& document, Steps steps) {
    codec::JsonWriter writer;
    Pace pace;
    Slices work(pace, export_json(pace, document, writer));
    std::string json;
    while (!work.run(steps)) json += writer.take();
    ASSERT(work.result());
    return json + *writer.finish();
}

bool import_json(Bytes json, const Shape& shape, Steps steps, Replica& replica) {
    Import import(replica, shape, 0);
    import.add(json);
    for (;;) {
        const auto done = import.run(steps);
        ASSERT(import.position() <= json.size());
        if (!done || *done) return done.has_value();
    }
}

}  // namespace
}  // namespace core::crdt

FUZZ(json_import) {
    using namespace core::crdt;
    if (input.empty()) return;
    const std::size_t shape_size =
        std::min<std::size_t>(std::to_integer<std::size_t>(input[0]), input.size() - 1);
    const core::Bytes json = input.subspan(1 + shape_size);
    const auto shape = read_shape(input.subspan(1, shape_size));
    const auto steps = static_cast<core::Steps>(1 + shape_size);
    const core::crypto::Ed25519KeyPair key{core::crypto::Ed25519Seed{}};
    if (shape) {
        Replica replica({}, Author{1}, core::crypto::Ed25519KeyPair(key.seed().clone()));
        import_json(json, *shape, steps, replica);
        ASSERT(exported(replica.document(), steps) == to_json(replica.document().tree()));
    }
    Replica replica({}, Author{1}, core::crypto::Ed25519KeyPair(key.seed().clone()));
    const bool is_taken = import_json(json, Shape{}, steps, replica);
    const auto tree = tree_from_json(core::as_text(json));
    if (!is_taken) return;
    ASSERT(tree);
    ASSERT(exported(replica.document(), steps) == to_json(*tree));
}
