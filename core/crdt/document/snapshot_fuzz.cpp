// Snapshots from anybody: what is read is in its one form, and is a document with which one can go
// on.
#include "core/base/assert.h"
#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/json.h"
#include "core/testing/fuzz.h"

FUZZ(snapshot) {
    using namespace core::crdt;
    core::Reader reader(input);
    auto document = Document::read(reader);
    if (!document) return;
    const core::Bytes taken = input.first(reader.position());
    ASSERT(core::equal(snapshot_of(*document), taken));
    ASSERT(tree_from_json(to_json(document->tree())));

    // Somebody who has read it and one who reads it later come to the same.
    WorldReplica early = replica(0x100);
    Undo undo;
    early.undo = &undo;
    early.document = *std::move(document);
    const Tree shown = early.document.tree();
    const WorldChange change = early.edit([&shown](Transaction& edit) {
        Editor editor(edit);
        for (const TreeEntry& entry : get<MapTree>(shown.what).entries) {
            const Path path{entry.key};
            static_cast<void>(editor.insert_text(path, 0, "x"));
            static_cast<void>(editor.insert_items(path, 0, {{MapTree{}}}));
            static_cast<void>(editor.erase(path, NodeKind::text, 0, 2));
            static_cast<void>(editor.erase(path, NodeKind::list, 0, 2));
            static_cast<void>(editor.add(path, -1));
            static_cast<void>(editor.add_member(path, Value::of(1)));
            static_cast<void>(editor.remove(path));
        }
        static_cast<void>(editor.set(Path{"k", "k"}, Value::of(1)));
    });
    const core::Buffer snapshot = snapshot_of(early.document);
    if (early.knows(change)) {
        core::Reader again(taken);
        WorldReplica late = replica(0x101);
        late.document = *Document::read(again);
        late.take(change);
        ASSERT(core::equal(snapshot_of(late.document), snapshot));
    }
    early.undo_last();
    const core::Buffer undone = snapshot_of(early.document);
    core::Reader last(undone);
    ASSERT(Document::read(last));
}
