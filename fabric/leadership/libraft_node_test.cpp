// What libraft is told, and what is made of its answers.
#include "fabric/leadership/libraft_node_test.h"

namespace fabric::leadership::testing {

LibraftNode::LibraftNode(const Begin& begin, const ClusterOptions& options, LibraftDisk& disk,
                         Instant now)
    : begin_(begin),
      write_max_(options.write_max),
      snapshot_size_max_(options.snapshot_size_max),
      errors_(begin.errors),
      disk_(disk),
      prng_(begin.seed),
      now_(now),
      next_tick_(now) {
    enter(now);
    provide_surroundings();
    provide_disk();
    provide_machine();
    const raft_id id = libraft_id(begin.number);
    ASSERT(raft_init(&raft_, &io_, &machine_, id, core::formatted("{}", id).c_str()) == 0);
    const auto election =
        static_cast<unsigned>(options.raft.election_timeout_min / milliseconds{1});
    raft_set_election_timeout(&raft_, election);
    raft_set_heartbeat_timeout(
        &raft_, static_cast<unsigned>(options.raft.heartbeat_interval / milliseconds{1}));
    raft_set_install_snapshot_timeout(&raft_, 2 * election);
    raft_set_pre_vote(&raft_, true);
    raft_set_snapshot_threshold(&raft_, 20);
    raft_set_snapshot_trailing(&raft_,
                               static_cast<unsigned>(options.raft.trailing_entries_max) + 1);
    if (begin.is_first_life) {
        raft_configuration voters = libraft_voters(begin.voter_count);
        ASSERT(raft_bootstrap(&raft_, &voters) == 0);
        raft_configuration_close(&voters);
    }
    ASSERT(raft_start(&raft_) == 0);
    leave();
}

int LibraftNode::send(raft_io_send* request, const raft_message& message, raft_io_send_cb done) {
    request->cb = done;
    sent_.push_back(request);
    LibraftMessage copy = LibraftMessage::from(message);
    if (message.type == RAFT_IO_APPEND_ENTRIES_RESULT)
        note_answer(copy.fields.append_entries_result);
    results_.messages.push_back({number_of(message.server_id), std::move(copy)});
    return 0;
}

void LibraftNode::note_answer(raft_append_entries_result& answer) {
    if (answer.rejected != 0) {
        offered_.reset();
        return;
    }
    if (offered_) agree(*offered_);
    if (errors_.answers_what_was_not_compared) return;
    answer.last_log_index = std::min<raft_index>(answer.last_log_index, agreed().value);
}

void LibraftNode::order(LibraftDisk::Work work) {
    const auto most = static_cast<std::uint64_t>(write_max_.count());
    work.done_at = now_ + microseconds{prng_.below(most + 1)};
    disk_.order(std::move(work));
}

void LibraftNode::answer(const LibraftDisk::Work& work) {
    if (work.kind == LibraftDisk::Kind::append) {
        auto* request = static_cast<raft_io_append*>(work.request);
        request->cb(request, 0);
    } else if (work.kind == LibraftDisk::Kind::put_snapshot) {
        auto* request = static_cast<raft_io_snapshot_put*>(work.request);
        request->cb(request, 0);
    } else if (work.kind == LibraftDisk::Kind::get_snapshot) {
        auto* request = static_cast<raft_io_snapshot_get*>(work.request);
        request->cb(request, to_libraft(work.snapshot), 0);
    }
}

void LibraftNode::enter(Instant now) {
    heap_.use();
    now_ = now;
}

// Whoever sends is told later that it did, since libraft still uses the request meanwhile.
void LibraftNode::leave() {
    if (raft_.state == RAFT_LEADER && led_ != term()) begin_term();
    while (!sent_.empty())
        for (raft_io_send* request : std::exchange(sent_, {}))
            if (request->cb) request->cb(request, 0);
    if (restored_) {
        const Index last{raft_.log.snapshot.last_index};
        results_.applied.insert(results_.applied.begin(), {last, *restored_});
        restored_.reset();
    }
}

void LibraftNode::begin_term() {
    led_ = term();
    results_.became_leader = true;
    ASSERT(raft_barrier(&raft_, &barriers_.emplace_back(), nullptr) == 0);
    while (!errors_.counts_old_terms && disk_.is_appending()) answer(disk_.finish_next());
}

void LibraftNode::receive(unsigned from, const LibraftMessage& message, Instant now) {
    const unsigned short type = message.fields.type;
    enter(now);
    const raft_append_entries& append = message.fields.append_entries;
    const raft_install_snapshot& install = message.fields.install_snapshot;
    const bool is_installing = raft_.last_stored == 0 && raft_.snapshot.put.data;
    offered_.reset();
    if (type == RAFT_IO_APPEND_ENTRIES && append.term >= raft_.current_term &&
        (append.n_entries == 0 || !is_installing))
        offered_ = Index{append.prev_log_index + append.n_entries};
    if (type == RAFT_IO_INSTALL_SNAPSHOT && install.term >= raft_.current_term)
        offered_ = Index{install.last_index};
    const std::string address = core::formatted("{}", libraft_id(from));
    raft_message made = message.to_libraft(from, address.c_str(), begin_.voter_count);
    receive_(&io_, &made);
    if (offered_ && type == RAFT_IO_APPEND_ENTRIES) agree(*offered_);
    offered_.reset();
    leave();
}

void LibraftNode::expire(Instant now) {
    enter(now);
    next_tick_ = now + tick_interval_;
    tick_(&io_);
    leave();
}

void LibraftNode::finish_writing(Instant now) {
    enter(now);
    answer(disk_.finish_next());
    leave();
}

std::optional<Place> LibraftNode::propose(core::Bytes bytes, Instant now) {
    if (raft_.state != RAFT_LEADER) return std::nullopt;
    enter(now);
    Proposal& proposal = proposals_.emplace_back();
    proposal.node = this;
    proposal.place = {term(), log().last().index.next()};
    proposal.request.data = &proposal;
    const raft_buffer buffer = libraft_buffer(bytes);
    const int refused = raft_apply(
        &raft_, &proposal.request, &buffer, 1, [](LibraftApply* request, int status, void*) {
            const auto& ended = *static_cast<Proposal*>(request->data);
            ended.node->results_.ended.push_back({ended.place.index, ended.place.term,
                                                  status == 0 ? Fate::committed : Fate::unknown});
        });
    leave();
    return refused == 0 ? std::optional(proposal.place) : std::nullopt;
}

bool LibraftNode::transfer(unsigned target, Instant now) {
    enter(now);
    const int refused =
        raft_transfer(&raft_, &transfers_.emplace_back(), libraft_id(target), nullptr);
    leave();
    return refused == 0;
}

State LibraftNode::state() const {
    switch (raft_.state) {
        case RAFT_FOLLOWER: return State::follower;
        case RAFT_CANDIDATE:
            return raft_.candidate_state.in_pre_vote ? State::pre_candidate : State::candidate;
        case RAFT_LEADER: return State::leader;
        default: return State::stopped;
    }
}

}  // namespace fabric::leadership::testing
