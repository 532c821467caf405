// Who is in the group: what the list of members says, and disks that are new.
#include <algorithm>

#include "fabric/ordering/ordering.h"

namespace fabric::ordering {

using leadership::Change;
using leadership::Configuration;

void Ordering::handle(const MemberId& from, const NewDisk& disk) {
    if (!leads() || !is_authority(from)) return;
    const auto known = newcomers_.find(from);
    if (known == newcomers_.end() || known->second.life != disk.life) {
        newcomers_.insert_or_assign(from, Newcomer{disk.life});
        look_at_ = now_;
    } else if (known->second.known_since) {
        say(from, KnownDisk{disk.life, *known->second.known_since});
    }
}

void Ordering::handle(const MemberId& from, const KnownDisk& known) {
    const bool is_ours = raft_ && !known_since_ && known.life == life_;
    if (!is_ours || is_trust_on_its_way_ || !is_authority(from)) return;
    is_trust_on_its_way_ = true;
    push({write_trusted_record(known.since), known.since});
}

// Refusals are answered by looking again.
void Ordering::look_at_group() {
    look_at_.reset();
    if (!raft_) return;
    if (!known_since_) {
        for (const MemberId& id : authorities_) say(id, NewDisk{life_});
        look_at_ = now_ + options_.ask_again_after;
    }
    if (!leads()) return;
    note_newcomers();
    const std::vector<Change> wanted = wanted_changes();
    if (wanted.empty() && !has_learners()) return;
    look_at_ = now_ + options_.look_at_group_after;
    for (const Change& change : wanted)
        if (raft_->change(change, now_)) break;
}

// What is committed now is known to whoever leads in this term or later.
void Ordering::note_newcomers() {
    const auto& newest = raft_->log().configuration();
    if (newest.index > raft_->commit()) return;
    for (auto& [id, newcomer] : newcomers_) {
        if (newcomer.known_since || newest.configuration.contains(id)) continue;
        newcomer.known_since = Place{raft_->term(), newest.index};
        say(id, KnownDisk{newcomer.life, *newcomer.known_since});
    }
}

std::vector<Change> Ordering::wanted_changes() const {
    using enum Change::Kind;
    const Configuration& group = *this->group();
    std::vector<Change> wanted;
    for (const auto& [id, role] : group.members()) {
        if (has_lost_its_disk(id) || (!is_authority(id) && !is_needed(id)))
            wanted.push_back({remove, id});
        else if (role == leadership::Role::learner && connected_.contains(id) &&
                 owner_.holds_all(id))
            wanted.push_back({promote, id});
    }
    for (const MemberId& id : authorities_)
        if (!group.contains(id) && connected_.contains(id)) wanted.push_back({add_learner, id});
    return wanted;
}

bool Ordering::has_lost_its_disk(const MemberId& id) const {
    const auto newcomer = newcomers_.find(id);
    return newcomer != newcomers_.end() && !newcomer->second.known_since;
}

// Whether the others could not go on alone: who is not connected may never come back.
bool Ordering::is_needed(const MemberId& id) const {
    if (!group()->is_voter(id)) return false;
    std::size_t others = 0;
    std::size_t sound = 0;
    for (const auto& [other, role] : group()->members()) {
        if (role != leadership::Role::voter || other == id) continue;
        ++others;
        const bool is_there = other == self_ || connected_.contains(other);
        if (is_there && !has_lost_its_disk(other)) ++sound;
    }
    return 2 * sound <= others;
}

bool Ordering::has_learners() const {
    return std::ranges::any_of(group()->members(), [&](const auto& member) {
        return member.second == leadership::Role::learner && connected_.contains(member.first);
    });
}

}  // namespace fabric::ordering
