// Documents of three authors over random histories of every kind of operation, in nested maps and
// lists: whatever the order in which changes come, they lead to the same.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/document/document_acts.h"
#include "core/crdt/document/document_twin.h"

namespace core::crdt {
namespace {

// The changes that a replica knows, in the order in which they were made: a past comes first.
Tree judged(const WorldReplica& replica, const std::vector<WorldChange>& changes) {
    DocumentTwin twin;
    for (const WorldChange& change : changes)
        if (replica.knows(change)) twin.take(change);
    return twin.tree();
}

RC_GTEST_PROP(DocumentProperty, DC2_DC3_DC4_DC5_shows_what_the_judge_says, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command())) {
        play.step(command);
        const WorldReplica& mine = play.replicas[command.replica];
        RC_ASSERT(mine.document.tree() == judged(mine, play.changes));
    }
}

RC_GTEST_PROP(DocumentProperty, DC1_changes_lead_to_the_same_in_every_order, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        play.step(command);
    for (WorldReplica& replica : play.replicas) replica.take_all(play.changes);
    const Buffer expected = snapshot_of(play.replicas[0].document);
    const Tree tree = play.replicas[0].document.tree();
    for (const WorldReplica& replica : play.replicas) {
        RC_ASSERT(replica.document.tree() == tree);
        RC_ASSERT(snapshot_of(replica.document) == expected);
    }

    // From nothing, in an order by Lamport number.
    WorldReplica late = replica(9);
    std::ranges::sort(play.changes, {}, [](const WorldChange& change) {
        return Stamp{change.lamport, change.first.author};
    });
    for (const WorldChange& change : play.changes) late.take(change);
    RC_ASSERT(snapshot_of(late.document) == expected);
}

RC_GTEST_PROP(DocumentProperty, DC8_a_snapshot_is_a_place_to_go_on_from, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        play.step(command);
    // Whatever one of them has seen so far.
    const Buffer halfway = snapshot_of(play.replicas[0].document);
    Reader reader(halfway);
    auto read = Document::read(reader);
    RC_ASSERT(read.has_value());
    RC_ASSERT(reader.at_end());
    RC_ASSERT(snapshot_of(*read) == halfway);
    RC_ASSERT(read->tree() == play.replicas[0].document.tree());

    WorldReplica late = replica(9);
    late.document = *std::move(read);
    late.take_all(play.changes);
    play.replicas[1].take_all(play.changes);
    RC_ASSERT(snapshot_of(late.document) == snapshot_of(play.replicas[1].document));
}

}  // namespace
}  // namespace core::crdt
