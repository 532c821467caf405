// One machine whose peers are played by the test: what it says and orders is kept to be looked at.
#pragma once

#include <vector>

#include "fabric/leadership/disk_test.h"

namespace fabric::leadership::testing {

inline EntryView entry_of(std::uint64_t term, std::string_view text = "") {
    return {{term}, EntryKind::command, core::as_bytes(text)};
}

inline Stored stored_with(std::uint64_t term, std::vector<EntryView> entries,
                          unsigned voter_count = 3) {
    Stored stored;
    stored.hard_state.term = {term};
    stored.snapshot.configuration = voters(voter_count);
    stored.entries = std::move(entries);
    return stored;
}

class Single {
public:
    explicit Single(const Stored& stored, const Options& options = {})
        : raft(member(0), options, stored, core::Seed{1}, core::Instant{}) {}

    void receive(unsigned from, const Message& message) {
        raft.receive(member(from), message, now);
    }
    void wait(core::Duration duration) {
        now += duration;
        raft.expire(now);
    }
    // Answers all orders.
    void persist() {
        while (const auto order = raft.next_order()) raft.persisted(order->ticket, now);
    }
    // The newest message of a kind to a peer, of all that wait.
    template <class Body>
    std::optional<Body> said(unsigned to) {
        std::optional<Body> found;
        while (auto out = raft.next_message()) {
            const Body* body = get_if<Body>(&out->message);
            if (body && out->to == member(to)) found = *body;
        }
        return found;
    }
    template <class Body>
    std::optional<Body> told() {
        std::optional<Body> found;
        while (const auto event = raft.next_event())
            if (const Body* body = get_if<Body>(&*event)) found = *body;
        return found;
    }
    // With the votes of member 1 and, of five, of member 2.
    void elect() {
        wait(std::chrono::seconds{2});
        receive(1, VoteResult{raft.term(), true, true});
        receive(2, VoteResult{raft.term(), true, true});
        persist();
        receive(1, VoteResult{raft.term(), true, false});
        receive(2, VoteResult{raft.term(), true, false});
        ASSERT(raft.state() == State::leader);
    }

    core::Instant now{};
    Raft raft;
};

}  // namespace fabric::leadership::testing
