// LibraftNode makes of libraft a machine like ours, for one life of a member: time, chance,
// messages and what a disk finished come in, messages and what was applied go out, and nothing
// happens in between. Behind raft_io are a disk that answers later and queues that are emptied
// after each call.
//
// libraft 0.15 errs in two ways that the Judge finds (LibraftErrors). Each is kept from happening
// by as little as will do:
//   1. It commits entries of earlier terms by counting copies (canonical/raft issue 220, mended in
//      pull request 336; RF26). Here the entry with which a term begins is on its leader's disk
//      before any answer comes: whatever is counted then is of that term.
//   2. A follower answers with the end of its log, of which more may be on its disk than was
//      compared with this leader's, and the leader counts it (RF22). Here it says no more than what
//      agrees. No report of it was found, and its last version does the same.
#pragma once

#include <list>
#include <utility>

#include "fabric/leadership/judge_test.h"
#include "fabric/leadership/libraft_heap_test.h"
#include "fabric/leadership/libraft_log_test.h"
#include "fabric/leadership/world_test.h"

namespace fabric::leadership::testing {

// Which of its errors are let happen.
struct LibraftErrors {
    bool counts_old_terms = false;
    bool answers_what_was_not_compared = false;
};

class LibraftNode {
public:
    struct Outgoing {
        unsigned to;
        LibraftMessage message;
    };
    struct Applied {
        Index index;
        std::uint64_t state;
        std::optional<std::uint64_t> hash = {};  // Of the command, unless a snapshot was.
    };
    struct Begin {
        unsigned number;
        unsigned voter_count;
        bool is_first_life;
        core::Seed seed;
        LibraftErrors errors;
    };

    LibraftNode(const Begin& begin, const ClusterOptions& options, LibraftDisk& disk, Instant now);
    LibraftNode(const LibraftNode&) = delete;
    LibraftNode& operator=(const LibraftNode&) = delete;

    void receive(unsigned from, const LibraftMessage& message, Instant now);
    void expire(Instant now);
    void finish_writing(Instant now);
    std::optional<Place> propose(core::Bytes bytes, Instant now);
    bool transfer(unsigned target, Instant now);

    [[nodiscard]] Instant deadline() const { return next_tick_; }
    [[nodiscard]] State state() const;
    [[nodiscard]] Term term() const { return Term{raft_.current_term}; }
    [[nodiscard]] Index commit() const { return Index{raft_.commit_index}; }
    [[nodiscard]] Index applied() const { return Index{raft_.last_applied}; }
    [[nodiscard]] LibraftLog log() const { return {raft_.log, begin_.voter_count}; }

    // Since they were last taken.
    struct Results {
        bool became_leader = false;
        std::vector<Applied> applied = {};
        std::vector<ProposalEnded> ended = {};
        std::vector<Outgoing> messages = {};
    };
    [[nodiscard]] Results take_results() { return std::exchange(results_, {}); }

private:
    struct Proposal {
        LibraftApply request = {};
        LibraftNode* node = nullptr;
        Place place = {};
    };
    struct Agreement {
        Term term;
        Index last;
    };

    static LibraftNode& of(const raft_io* io) { return *static_cast<LibraftNode*>(io->impl); }
    static LibraftNode& of(const raft_fsm* fsm) { return *static_cast<LibraftNode*>(fsm->data); }
    void provide_surroundings();
    void provide_disk();
    void provide_machine();
    int send(raft_io_send* request, const raft_message& message, raft_io_send_cb done);
    void order(LibraftDisk::Work work);
    void answer(const LibraftDisk::Work& work);
    void note_answer(raft_append_entries_result& answer);
    raft_snapshot* to_libraft(const LibraftSnapshot& snapshot) const;

    void enter(Instant now);
    void leave();
    void begin_term();
    [[nodiscard]] Index agreed() const {
        return std::max(commit(), agreement_.term == term() ? agreement_.last : Index{});
    }
    void agree(Index last) { agreement_ = {term(), std::max(agreed(), last)}; }

    Begin begin_;
    Duration write_max_;
    std::size_t snapshot_size_max_;
    LibraftErrors errors_;
    LibraftDisk& disk_;
    core::Prng prng_;
    LibraftHeap heap_;
    raft_io io_{};
    raft_fsm machine_{};
    raft raft_{};
    raft_io_tick_cb tick_ = nullptr;
    raft_io_recv_cb receive_ = nullptr;
    Duration tick_interval_{};
    Instant now_;
    Instant next_tick_;
    Term led_ = {};
    Agreement agreement_ = {};
    std::optional<Index> offered_ = {};  // Up to where the logs agree if the message is accepted.
    std::optional<std::uint64_t> restored_ = {};
    std::uint64_t state_ = 1;
    std::list<Proposal> proposals_;
    std::list<LibraftBarrier> barriers_;
    std::list<LibraftTransfer> transfers_;
    std::vector<raft_io_send*> sent_;
    Results results_;
};

}  // namespace fabric::leadership::testing
