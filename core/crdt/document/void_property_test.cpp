// Documents in which some changes of an author are void, over random histories: whoever knew of it,
// and since when, all come to show the same, and what the judge says.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/document/document_acts.h"
#include "core/crdt/document/document_twin.h"

namespace core::crdt {
namespace {

constexpr Author revoked{3};

std::vector<Command> any_commands() {
    return *rc::gen::container<std::vector<Command>>(any_command());
}

// Nobody knows of the cut while all of this is written but the first, from somewhere on: before it
// has seen anything of that author.
Play played(const std::vector<Command>& commands, std::size_t first_knows_from,
            const Version& void_behind) {
    Play play;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        if (i == first_knows_from && !play.replicas[0].document.version().includes({revoked, 1}))
            play.replicas[0].void_behind = void_behind;
        play.step(commands[i]);
    }
    return play;
}

WorldReplica replayed(const std::vector<WorldChange>& changes, const Version& void_behind) {
    WorldReplica late = replica(9);
    late.void_behind = void_behind;
    late.take_all(changes);
    RC_ASSERT(std::ranges::all_of(changes, [&](const auto& change) { return late.knows(change); }));
    return late;
}

Version any_cut() {
    Version void_behind;
    void_behind.include({revoked, *rc::gen::inRange<std::uint64_t>(1, 30)});
    return void_behind;
}

RC_GTEST_PROP(VoidProperty, DC9_shows_what_the_judge_says, ()) {
    const Version void_behind = any_cut();
    const Play play = played(any_commands(), SIZE_MAX, {});
    const WorldReplica late = replayed(play.changes, void_behind);
    DocumentTwin twin;
    for (const WorldChange& change : play.changes) twin.take(change, late.effect_of(change));
    RC_ASSERT(late.document.tree() == twin.tree());
}

RC_GTEST_PROP(VoidProperty, DC10_leads_to_the_same_in_every_order_and_whoever_knew, ()) {
    const Version void_behind = any_cut();
    const auto knows_from = *rc::gen::inRange<std::size_t>(0, 20);
    Play play = played(any_commands(), knows_from, void_behind);
    const Buffer expected = snapshot_of(replayed(play.changes, void_behind).document);
    std::vector<WorldChange> shuffled = play.changes;
    std::ranges::sort(shuffled, {}, [](const WorldChange& change) {
        return std::pair(change.operations.size(), change.first);
    });
    RC_ASSERT(snapshot_of(replayed(shuffled, void_behind).document) == expected);
    WorldReplica& first = play.replicas[0];
    if (first.void_behind.empty()) return;
    first.take_all(play.changes);
    RC_ASSERT(snapshot_of(first.document) == expected);
}

RC_GTEST_PROP(VoidProperty, DC10_what_nobody_saw_is_as_if_it_had_never_been, ()) {
    const Version void_behind = any_cut();
    const Play play = played(any_commands(), SIZE_MAX, {});
    const std::uint64_t counts = void_behind[revoked];
    std::vector<WorldChange> with;
    std::vector<WorldChange> without;
    for (const WorldChange& change : play.changes) {
        const bool is_void = change.first.author == revoked && change.first.counter > counts;
        const bool saw_void = change.past[revoked] > counts;
        if (!is_void && !saw_void) without.push_back(change);
        if (is_void || !saw_void) with.push_back(change);
    }
    // What a void change names of others that saw void ones is left out with these.
    WorldReplica late = replica(9);
    late.void_behind = void_behind;
    late.take_all(with);
    RC_ASSERT(late.document.tree() == replayed(without, {}).document.tree());
}

}  // namespace
}  // namespace core::crdt
