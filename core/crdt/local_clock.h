// LocalClock is the clock of one replica: it ticks with each event of its own, and takes in what
// others tell. Its numbers are larger than all that it has seen, whatever the time of day.
#pragma once

#include "core/base/assert.h"
#include "core/crdt/version.h"

namespace core::crdt {

class LocalClock {
public:
    explicit LocalClock(Author author) : author_(author) {}
    // Goes on where a replica had stopped.
    LocalClock(Author author, Version seen, Lamport lamport)
        : author_(author), seen_(std::move(seen)), lamport_(lamport) {}

    // Of the new event: who and which, and how it stands against those that it did not see.
    struct Tick {
        Dot dot;
        Lamport lamport;
    };
    Tick tick() {
        ASSERT(lamport_.value < UINT64_MAX);
        const Dot dot{author_, seen_[author_] + 1};
        seen_.include(dot);
        ++lamport_.value;
        return {dot, lamport_};
    }

    void receive(const Version& seen, Lamport lamport) {
        seen_.merge(seen);
        lamport_ = std::max(lamport_, lamport);
    }

    [[nodiscard]] Author author() const { return author_; }
    [[nodiscard]] const Version& seen() const { return seen_; }
    [[nodiscard]] Lamport lamport() const { return lamport_; }

private:
    Author author_;
    Version seen_;
    Lamport lamport_;
};

}  // namespace core::crdt
