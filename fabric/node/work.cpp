// Tasks in a node: the ordered log that keeps them, the lanes on which they are spoken of, and what
// is told of them.
#include "core/base/assert.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using lanes::Lane;

void Node::begin_work(Instant now) {
    working_ =
        std::make_unique<Working>(identity_.public_key(), static_cast<const WorkMesh&>(*this), now);
    for (const core::Buffer& blob : kept_blobs_) working_->restore(blob);
    kept_blobs_.clear();
}

std::optional<membership::Role> Node::role_of(const tasks::Member& member) const {
    return mesh_ ? mesh_->log.role(member, unix_now(now_)) : std::nullopt;
}

tasks::UnixSeconds Node::unix_seconds(Instant now) const {
    return tasks::UnixSeconds{unix_now(now).value};
}

bool Node::knows_all(Instant now) const { return ordering_ && ordering_->knows_all(now); }

core::Buffer Node::applied_state() const { return working_ ? working_->state() : core::Buffer{}; }

// Whether anything is left to be looked at.
bool Node::settle_work(Instant now) {
    if (!working_) return false;
    working_->settle(now);
    bool has_any = false;
    while (auto event = working_->next_event()) {
        tell(WorkTold{*std::move(event)});
        has_any = true;
    }
    // What is refused is decided anew, when it is looked for what is due: now it would be again.
    while (ordering_ && ordering_->may_propose()) {
        const auto batch = working_->next_batch();
        if (!batch) break;
        if (!ordering_->propose(ordering::write_command({{}, *batch}), now)) {
            working_->not_ordered(now);
            break;
        }
        has_any = true;
    }
    while (auto letter = working_->next_letter()) put_letter(*std::move(letter));
    for (auto& [peer, session] : sessions_) working_->pump(session);
    while (const auto peer = working_->next_misbehaved()) {
        const auto session = sessions_.find(*peer);
        if (session != sessions_.end())
            break_off(session->second, "bytes that are not what was asked for");
    }
    keep_blobs();
    return has_any;
}

// What finds no room is lost, and said again.
void Node::put_letter(tasks::OutgoingLetter letter) {
    const auto session = sessions_.find(id_of_member(letter.to));
    if (session == sessions_.end()) return;
    lanes::Sender& sender = session->second.sender;
    if (sender.waiting_size(Lane::tasks) < options_.letters_size_max)
        sender.put(Lane::tasks, std::move(letter.bytes));
}

// Without room they are here for this life.
void Node::keep_blobs() {
    if (!options_.keeps_everything) return;
    while (const core::Buffer* const blob = working_->next_kept())
        static_cast<void>(keep(record_types::blob, *blob));
}

void Node::take_letter(Session& session, Bytes bytes, Instant now) {
    if (!working_->take_letter(session.peer, bytes, now))
        break_off(session, "what is no letter about tasks");
}

}  // namespace fabric::node
