// Working is what a node has of tasks and of the bytes that they need: it knows which member has
// which role, by whom letters go, and when bytes that somebody waits for are here. Its body runs
// units, and its user asks for tasks.
#pragma once

#include <map>
#include <optional>

#include "fabric/blobs/blobs.h"
#include "fabric/membership/genesis.h"
#include "fabric/node/session.h"
#include "fabric/tasks/tasks.h"

namespace fabric::node {

// What only the node knows.
class WorkMesh {
public:
    [[nodiscard]] virtual std::optional<membership::Role> role_of(
        const tasks::Member& member) const = 0;
    [[nodiscard]] virtual tasks::UnixSeconds unix_seconds(core::Instant now) const = 0;
    // Of the ordered log, also of what others committed when they led it.
    [[nodiscard]] virtual bool knows_all(core::Instant now) const = 0;

protected:
    ~WorkMesh() = default;
};

class Working final : private tasks::Owner {
public:
    // The mesh outlives it.
    Working(const tasks::Member& self, const WorkMesh& mesh, core::Instant now);

    // --- Its user and its body. Behind any of these its node settles.

    [[nodiscard]] tasks::Asking& asking() { return tasks_.asking(); }
    [[nodiscard]] tasks::Worker& worker() { return tasks_.worker(); }
    // Bytes that a task may name; small ones are in the task itself.
    [[nodiscard]] core::Result<tasks::Elsewhere> hold(core::Buffer bytes);
    [[nodiscard]] core::Result<tasks::Content> hold_if_large(core::Buffer bytes);
    // Null if they are not here. Valid until the next call that is not const.
    [[nodiscard]] const core::Buffer* find(const tasks::ContentHash& hash) const {
        return blobs_.find(hash);
    }
    // Told by ContentHere when they are.
    [[nodiscard]] core::Result<void> want(const tasks::Elsewhere& content, core::Instant now);

    // --- Its node.

    void connected(const PeerId& peer, core::Instant now);
    void gone(const PeerId& peer, core::Instant now);
    void leader(const std::optional<PeerId>& leader, core::Instant now);
    // Whether that was understood.
    [[nodiscard]] bool take_letter(const PeerId& from, core::Bytes bytes, core::Instant now);
    void take_blob_message(const PeerId& from, core::Bytes bytes, core::Instant now);
    void apply(core::Bytes batch, core::Instant now) { tasks_.apply(batch, now); }
    void install(core::Bytes state, core::Instant now);
    void not_ordered(core::Instant now) { tasks_.not_ordered(now); }
    [[nodiscard]] std::optional<core::Buffer> next_batch() { return tasks_.next_batch(); }
    [[nodiscard]] core::Buffer state() const { return tasks_.state(); }
    void restore(core::Bytes blob);
    // All that is to be in a snapshot of the journal.
    [[nodiscard]] std::vector<core::Buffer> kept_blobs() const;
    [[nodiscard]] const core::Buffer* next_kept();

    void settle(core::Instant now);
    void expire(core::Instant now);
    [[nodiscard]] std::optional<core::Instant> deadline() const;
    // Letters and blobs for which the session has room.
    void pump(Session& session);
    [[nodiscard]] std::optional<tasks::OutgoingLetter> next_letter() {
        return tasks_.next_letter();
    }
    [[nodiscard]] std::optional<tasks::Event> next_event() { return events_.pop(); }
    [[nodiscard]] std::optional<PeerId> next_misbehaved();

    [[nodiscard]] const tasks::Tasks& tasks() const { return tasks_; }

private:
    void take_need(const tasks::NeedChange& change);
    void want_needs(core::Instant now);

    [[nodiscard]] bool is_member(const tasks::Member& member) const override;
    [[nodiscard]] bool is_authority(const tasks::Member& member) const override;
    [[nodiscard]] tasks::UnixSeconds unix_seconds(core::Instant now) const override;
    [[nodiscard]] bool knows_all(core::Instant now) const override;
    [[nodiscard]] bool holds(const tasks::ContentHash& hash) const override;

    static constexpr std::size_t events_max = std::size_t{1} << 17;
    static constexpr core::Duration wanted_for = std::chrono::minutes{2};
    static constexpr std::size_t misbehaved_max = 256;
    // For the table; others may wish besides.
    static constexpr std::size_t needs_wanted_max = 512;
    static constexpr std::size_t blobs_waiting_size_max = std::size_t{256} << 10;

    const WorkMesh& mesh_;
    tasks::Tasks tasks_;
    blobs::Blobs blobs_;
    core::Queue<tasks::Event> events_{events_max};
    // Each is wanted once, and not for ever: nobody may have it.
    std::map<tasks::ContentHash, core::Instant> wanted_until_;
    // What the table refers to: pinned, with how large it may be. Of that, what is not here and is
    // not wanted now; and which of it was wanted last.
    std::map<tasks::ContentHash, std::uint64_t> needed_;
    std::set<tasks::ContentHash> missing_;
    tasks::ContentHash wanted_last_{};
    std::set<tasks::ContentHash> kept_;  // In the journal.
    core::Queue<PeerId> misbehaved_{misbehaved_max};
};

}  // namespace fabric::node
