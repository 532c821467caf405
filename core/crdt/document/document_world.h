// A few authors with a document each, whose changes travel between them in any order in which
// nothing comes before its past: what tests of documents play with.
#pragma once

#include <algorithm>
#include <vector>

#include "core/crdt/document/touched.h"
#include "core/crdt/document/transaction.h"

namespace core::crdt {

struct WorldChange {
    Dot first;
    std::uint64_t events = 0;
    Lamport lamport;
    Version past;
    Buffer operations;
};

struct WorldReplica {
    Author author;
    Document document;
    Lamport lamport;
    Subscriptions* subscriptions = nullptr;
    std::vector<SubscriptionId> told;  // By the last change.
    Undo* undo = nullptr;
    bool was_noted = false;  // Whether the last edit can be taken back.
    Version void_behind;     // Of these authors, what comes behind it is void here.

    template <class Act>
    WorldChange edit(const Act& act, Events* events = nullptr) {
        WorldChange change = perform(act, events);
        was_noted = undo && !undo->begun().empty();
        if (undo) undo->commit();
        return change;
    }
    WorldChange undo_last() {
        return perform([this](Transaction& edit) { ASSERT(undo->undo(edit)); }, nullptr);
    }
    WorldChange redo_last() {
        return perform([this](Transaction& edit) { ASSERT(undo->redo(edit)); }, nullptr);
    }

    [[nodiscard]] bool knows(const WorldChange& change) const {
        return document.version().includes(change.first);
    }
    [[nodiscard]] bool is_ready_for(const WorldChange& change) const {
        return !knows(change) && document.version().includes(change.past);
    }
    [[nodiscard]] Effect effect_of(const WorldChange& change) const {
        const std::uint64_t counts = void_behind[change.first.author];
        return counts > 0 && change.first.counter > counts ? Effect::none : Effect::all;
    }
    Events take(const WorldChange& change) {
        const auto operations = read_operations(change.first.author, change.operations);
        ASSERT(operations && is_ready_for(change));
        Touched touched(document, subscriptions);
        document.apply(change.first, change.lamport, change.past, *operations, &touched,
                       effect_of(change));
        lamport.value = std::max(lamport.value, change.lamport.value + change.events - 1);
        told = touched.take_subscriptions();
        return touched.take_events();
    }
    // All that can be applied, however often that has to be tried.
    void take_all(const std::vector<WorldChange>& changes) {
        for (bool goes_on = true; goes_on;) {
            goes_on = false;
            for (const WorldChange& change : changes) {
                if (!is_ready_for(change)) continue;
                take(change);
                goes_on = true;
            }
        }
    }

private:
    template <class Act>
    WorldChange perform(const Act& act, Events* events) {
        WorldChange change;
        change.past = document.version();
        change.first = {author, change.past[author] + 1};
        change.lamport = Lamport{lamport.value + 1};
        Touched touched(document, subscriptions);
        Transaction transaction(document, author, change.lamport, events ? &touched : nullptr,
                                undo ? &undo->begin() : nullptr);
        act(transaction);
        const Operations done = transaction.finish();
        if (events) *events = touched.take_events();
        told = touched.take_subscriptions();
        change.events = std::max<std::uint64_t>(1, done.events());
        change.operations = write_operations(author, done);
        lamport.value += change.events;
        return change;
    }
};

inline Buffer snapshot_of(const Document& document) {
    Buffer bytes;
    BufferWriter writer(bytes, SIZE_MAX);
    document.write(writer);
    return bytes;
}

inline WorldReplica replica(std::uint64_t author) {
    WorldReplica replica;
    replica.author = Author{author};
    return replica;
}

}  // namespace core::crdt
