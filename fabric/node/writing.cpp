// What is written here: which writes join in one change (ND33), and what each begins with.
#include <utility>

#include "fabric/node/node.h"

namespace fabric::node {

using core::Instant;

std::expected<BegunWrite, NotWritten> Node::begin_write(DocumentNumber number,
                                                        const quorum::Policy& policy, Instant now) {
    now_ = now;
    if (!document(number) || !is_open_)
        return std::unexpected(NotWritten(core::Error::value_missing));
    if (is_storage_gone_) return std::unexpected(NotWritten(core::Error::storage_failed));
    // Who is yet to be admitted writes: it is taken then.
    const bool had_role = mesh_->log.may_have_written(identity_.public_key());
    if (had_role && !mesh_->log.role(identity_.public_key(), unix_now(now)))
        return std::unexpected(NotWritten(core::Error::author_revoked));
    Document& document = *documents_.at(number);
    documents::SharedDocument& shared = *document.shared;
    end_doubt(now);
    if (!is_certain(document, now)) return std::unexpected(NotWritten(core::Error::past_unknown));
    if (const auto can = shared.check_can_write(); !can)
        return std::unexpected(NotWritten(can.error()));
    if (const auto can = quorum_.check(policy); !can)
        return std::unexpected(NotWritten(can.error()));
    const quorum::Write open{quorum::Document{number.value},
                             quorum::Sequence{shared.own_count() + 1}};
    if (may_join(document, open, policy, now)) return BegunWrite{open, true};
    shared.close_own();
    keep_promise_of_closed(document);
    unsettled_.insert(number);
    const quorum::Write write{open.document, quorum::Sequence{shared.own_count() + 1}};
    if (const auto begun = quorum_.begin(write, policy, now); !begun) {
        settle(now);
        return std::unexpected(NotWritten(begun.error()));
    }
    document.open_policy = policy;
    document.open_until = now + policy.patience / 2;
    return BegunWrite{write, false};
}

// What became of the open one may have been told already, if the journal takes its time.
bool Node::may_join(const Document& document, quorum::Write write, const quorum::Policy& policy,
                    Instant now) const {
    if (!document.shared->own_takes_more() || document.open_policy != policy) return false;
    const auto status = quorum_.status(write);
    return now < document.open_until && status && status->state == quorum::State::pending;
}

// In front of the change in the journal.
void Node::keep_promise_of_closed(Document& document) {
    if (document.shared->has_open_own() || !document.open_promise) return;
    keep_promise(*std::exchange(document.open_promise, std::nullopt));
}

void Node::end_write(DocumentNumber number, const BegunWrite& begun, const quorum::Policy& policy,
                     Instant now) {
    // What is open has something in it, and so will be a change.
    const bool is_there = documents_.at(number)->shared->has_open_own();
    if (!is_there) quorum_.withdraw(begun.write);
    if (is_there && !begun.joins && policy.has_quorum())
        documents_.at(number)->open_promise =
            Promise{quorum::only(begun.write), policy.kind, policy.need};
    if (is_there && !begun.joins && policy.kind == quorum::Policy::Kind::leader)
        to_order_.emplace(begun.write, policy.patience);
    unsettled_.insert(number);
    settle(now);
}

}  // namespace fabric::node
