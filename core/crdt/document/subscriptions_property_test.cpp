// Subscriptions over random histories: each tells of a change exactly when what is seen at its path
// is something else than before.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "core/crdt/document/document_world.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/subscriptions.h"

namespace core::crdt {
namespace {

struct Edit {
    std::size_t replica;
    std::size_t what;
    std::size_t place;
    std::uint32_t number;
};

void showValue(const Edit& edit, std::ostream& out) {
    out << "replica " << edit.replica << " what " << edit.what << " place " << edit.place
        << " number " << edit.number;
}

rc::Gen<Edit> any_edit() {
    return rc::gen::build<Edit>(rc::gen::set(&Edit::replica, rc::gen::inRange<std::size_t>(0, 2)),
                                rc::gen::set(&Edit::what, rc::gen::inRange<std::size_t>(0, 12)),
                                rc::gen::set(&Edit::place, rc::gen::inRange<std::size_t>(0, 9)),
                                rc::gen::set(&Edit::number, rc::gen::inRange<std::uint32_t>(0, 3)));
}

const std::array<Path, 9>& places() {
    static const std::array<Path, 9> all{
        Path{"a"},     Path{"b"},          Path{"a", "a"},     Path{"a", "b"},     Path{"a", 0u},
        Path{"b", 1u}, Path{"a", "b", 0u}, Path{"b", 0u, "x"}, Path{"a", "a", "a"}};
    return all;
}

// What cannot be done there is left out.
void perform(Transaction& transaction, const Edit& edit) {
    Editor editor(transaction);
    const Path& path = places()[edit.place];
    const auto done = [&]() -> Result<void> {
        switch (edit.what) {
            case 0: return editor.set(path, Value::of(static_cast<std::int64_t>(edit.number)));
            case 1: return editor.remove(path);
            case 2: return editor.make(path, static_cast<NodeKind>(edit.number));
            case 3: return editor.add(path, std::int64_t{edit.number} - 1);
            case 4: return editor.insert_text(path, edit.number, "ab");
            case 5: return editor.erase(path, NodeKind::text, edit.number, 1);
            case 6: return editor.insert_items(path, edit.number, {{Value::of("x")}, {MapTree{}}});
            case 7: return editor.erase(path, NodeKind::list, edit.number, 1);
            default: return editor.put(path, {MapTree{{{"a", {CounterTree{edit.number}}}}}});
        }
    }();
    static_cast<void>(done);
}

using Seen = std::vector<std::optional<Tree>>;

Seen look(Document& document) {
    Seen seen;
    for (const Path& path : places())
        seen.push_back(find_tree(document.root(), document.characters(), path));
    return seen;
}

RC_GTEST_PROP(SubscriptionsProperty, DE4_tell_of_what_is_seen_to_change_DE5, ()) {
    std::vector<WorldReplica> replicas;
    replicas.push_back(replica(1));
    replicas.push_back(replica(2));
    std::vector<Subscriptions> subscriptions(2);
    for (std::size_t i = 0; i < 2; ++i)
        for (const Path& path : places()) subscriptions[i].add(path);
    for (std::size_t i = 0; i < 2; ++i) replicas[i].subscriptions = &subscriptions[i];
    std::vector<WorldChange> changes;

    for (const Edit& edit : *rc::gen::container<std::vector<Edit>>(any_edit())) {
        WorldReplica& mine = replicas[edit.replica];
        const Seen before = look(mine.document);
        Events events;
        if (edit.what < 10) {
            const Version version = mine.document.version();
            const auto act = [&edit](Transaction& transaction) {
                perform(transaction, edit);
                if (edit.number == 2) perform(transaction, {0, edit.what / 2, edit.place, 0});
            };
            WorldChange change = mine.edit(act, &events);
            if (mine.document.version() != version) changes.push_back(std::move(change));
        } else {
            const auto ready = std::ranges::find_if(
                changes, [&mine](const WorldChange& change) { return mine.is_ready_for(change); });
            if (ready == changes.end()) continue;
            static_cast<void>(mine.take(*ready));
        }
        const Seen now = look(mine.document);
        std::vector<SubscriptionId> expected;
        for (std::uint32_t i = 0; i < places().size(); ++i)
            if (before[i] != now[i]) expected.push_back(SubscriptionId{i + 1});
        RC_ASSERT(mine.told == expected);
    }
}

}  // namespace
}  // namespace core::crdt
