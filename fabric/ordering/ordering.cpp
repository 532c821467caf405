// One member's part: who leads, what Raft says, and what is applied.
#include "fabric/ordering/ordering.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/deadlines.h"

namespace fabric::ordering {

using core::Bytes;
using core::Instant;

Ordering::Ordering(const MemberId& self, const Options& options, const Owner& owner, Kept kept,
                   core::Seed seed, Instant now)
    : self_(self),
      options_(options),
      owner_(owner),
      prng_(seed),
      now_(now),
      kept_(std::move(kept)),
      // Answers to an earlier life of ours are to be known from those to this one.
      last_number_{prng_.below(first_number_max)} {
    prng_.fill(life_.mutable_view());
}

void Ordering::begin_raft() {
    const leadership::Stored stored = kept_.stored();
    snapshot_ = stored.snapshot;
    content_ = kept_.content();
    take_content();
    applied_ = snapshot_.last;
    raft_.emplace(self_, options_.raft, stored, core::Seed{prng_.next()}, now_);
    known_since_ = stored.known_since;
    look_at_ = now_;
}

void Ordering::authorities(std::span<const MemberId> all, Instant now) {
    now_ = now;
    authorities_ = {all.begin(), all.end()};
    while (authorities_.size() > leadership::members_max)
        authorities_.erase(std::prev(authorities_.end()));
    std::erase_if(newcomers_, [&](const auto& entry) { return !is_authority(entry.first); });
    // Who was in the group may be needed for its own removal.
    if (!raft_ && (is_authority(self_) || kept_.known_since())) begin_raft();
    look_at_ = now;
    settle();
}

void Ordering::connected(const MemberId& peer, bool is_connected, Instant now) {
    now_ = now;
    if (is_connected) {
        connected_.insert(peer);
        say_who_leads(peer);
    } else {
        connected_.erase(peer);
    }
    look_at_ = now;
    settle();
}

void Ordering::receive(const MemberId& from, Bytes bytes, Instant now) {
    now_ = now;
    const auto message = read_message(bytes);
    if (!message) return tell(Contradicted{from, "what is no message about the ordered log"});
    match(*message, [&](const auto& body) { handle(from, body); });
    settle();
}

void Ordering::expire(Instant now) {
    now_ = now;
    if (raft_) raft_->expire(now);
    settle();
}

void Ordering::storage_failed(Instant now) {
    now_ = now;
    if (raft_) raft_->persist_failed(now);
    settle();
}

std::optional<Instant> Ordering::deadline() const {
    if (may_apply_more_) return now_;
    std::optional<Instant> first = look_at_;
    if (raft_) first = core::earlier(first, raft_->deadline());
    for (const auto& [number, request] : requests_)
        first = core::earlier(first, std::min(request.ask_at, request.give_up_at));
    return first;
}

std::optional<Outgoing> Ordering::next_message() { return outgoing_.pop(); }

void Ordering::tell(Event event) {
    const bool has_room = events_.push(std::move(event));
    ASSERT(has_room);  // Else the driver did not take events.
}

void Ordering::say(const MemberId& to, const Message& message) {
    if (connected_.contains(to)) static_cast<void>(outgoing_.push({to, write_message(message)}));
}

// What became due by what was told is done at once.
void Ordering::settle() {
    bool is_settled = false;
    while (!is_settled) {
        while (raft_ && settle_raft()) {
        }
        const bool has_looked = look_at_ && *look_at_ <= now_;
        if (has_looked) look_at_group();
        is_settled = !expire_requests() && !has_looked;
    }
}

// Whether Raft told anything, which may be more when it was heard.
bool Ordering::settle_raft() {
    leadership::Raft& raft = *raft_;
    bool has_told = false;
    while (const auto event = raft.next_event()) {
        note(*event);
        has_told = true;
    }
    while (auto piece = raft.next_piece()) take_piece(*std::move(piece));
    while (const auto order = raft.next_order()) keep(*order);
    while (auto out = raft.next_message()) {
        if (auto* const install = core::get_if<leadership::InstallSnapshot>(&out->message)) {
            if (install->snapshot != snapshot_) continue;
            install->data = Bytes(content_).subspan(static_cast<std::size_t>(install->offset),
                                                    static_cast<std::size_t>(install->length));
        }
        say(out->to, RaftBytes{leadership::write_message(out->message)});
    }
    // The rest when these were taken: a restart may find much that is committed.
    while (events_.size() < applied_waiting_max) {
        const auto committed = raft.next_committed();
        if (!committed) break;
        apply(*committed);
    }
    may_apply_more_ = events_.size() >= applied_waiting_max;
    // What was applied is what its owner has taken.
    if (wants_snapshot_ && !is_snapshot_on_its_way_ && events_.empty()) take_snapshot();
    return has_told;
}

void Ordering::note(const leadership::Event& event) {
    core::match(
        event, core::Cases{[&](const leadership::BecameLeader&) {
                               newcomers_.clear();
                               look_at_ = now_;
                           },
                           [&](const leadership::LostLeadership&) { newcomers_.clear(); },
                           [&](const leadership::LeaderIs& is) { note_leader(is.term, is.leader); },
                           [&](const leadership::ConfigurationChanged&) { look_at_ = now_; },
                           [&](const leadership::LearnerCaughtUp&) { look_at_ = now_; },
                           [&](const leadership::ProposalEnded& ended) {
                               // Who asked is answered when it is applied.
                               if (ended.fate == leadership::Fate::committed) return;
                               const Place place{ended.term, ended.index};
                               end_proposal(place, NotOrderedReason::later);
                               if (own_proposals_.erase(place) > 0) tell(ProposalLost{place});
                           },
                           [&](const leadership::SnapshotWanted&) { wants_snapshot_ = true; },
                           [&](const leadership::Contradicted& said) {
                               tell(Contradicted{said.peer, said.what});
                           },
                           [](const auto&) {}});
}

void Ordering::note_leader(Term term, const std::optional<MemberId>& leader) {
    const bool is_news = term > leader_.term || (term == leader_.term && leader != leader_.leader);
    if (!is_news) return;
    leader_ = {term, leader};
    tell(leader_);
    for (const MemberId& peer : connected_) say_who_leads(peer);
    if (!leader) return;
    for (auto& [number, request] : requests_) request.ask_at = now_;
}

void Ordering::say_who_leads(const MemberId& to) {
    if (raft_ && is_authority(self_) && leader_.term > Term{})
        say(to, Leads{leader_.term, leader_.leader});
}

// Who is no Authority any more is needed until its removal is committed.
bool Ordering::is_in_group(const MemberId& id) const {
    const auto& committed = raft_->log().configuration_at(raft_->commit());
    return group()->contains(id) || committed.configuration.contains(id);
}

void Ordering::handle(const MemberId& from, const RaftBytes& bytes) {
    if (!raft_ || (!is_authority(from) && !is_in_group(from))) return;
    const auto message = leadership::read_message(bytes.bytes);
    if (!message) return tell(Contradicted{from, "what is no message of Raft"});
    const auto* const install = core::get_if<leadership::InstallSnapshot>(&*message);
    if (install && install->snapshot.size > content_size_max)
        return tell(Contradicted{from, "a snapshot that is too large"});
    raft_->receive(from, *message, now_);
}

void Ordering::handle(const MemberId& from, const Leads& leads) {
    if (is_authority(from) && leads.term >= leader_.term && leads.leader != self_ &&
        (leads.term > leader_.term || !leader_.leader))
        note_leader(leads.term, leads.leader);
}

void Ordering::apply(const leadership::Committed& committed) {
    applied_ = {committed.entry.term, committed.index};
    if (committed.entry.kind != leadership::EntryKind::command) return;
    const Bytes command = committed.entry.bytes;
    if (is_of_leader(command)) {
        own_proposals_.erase(applied_);
        return tell(Applied{applied_, {command.begin(), command.end()}});
    }
    const CommandKey key = key_of(command);
    if (recent_.add(key, applied_)) tell(Applied{applied_, {command.begin(), command.end()}});
    end_proposal(applied_, *recent_.find(key));
}

void Ordering::hand_over(Instant now) {
    now_ = now;
    if (!leads()) return;
    for (const auto& [id, role] : group()->members()) {
        const bool is_fit =
            role == leadership::Role::voter && id != self_ && connected_.contains(id);
        if (is_fit && raft_->transfer(id, now)) break;
    }
    settle();
}

}  // namespace fabric::ordering
