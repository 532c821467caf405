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
        return;
    }
    const auto& committed = raft_->log().configuration_at(raft_->commit());
    if (known->second.is_removed && committed.configuration.is_voter(from))
        say(from, VoteGiven{disk.life, committed.index});
}

void Ordering::handle(const MemberId& from, const VoteGiven& given) {
    if (!may_vote_ && given.life == life_ && leader_.leader == from) vote_given_at_ = given.index;
}

void Ordering::trust_if_committed() {
    if (may_vote_ || !vote_given_at_ || raft_->commit() < *vote_given_at_) return;
    vote_given_at_.reset();
    push({write_trusted_record(), core::Nothing{}});
}

// Refusals are answered by looking again.
void Ordering::look_at_group() {
    look_at_.reset();
    if (!raft_) return;
    if (!may_vote_ && leader_.leader) {
        say(*leader_.leader, NewDisk{life_});
        look_at_ = now_ + options_.ask_again_after;
    }
    if (!leads()) return;
    const Configuration& newest = *group();
    const auto& committed = raft_->log().configuration_at(raft_->commit()).configuration;
    for (auto& [id, newcomer] : newcomers_)
        if (!newest.contains(id) && !committed.contains(id)) newcomer.is_removed = true;
    const std::vector<Change> wanted = wanted_changes();
    if (wanted.empty()) return;
    look_at_ = now_ + options_.look_at_group_after;
    for (const Change& change : wanted)
        if (raft_->change(change, now_)) break;
}

std::vector<Change> Ordering::wanted_changes() const {
    using enum Change::Kind;
    const Configuration& group = *this->group();
    std::vector<Change> wanted;
    for (const auto& [id, role] : group.members()) {
        const auto newcomer = newcomers_.find(id);
        const bool has_lost_its_disk = newcomer != newcomers_.end() && !newcomer->second.is_removed;
        if (!is_authority(id) || has_lost_its_disk)
            wanted.push_back({remove, id});
        else if (role == leadership::Role::learner && connected_.contains(id) &&
                 owner_.holds_all(id))
            wanted.push_back({promote, id});
    }
    for (const MemberId& id : authorities_)
        if (!group.contains(id) && connected_.contains(id)) wanted.push_back({add_learner, id});
    return wanted;
}

}  // namespace fabric::ordering
