// What libraft asks of its surroundings: time, chance, a disk, a network, and a state that its log
// makes. Of raft_io, recovering a lost group and ending in good order are left out: nothing here
// asks for either.
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "fabric/leadership/libraft_node_test.h"

namespace fabric::leadership::testing {

void LibraftNode::provide_surroundings() {
    io_.version = 1;
    io_.impl = this;
    io_.init = [](raft_io*, raft_id, const char*) { return 0; };
    io_.start = [](raft_io* io, unsigned interval, raft_io_tick_cb tick, raft_io_recv_cb receive) {
        of(io).tick_ = tick;
        of(io).receive_ = receive;
        of(io).tick_interval_ = milliseconds{interval};
        of(io).next_tick_ = of(io).now_ + of(io).tick_interval_;
        return 0;
    };
    io_.send = [](raft_io* io, raft_io_send* request, const raft_message* message,
                  raft_io_send_cb done) { return of(io).send(request, *message, done); };
    io_.time = [](raft_io* io) {
        return static_cast<raft_time>(of(io).now_.time_since_epoch() / milliseconds{1});
    };
    io_.random = [](raft_io* io, int least, int most) {
        return static_cast<int>(of(io).prng_.between(static_cast<std::uint64_t>(least),
                                                     static_cast<std::uint64_t>(most)));
    };
}

void LibraftNode::provide_disk() {
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
}

// The state that the log makes is a hash of all commands.
void LibraftNode::provide_machine() {
    machine_.version = 1;
    machine_.data = this;
    machine_.apply = [](raft_fsm* machine, const raft_buffer* bytes, void** result) {
        LibraftNode& node = of(machine);
        const core::Bytes command{static_cast<const std::byte*>(bytes->base), bytes->len};
        const std::uint64_t hash = Judge::fact({{}, EntryKind::command, command}).hash;
        node.state_ = (node.state_ ^ hash) * 31 + 1;
        node.results_.applied.push_back({Index{node.raft_.last_applied + 1}, node.state_, hash});
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

}  // namespace fabric::leadership::testing
