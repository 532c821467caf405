// What members of libraft's say to one another, by value: libraft lends its messages for a moment,
// and wants those that it is given made of its own heap.
#pragma once

#include "fabric/leadership/libraft_api_test.h"
#include "fabric/leadership/libraft_disk_test.h"

namespace fabric::leadership::testing {

inline raft_id libraft_id(unsigned number) { return number + 1; }
inline unsigned number_of(raft_id id) { return static_cast<unsigned>(id - 1); }

inline EntryKind kind_of(unsigned short type) {
    return type == RAFT_CHANGE    ? EntryKind::configuration
           : type == RAFT_BARRIER ? EntryKind::barrier
                                  : EntryKind::command;
}
inline unsigned short type_of(EntryKind kind) {
    switch (kind) {
        case EntryKind::command: return RAFT_COMMAND;
        case EntryKind::configuration: return RAFT_CHANGE;
        case EntryKind::barrier: return RAFT_BARRIER;
    }
    return 0;
}

inline EntryView view_of(const raft_entry& entry) {
    return {Term{entry.term},
            kind_of(entry.type),
            {static_cast<const std::byte*>(entry.buf.base), entry.buf.len}};
}

inline raft_buffer libraft_buffer(core::Bytes bytes) {
    raft_buffer buffer{raft_malloc(bytes.size() + 1), bytes.size()};
    std::ranges::copy(bytes, static_cast<std::byte*>(buffer.base));
    return buffer;
}

inline raft_entry* libraft_entries(const std::vector<KeptEntry>& entries) {
    if (entries.empty()) return nullptr;
    std::size_t size = 1;
    for (const KeptEntry& entry : entries) size += entry.bytes.size();
    auto* batch = static_cast<std::byte*>(raft_malloc(size));
    auto* made = static_cast<raft_entry*>(raft_calloc(entries.size(), sizeof(raft_entry)));
    std::byte* at = batch;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const KeptEntry& entry = entries[i];
        made[i] = {entry.term.value, type_of(entry.kind), {at, entry.bytes.size()}, batch};
        at = std::ranges::copy(entry.bytes, at).out;
    }
    return made;
}

// The members of a group never change here.
inline raft_configuration libraft_voters(unsigned count) {
    raft_configuration configuration;
    raft_configuration_init(&configuration);
    for (unsigned i = 0; i < count; ++i) {
        const raft_id id = libraft_id(i);
        ASSERT(raft_configuration_add(&configuration, id, core::formatted("{}", id).c_str(),
                                      RAFT_VOTER) == 0);
    }
    return configuration;
}

struct LibraftMessage {
    raft_message fields = {};  // Whatever it points to is below instead.
    std::vector<KeptEntry> entries = {};
    core::Buffer snapshot = {};

    static LibraftMessage from(const raft_message& message) {
        LibraftMessage copy{message};
        copy.fields.server_address = nullptr;
        if (message.type == RAFT_IO_APPEND_ENTRIES) {
            const raft_append_entries& append = message.append_entries;
            for (unsigned i = 0; i < append.n_entries; ++i)
                copy.entries.push_back(kept(view_of(append.entries[i])));
            copy.fields.append_entries.entries = nullptr;
        }
        if (message.type == RAFT_IO_INSTALL_SNAPSHOT) {
            const raft_buffer& data = message.install_snapshot.data;
            const auto* bytes = static_cast<const std::byte*>(data.base);
            copy.snapshot.assign(bytes, bytes + data.len);
            copy.fields.install_snapshot.conf = {};
            copy.fields.install_snapshot.data = {};
        }
        return copy;
    }

    // On the heap in use; it is libraft's from when it is received.
    [[nodiscard]] raft_message to_libraft(unsigned from, const char* address,
                                          unsigned voter_count) const {
        raft_message made = fields;
        made.server_id = libraft_id(from);
        made.server_address = address;
        if (made.type == RAFT_IO_APPEND_ENTRIES)
            made.append_entries.entries = libraft_entries(entries);
        if (made.type == RAFT_IO_INSTALL_SNAPSHOT) {
            made.install_snapshot.conf = libraft_voters(voter_count);
            made.install_snapshot.data = libraft_buffer(snapshot);
        }
        return made;
    }
};

}  // namespace fabric::leadership::testing
