// Replica is one author's copy of a document together with its history: what an application holds.
//
//     Replica mine(document, author, key);
//     const Buffer change = *TRY(mine.edit(now, [](Editor& edit) {
//         return edit.insert_text(notes, 0, "hello"); }));      // to be sent and kept
//     theirs.take(change);                                       // signature checked before
//
// What was edited or taken shows at once, and tells in take_news() what is different (rules
// RP1–RP12, spec/replica.md).
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/sliced.h"
#include "core/crdt/change/cuts.h"
#include "core/crdt/change/history.h"
#include "core/crdt/document/editor.h"
#include "core/crdt/document/touched.h"
#include "core/crdt/document/undo.h"
#include "core/crypto/ed25519.h"

namespace core::crdt {

[[nodiscard]] inline Effect effect_of(const Change& change, const Cuts& cuts) {
    return cuts.is_void(change) ? Effect::none : Effect::all;
}

class Replica {
public:
    Replica(const DocumentId& id, Author author, crypto::Ed25519KeyPair key);
    ~Replica();
    Replica(Replica&&) noexcept;
    Replica& operator=(Replica&&) noexcept;

    [[nodiscard]] const DocumentId& id() const { return id_; }
    [[nodiscard]] Author author() const { return author_; }
    [[nodiscard]] Document& document() { return document_; }
    [[nodiscard]] const Document& document() const { return document_; }
    [[nodiscard]] const History& history() const { return history_; }

    // Whoever was found out writes no more, not even here, and neither does who comes when there is
    // no room: the error says which.
    [[nodiscard]] Result<void> check_can_write() const {
        if (cuts_[author_] != all_changes) return fail(Error::author_revoked);
        return history_.check_can_write(author_);
    }
    // Everything between the two becomes one change. commit() gives nothing if nothing was done.
    // Only for who can write.
    [[nodiscard]] Editor& begin();
    [[nodiscard]] std::optional<Buffer> commit(std::int64_t wall_time, bool joins_undo = false);
    [[nodiscard]] bool is_editing() const { return open_ != nullptr; }
    // Between the two what begin() gave; and what grows with all that is done, 0 being nothing.
    [[nodiscard]] Editor& editor();
    [[nodiscard]] std::uint64_t edited() const;
    // Instead of commit(): what was done is taken back, and nobody is told of it. Others get it as
    // changes that lead nowhere. Error::too_large if a part of it does not fit into one: it stays.
    [[nodiscard]] Result<void> abandon(std::int64_t wall_time);

    // The same, around `act(Editor&) -> Result<void>`. What was done before an error stays, and
    // becomes a change that the caller gets by commit().
    template <class Act>
    [[nodiscard]] Result<std::optional<Buffer>> edit(std::int64_t wall_time, Act act) {
        TRY(check_can_write());
        TRY(act(begin()));
        return commit(wall_time);
    }

    // Takes back the author's own last change, or does it again. Nothing if there is none;
    // Error::too_large if it would not fit into one change, or whatever keeps one from writing.
    [[nodiscard]] Result<std::optional<Buffer>> undo(std::int64_t wall_time);
    [[nodiscard]] Result<std::optional<Buffer>> redo(std::int64_t wall_time);
    [[nodiscard]] const Undo& undo_log() const { return undo_; }
    void forget_undo() { undo_ = {}; }

    struct Taken {
        History::Verdict verdict = History::Verdict::known;
        std::vector<History::Refused> refused;
        std::vector<Equivocation> proofs;
    };
    // Somebody's change whose signature was checked; not while editing.
    [[nodiscard]] Result<Taken> take(Bytes signed_change);
    // Quarantines an author whom somebody else found out; both signatures were checked.
    [[nodiscard]] Result<void> convict(const Equivocation& proof) {
        return history_.convict(proof);
    }
    // Which changes are void from now on, here or yet to come; not while editing. If that is
    // another matter for any that are here, the document is made anew of the history, undo forgets,
    // and it says true. Error::value_missing if changes are forgotten; then the cuts are as before.
    [[nodiscard]] Result<bool> set_cuts(Cuts cuts);
    [[nodiscard]] const Cuts& cuts() const { return cuts_; }
    // Forgets the bytes of changes, as History does.
    void forget(const Version& version) { history_.forget(version); }

    SubscriptionId subscribe(const Path& path) { return subscriptions_.add(path); }
    void unsubscribe(SubscriptionId id) { subscriptions_.remove(id); }

    // What one change made different.
    struct News {
        Events events;
        std::vector<SubscriptionId> subscriptions;
        // Other changes count than before: anything may be different, and no events say what.
        bool is_anew = false;
    };
    // Of all changes since it was asked for last, in their order.
    [[nodiscard]] std::vector<News> take_news() { return std::exchange(news_, {}); }
    // Who does not take news says so, and none are made. Not while editing.
    void want_news(bool wants) {
        ASSERT(!open_);
        wants_news_ = wants;
        if (!wants) news_.clear();
    }

    // The document as it was when so much was known, without what is void now. Error::value_missing
    // if the changes are forgotten, or if the version was never a state: something of its past is
    // not in it.
    [[nodiscard]] Result<Document> at(const Version& version) const;

    // Which document it is, state and history, as a snapshot for another replica.
    void write(BufferWriter& writer) const;
    // Of a new replica: everything but the author is replaced. Refused, and nothing is changed, if
    // the bytes are not a snapshot.
    [[nodiscard]] Result<void> read(Reader& reader);

    // The last three in slices. The replica stays where it is until they are done; while it is
    // written, it may not change. What is read is there at the end, in one go.
    [[nodiscard]] Sliced<Result<Document>> at(Pace& pace, Version version) const;
    [[nodiscard]] Sliced<Result<void>> write(Pace& pace, BufferWriter& writer) const;
    [[nodiscard]] Sliced<Result<void>> read(Pace& pace, Reader& reader);

private:
    struct Open;

    [[nodiscard]] Result<std::optional<Buffer>> take_back(std::int64_t wall_time, bool is_redo);
    [[nodiscard]] std::optional<Buffer> finish(std::int64_t wall_time);
    [[nodiscard]] bool concerns_history(const Cuts& cuts) const;
    [[nodiscard]] std::optional<Touched> watch_change();
    void tell(std::optional<Touched>& touched);

    DocumentId id_;
    Author author_;
    crypto::Ed25519KeyPair key_;
    Document document_;
    History history_;
    Cuts cuts_;
    Subscriptions subscriptions_;
    Undo undo_;
    std::vector<News> news_;
    bool wants_news_ = true;
    std::unique_ptr<Open> open_;
};

}  // namespace core::crdt
