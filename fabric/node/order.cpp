// The ordered log: what is asked for, what comes of it, and what it is asked about.
#include "core/base/assert.h"
#include "core/crdt/change/change.h"
#include "fabric/documents/change_record.h"
#include "fabric/node/interest.h"
#include "fabric/node/node.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using lanes::Lane;

void Node::begin_ordering(Instant now) {
    if (!kept_order_.is_readable()) {
        // As on a disk that is new: the group is asked to take it in again.
        kept_order_ = {};
        static_cast<void>(keep(record_types::ordering, ordering::write_anew_record()));
    }
    ordering_ = std::make_unique<ordering::Ordering>(
        self_, options_.ordering, static_cast<const ordering::Owner&>(*this),
        std::exchange(kept_order_, {}), core::Seed{prng_.next()}, now);
    for (const auto& [peer, session] : sessions_) ordering_->connected(peer, true, now);
}

bool Node::settle_ordering(Instant now) {
    if (!ordering_) return false;
    bool has_told = false;
    while (auto event = ordering_->next_event()) {
        hear_ordering(*std::move(event), now);
        has_told = true;
    }
    return has_told;
}

// Behind the changes that it applied: what a snapshot of the log leaves out must be in documents.
void Node::keep_ordering() {
    if (!ordering_) return;
    while (const auto record = ordering_->next_record()) {
        for (const auto& [number, document] : documents_)
            if (document->shared->next_record()) return;
        if (!keep(record_types::ordering, *record)) break;
        ordering_->recorded();
        const bool has_room = syncing_.push({store_.end(), SyncedOrdering{mesh_count_}});
        ASSERT(has_room);
    }
    while (auto message = ordering_->next_message()) {
        const auto session = sessions_.find(message->to);
        if (session == sessions_.end()) continue;
        lanes::Sender& sender = session->second.sender;
        if (sender.waiting_size(Lane::leadership) < options_.leadership_size_max)
            sender.put(Lane::leadership, std::move(message->bytes));
    }
}

void Node::hear_ordering(ordering::Event event, Instant now) {
    const auto take_write = [&](ordering::OrderNumber number) -> std::optional<quorum::Write> {
        const auto at = ordering_writes_.find(number);
        if (at == ordering_writes_.end()) return std::nullopt;
        return ordering_writes_.extract(at).mapped();
    };
    core::match(
        event,
        core::Cases{[&](const ordering::Applied& applied) { apply(applied, now); },
                    [&](const ordering::OrderTold& told) {
                        if (const auto write = take_write(told.number))
                            quorum_.ordered(*write,
                                            {quorum::Term{told.place.term.value},
                                             quorum::Index{told.place.index.value}},
                                            now);
                    },
                    [&](const ordering::OrderRefused& told) {
                        if (const auto write = take_write(told.number))
                            quorum_.not_ordered(*write, quorum::Quorum::Unordered::refused, now);
                    },
                    [&](const ordering::StateIs& told) { working_->install(told.state, now); },
                    [&](const ordering::ProposalLost&) { working_->not_ordered(now); },
                    [&](const ordering::LeaderChanged& told) {
                        working_->leader(told.leader, now);
                        tell(LeaderIs{told.term, told.leader});
                    },
                    [&](const ordering::Contradicted& told) {
                        const auto session = sessions_.find(told.peer);
                        if (session != sessions_.end()) break_off(session->second, told.what);
                    }});
}

// Whoever committed it had verified it; what is refused here is refused by every Authority.
void Node::apply(const ordering::Applied& applied, Instant now) {
    const auto command = ordering::read_command(applied.command);
    if (!command) return;
    if (ordering::is_of_leader(applied.command)) return working_->apply(command->record, now);
    const auto record = documents::read_change_record(command->record);
    std::optional<DocumentNumber> number = find_document(command->document);
    if (!number && options_.keeps_everything)
        if (const auto begun = begin_document(command->document, now)) number = *begun;
    if (!record || !number) return;
    // It is there already, or refused as it would be from a peer.
    static_cast<void>(documents_.at(*number)->shared->take_record(command->record));
    unsettled_.insert(*number);
    tell(InOrder{applied.place, *number, record->author, record->change.sequence});
}

void Node::ask_for_order(DocumentNumber number, core::Range sequences, Instant now) {
    const quorum::Document document{number.value};
    while (!to_order_.empty()) {
        const auto at = to_order_.lower_bound({document, quorum::Sequence{sequences.begin}});
        const bool is_journaled = at != to_order_.end() && at->first.document == document &&
                                  at->first.sequence.value < sequences.end;
        if (!is_journaled) return;
        const auto [write, patience] = *at;
        to_order_.erase(at);
        const Document& of = *documents_.at(number);
        const auto record = of.shared->own_record(write.sequence.value);
        ASSERT(record);  // Our own, and journaled just now.
        const auto asked =
            ordering_->order(ordering::write_command({of.name, *record}), patience, now);
        if (asked)
            ordering_writes_.emplace(*asked, write);
        else
            quorum_.not_ordered(write, quorum::Quorum::Unordered::refused, now);
    }
}

bool Node::may_order(Bytes bytes) const {
    const auto command = ordering::read_command(bytes);
    if (!command || !check_document_name(command->document)) return false;
    const auto record = documents::read_change_record(command->record);
    return record && mesh_->log.role(record->author, unix_now(now_)) &&
           core::crdt::verify_change(record->signed_change, id_of(command->document),
                                     record->author)
               .has_value();
}

bool Node::holds_all(const PeerId& member) const {
    const auto session = sessions_.find(member);
    if (session == sessions_.end() || !session->second.keeps_everything) return false;
    for (const auto& [number, document] : documents_)
        if (!document->shared->is_reconciled(session->second.number)) return false;
    return true;
}

}  // namespace fabric::node
