// Doubt: what was written here may be lost, and others know more of it than we do (ND34).
#include <algorithm>

#include "fabric/node/node.h"
#include "fabric/node/rules.h"

namespace fabric::node {

using core::Instant;

namespace {

// Who has met nobody for so long, and knows of no other Authority, is believed to be alone.
constexpr core::Duration alone_after = std::chrono::seconds{60};
// Who has waited so long for an Authority that it knows goes on without.
constexpr core::Duration absent_after = std::chrono::minutes{10};

}  // namespace

void Node::begin_doubt(Instant now) {
    doubting_since_ = now;
    set_doubt(Doubt::here);
}

void Node::set_doubt(Doubt doubt) {
    doubt_ = doubt;
    is_doubt_kept_ = false;
    keep_doubt();
}

// As soon as the journal has room for it.
void Node::keep_doubt() {
    if (!is_open_ || is_doubt_kept_ || !mesh_) return;
    is_doubt_kept_ = keep(record_types::doubt, write_doubt(doubt_));
}

// Authorities have what is to be had; of Citizens anybody may say that it has something.
bool Node::is_certain(const Document& document, Instant now) const {
    if (doubt_ != Doubt::here || !rules::doubts()) return true;
    bool is_one_absent = false;
    bool is_one_met = false;
    for (const membership::MemberKey& key : mesh_->log.authorities(unix_now(now))) {
        const PeerId peer = PeerId::of(core::codec::PublicKey(key));
        if (peer == self_) continue;
        const auto session = sessions_.find(peer);
        if (session == sessions_.end()) {
            is_one_absent = true;
            continue;
        }
        const bool has_it = session->second.keeps_everything ||
                            session->second.documents.contains(document.shared->id());
        if (!has_it) continue;
        if (!document.met.contains(peer)) return false;
        is_one_met = true;
    }
    if (is_one_met || (!is_one_absent && !document.met.empty())) return true;
    return now >= doubting_since_ + (is_one_absent ? absent_after : alone_after);
}

// One who is no Authority is enough to know that somebody was.
void Node::note_met(Document& document, const PeerId& peer, Instant now) {
    if (doubt_ != Doubt::here) return;
    const bool is_authority = role_of(peer, now) == membership::Role::authority;
    if (is_authority || document.met.empty()) document.met.insert(peer);
    end_doubt(now);
}

// Documents whose names were lost too come back meanwhile.
void Node::end_doubt(Instant now) {
    if (doubt_ != Doubt::here || now < doubting_since_ + alone_after) return;
    const bool is_over = std::ranges::all_of(
        documents_, [&](const auto& entry) { return is_certain(*entry.second, now); });
    if (!is_over) return;
    set_doubt(Doubt::none);
    for (const auto& [number, document] : documents_) document->met.clear();
}

}  // namespace fabric::node
