// What libraft asks of its surroundings, and what it is told.
#include "fabric/leadership/libraft_node_test.h"

#include "core/base/reader.h"
#include "core/base/writer.h"

namespace fabric::leadership::testing {

LibraftNode::LibraftNode(const Begin& begin, const ClusterOptions& options, LibraftDisk& disk,
                         Instant now)
    : begin_(begin),
      write_max_(options.write_max),
      snapshot_size_max_(options.snapshot_size_max),
      disk_(disk),
      prng_(begin.seed),
      now_(now),
      next_tick_(now) {
    enter(now);
    provide_io();
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

void LibraftNode::provide_io() {
    io_.version = 1;
    io_.impl = this;
    io_.init = [](raft_io*, raft_id, const char*) { return 0; };
    io_.load = [](raft_io* io, raft_term* term, raft_id* voted_for, raft_snapshot** snapshot,
                  raft_index* start_index, raft_entry** entries, std::size_t* entry_count) {
        const LibraftDisk& disk = of(io).disk_;
        const HardState& stored = disk.hard_state();
        *term = stored.term.value;
        *voted_for = 0;
        for (unsigned i = 0; i < of(io).begin_.voter_count; ++i)
            if (stored.vote == member(i)) *voted_for = libraft_id(i);
        *snapshot = disk.snapshot() ? of(io).to_libraft(*disk.snapshot()) : nullptr;
        *start_index = disk.first().value;
        *entries = libraft_entries(disk.entries());
        *entry_count = disk.entries().size();
        return 0;
    };
    io_.start = [](raft_io* io, unsigned interval, raft_io_tick_cb tick, raft_io_recv_cb receive) {
        of(io).tick_ = tick;
        of(io).receive_ = receive;
        of(io).tick_interval_ = milliseconds{interval};
        of(io).next_tick_ = of(io).now_ + of(io).tick_interval_;
        return 0;
    };
    io_.bootstrap = [](raft_io* io, const raft_configuration* voters) {
        raft_buffer bytes;
        ASSERT(raft_configuration_encode(voters, &bytes) == 0);
        const raft_entry first{1, RAFT_CHANGE, bytes, nullptr};
        of(io).disk_.set_term(Term{1});
        of(io).disk_.order({.entries = {kept(view_of(first))}});
        of(io).disk_.finish_next();
        raft_free(bytes.base);
        return 0;
    };
    io_.set_term = [](raft_io* io, raft_term term) {
        of(io).disk_.set_term(Term{term});
        return 0;
    };
    io_.set_vote = [](raft_io* io, raft_id voted_for) {
        of(io).disk_.set_vote(number_of(voted_for));
        return 0;
    };
    io_.send = [](raft_io* io, raft_io_send* request, const raft_message* message,
                  raft_io_send_cb done) { return of(io).send(request, *message, done); };
    io_.append = [](raft_io* io, raft_io_append* request, const raft_entry entries[],
                    unsigned count, raft_io_append_cb done) {
        request->cb = done;
        LibraftDisk::Work work{.request = request};
        for (unsigned i = 0; i < count; ++i) work.entries.push_back(kept(view_of(entries[i])));
        of(io).order(std::move(work));
        return 0;
    };
    io_.truncate = [](raft_io* io, raft_index from) {
        of(io).order({.kind = LibraftDisk::Kind::truncate, .truncate_from = Index{from}});
        return 0;
    };
    io_.snapshot_put = [](raft_io* io, unsigned trailing, raft_io_snapshot_put* request,
                          const raft_snapshot* snapshot, raft_io_snapshot_put_cb done) {
        request->cb = done;
        const auto* bytes = static_cast<const std::byte*>(snapshot->bufs[0].base);
        of(io).order({.kind = LibraftDisk::Kind::put_snapshot,
                      .request = request,
                      .snapshot = {{Term{snapshot->term}, Index{snapshot->index}},
                                   Index{snapshot->configuration_index},
                                   {bytes, bytes + snapshot->bufs[0].len}},
                      .trailing = trailing});
        return 0;
    };
    io_.snapshot_get = [](raft_io* io, raft_io_snapshot_get* request,
                          raft_io_snapshot_get_cb done) {
        request->cb = done;
        of(io).order({.kind = LibraftDisk::Kind::get_snapshot,
                      .request = request,
                      .snapshot = of(io).disk_.snapshot().value()});
        return 0;
    };
    io_.time = [](raft_io* io) {
        return static_cast<raft_time>(of(io).now_.time_since_epoch() / milliseconds{1});
    };
    io_.random = [](raft_io* io, int least, int most) {
        return static_cast<int>(of(io).prng_.between(static_cast<std::uint64_t>(least),
                                                     static_cast<std::uint64_t>(most)));
    };
}

// The state that the log makes is a hash of all commands.
void LibraftNode::provide_machine() {
    machine_.version = 1;
    machine_.data = this;
    machine_.apply = [](raft_fsm* machine, const raft_buffer* bytes, void** result) {
        LibraftNode& node = of(machine);
        const core::Bytes command{static_cast<const std::byte*>(bytes->base), bytes->len};
        node.state_ = Judge::hash_of(node.state_, command) * 31 + 1;
        node.results_.applied.push_back({Index{node.raft_.last_applied + 1}, node.state_});
        *result = nullptr;
        return 0;
    };
    machine_.snapshot = [](raft_fsm* machine, raft_buffer** buffers, unsigned* count) {
        const std::uint64_t state = of(machine).state_;
        core::Buffer content(static_cast<std::size_t>(8 + state % of(machine).snapshot_size_max_));
        core::SpanWriter(content).u64_le(state);
        *buffers = static_cast<raft_buffer*>(raft_malloc(sizeof(raft_buffer)));
        **buffers = libraft_buffer(content);
        *count = 1;
        return 0;
    };
    machine_.restore = [](raft_fsm* machine, raft_buffer* buffer) {
        const core::Bytes content{static_cast<const std::byte*>(buffer->base), buffer->len};
        of(machine).state_ = core::Reader(content).u64_le().value();
        of(machine).restored_ = of(machine).state_;
        raft_free(buffer->base);
        return 0;
    };
}

raft_snapshot* LibraftNode::to_libraft(const LibraftSnapshot& snapshot) const {
    auto* made = static_cast<raft_snapshot*>(raft_calloc(1, sizeof(raft_snapshot)));
    made->index = snapshot.last.index.value;
    made->term = snapshot.last.term.value;
    made->configuration = libraft_voters(begin_.voter_count);
    made->configuration_index = snapshot.configured_at.value;
    made->bufs = static_cast<raft_buffer*>(raft_malloc(sizeof(raft_buffer)));
    made->bufs[0] = libraft_buffer(snapshot.content);
    made->n_bufs = 1;
    return made;
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
    while (disk_.is_appending()) answer(disk_.finish_next());
}

void LibraftNode::receive(unsigned from, const LibraftMessage& message, Instant now) {
    const unsigned short type = message.fields.type;
    if (type == RAFT_IO_TIMEOUT_NOW && disk_.is_appending()) return;
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
    if (raft_.state != RAFT_FOLLOWER || !disk_.is_appending()) tick_(&io_);
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
