// Commands from anybody, to a document in which there is something: whatever of them can be done
// leads to a document that can be written and read, and its trees come back over the boundary.
#include "core/base/assert.h"
#include "core/crdt/boundary/commands.h"
#include "core/crdt/boundary/tree_codec.h"
#include "core/testing/fuzz.h"

namespace core::crdt {
namespace {

void perform(Bytes input) {
    Document document;
    {
        Transaction transaction(document, Author{1}, Lamport{1});
        transaction.insert(transaction.make(transaction.root(), "t", NodeKind::text), 0, "a🙂b");
        Node& list = transaction.make(transaction.root(), "l", NodeKind::list);
        transaction.insert(list, 0, {Value::of(1), NodeKind::map, NodeKind::text});
        static_cast<void>(transaction.finish());
    }
    Transaction transaction(document, Author{1}, Lamport{100});
    Editor editor(transaction);
    std::size_t removals_left = input.size();
    const CommandsDone done = perform_commands(document, editor, input, removals_left);
    ASSERT(done.count <= input.size());
    static_cast<void>(transaction.finish());

    Buffer snapshot;
    BufferWriter snapshot_writer(snapshot, SIZE_MAX);
    document.write(snapshot_writer);
    Reader snapshot_reader(snapshot);
    const auto read = Document::read(snapshot_reader);
    ASSERT(read && snapshot_reader.at_end());

    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    const Tree tree = document.tree();
    write_tree(writer, tree);
    Reader reader(bytes);
    ASSERT(read_tree(reader) == tree && reader.at_end());
}

}  // namespace
}  // namespace core::crdt

FUZZ(commands) { core::crdt::perform(input); }
