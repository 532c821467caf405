// The document does what the history lets through.
#include "core/crdt/replica/replica.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::crdt {

namespace {

// What a change says must be what it does: every replica finds the same.
Result<Operations> operations_of(const Change& change) {
    Operations operations = TRY(read_operations(change.author, change.operations));
    const std::uint64_t events = std::max<std::uint64_t>(1, operations.events());
    if (events != change.events) return fail(Error::malformed);
    return operations;
}

}  // namespace

struct Replica::Open {
    Open(Replica& replica, UndoEntry& undo)
        : touched(replica.watch_change()),
          transaction(replica.document_, replica.author_,
                      Lamport{replica.history_.lamport().value + 1}, touched ? &*touched : nullptr,
                      &undo),
          editor(transaction) {}

    std::optional<Touched> touched;
    Transaction transaction;
    Editor editor;
};

Replica::Replica(const DocumentId& id, Author author, crypto::Ed25519KeyPair key)
    : id_(id), author_(author), key_(std::move(key)) {}
Replica::~Replica() = default;
Replica::Replica(Replica&&) noexcept = default;
Replica& Replica::operator=(Replica&&) noexcept = default;

Editor& Replica::begin() {
    ASSERT(!open_ && check_can_write());
    open_ = std::make_unique<Open>(*this, undo_.begin());
    return open_->editor;
}

Editor& Replica::editor() {
    ASSERT(open_);
    return open_->editor;
}

std::uint64_t Replica::edited() const { return open_ ? open_->transaction.done() : 0; }

std::optional<Buffer> Replica::commit(std::int64_t wall_time, bool joins_undo) {
    undo_.commit(joins_undo);
    return finish(wall_time);
}

// What was done fits into one change, whatever the news: the editor sees to that.
std::optional<Buffer> Replica::finish(std::int64_t wall_time) {
    ASSERT(open_);
    const std::unique_ptr<Open> open = std::move(open_);
    const Operations done = open->transaction.finish();
    if (done.list.empty()) return std::nullopt;
    Change change = history_.next(author_);
    change.events = std::max<std::uint64_t>(1, done.events());
    change.wall_time = wall_time;
    change.operations = write_operations(author_, done);
    auto bytes = write_change(change, id_, key_);
    ASSERT(bytes);
    const auto taken = history_.take(*bytes);
    ASSERT(taken && taken->verdict == History::Verdict::delivered);
    tell(open->touched);
    return *std::move(bytes);
}

Result<std::optional<Buffer>> Replica::undo(std::int64_t wall_time) {
    return take_back(wall_time, false);
}

Result<std::optional<Buffer>> Replica::redo(std::int64_t wall_time) {
    return take_back(wall_time, true);
}

Result<std::optional<Buffer>> Replica::take_back(std::int64_t wall_time, bool is_redo) {
    TRY(check_can_write());
    static_cast<void>(begin());
    const auto done = is_redo ? undo_.redo(open_->transaction) : undo_.undo(open_->transaction);
    std::optional<Buffer> change = finish(wall_time);
    TRY(done);
    return change;
}

Result<Replica::Taken> Replica::take(Bytes signed_change) {
    ASSERT(!open_);
    const Change change = TRY(read_change(signed_change));
    static_cast<void>(TRY(operations_of(change)));
    History::Taken taken = TRY(history_.take(signed_change));
    for (const Delivered& delivered : taken.ready) {
        const auto operations = operations_of(delivered.change);
        ASSERT(operations);
        std::optional<Touched> touched = watch_change();
        document_.apply(delivered.change.first(), delivered.change.lamport, delivered.past,
                        *operations, touched ? &*touched : nullptr,
                        effect_of(delivered.change, cuts_));
        tell(touched);
    }
    return Taken{taken.verdict, std::move(taken.refused), std::move(taken.proofs)};
}

// Whether changes that are here count otherwise than before.
bool Replica::concerns_history(const Cuts& cuts) const {
    const auto concerns = [&](Author author) {
        const std::uint64_t before = cuts_[author];
        const std::uint64_t now = cuts[author];
        return before != now && std::min(before, now) < history_.sequence(author);
    };
    const auto is_concerned = [&](const auto& entry) { return concerns(entry.first); };
    return std::ranges::any_of(cuts_, is_concerned) || std::ranges::any_of(cuts, is_concerned);
}

Result<bool> Replica::set_cuts(Cuts cuts) {
    ASSERT(!open_);
    const bool is_anew = concerns_history(cuts);
    std::swap(cuts_, cuts);
    if (!is_anew) return false;
    auto document = at(history_.version());
    if (!document) {
        cuts_ = std::move(cuts);
        return fail(document.error());
    }
    document_ = *std::move(document);
    undo_ = {};
    if (wants_news_)
        news_.push_back({.events = {}, .subscriptions = subscriptions_.all(), .is_anew = true});
    return true;
}

std::optional<Touched> Replica::watch_change() {
    if (!wants_news_) return std::nullopt;
    return Touched(document_, &subscriptions_);
}

void Replica::tell(std::optional<Touched>& touched) {
    if (!touched) return;
    Events events = touched->take_events();
    if (!events.empty()) news_.push_back({std::move(events), touched->take_subscriptions(), false});
}

Result<void> Replica::abandon(std::int64_t wall_time) {
    const std::size_t news = news_.size();
    // Adding what a set has is a change that leaves nothing to take back.
    const bool has_steps = !undo_.begun().empty();
    if (!commit(wall_time)) return {};
    // In as many changes as it takes.
    for (const std::size_t before = undo_.size(); has_steps && undo_.size() == before;)
        static_cast<void>(TRY(undo(wall_time)));
    news_.resize(news);  // What was different is as before.
    undo_.forget_redo();
    return {};
}

}  // namespace core::crdt
