// Operations from anybody: what is read is in its one form, and whatever it does to a document, it
// does the same where others wrote before it and where they write after.
#include "core/base/assert.h"
#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/json.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

// Alice's work, which all have seen.
WorldChange begun(WorldReplica& alice) {
    return alice.edit([](Transaction& edit) {
        Node& list = edit.make(edit.root(), "l", NodeKind::list);
        edit.insert(list, 0, {Value::of(1), NodeKind::map, NodeKind::text});
        edit.insert(edit.make(edit.root(), "t", NodeKind::text), 0, "hello");
        edit.add(edit.make(edit.root(), "n", NodeKind::counter), 1);
        edit.add(edit.make(edit.root(), "s", NodeKind::set), Value::of("x"));
        edit.set(edit.make(edit.root(), "m", NodeKind::map), "k", Value::of(1));
        edit.erase(edit.make(edit.root(), "t", NodeKind::text), 1, 2);
    });
}

WorldChange meanwhile(WorldReplica& bob) {
    return bob.edit([](Transaction& edit) {
        edit.insert(edit.make(edit.root(), "t", NodeKind::text), 1, "bob");
        edit.erase(edit.make(edit.root(), "l", NodeKind::list), 1, 1);
        edit.set(edit.make(edit.root(), "m", NodeKind::map), "k", Value::of(2));
        edit.add(edit.make(edit.root(), "s", NodeKind::set), Value::of("x"));
        edit.remove(edit.root(), "n");
    });
}

}  // namespace
}  // namespace core::crdt

FUZZ(operations) {
    using namespace core::crdt;
    const Author hostile{3};
    const auto operations = read_operations(hostile, input);
    if (!operations) return;
    ASSERT(core::equal(write_operations(hostile, *operations), input));

    WorldReplica alice = replica(1);
    WorldReplica bob = replica(2);
    std::vector<WorldChange> changes{begun(alice)};
    bob.take_all(changes);
    WorldChange change;
    change.past = alice.document.version();
    change.first = {hostile, 1};
    change.events = std::max<std::uint64_t>(1, operations->events());
    change.lamport = Lamport{alice.lamport.value + 1};
    change.operations.assign(input.begin(), input.end());
    changes.push_back(change);
    changes.push_back(meanwhile(bob));
    alice.take_all(changes);
    bob.take_all(changes);
    const core::Buffer snapshot = snapshot_of(alice.document);
    ASSERT(core::equal(snapshot_of(bob.document), snapshot));

    // It can be written down, shown, and gone on with.
    core::Reader reader(snapshot);
    const auto read_back = Document::read(reader);
    ASSERT(read_back && reader.at_end());
    ASSERT(core::equal(snapshot_of(*read_back), snapshot));
    ASSERT(read_back->tree() == alice.document.tree());
    ASSERT(tree_from_json(to_json(alice.document.tree())));
    alice.edit([](Transaction& edit) {
        Editor editor(edit);
        for (const char* const key : {"l", "t", "n", "s", "m", "k"})
            static_cast<void>(editor.remove(Path{key}));
    });
}
