// AuthorLog is one author's chain of delivered changes: its head, what the author knew then, what
// later changes are judged by, and the bytes of the last ones, as many as are kept.
#pragma once

#include <optional>
#include <vector>

#include "core/base/assert.h"
#include "core/crdt/change/change.h"
#include "core/crdt/change/change_runs.h"

namespace core::crdt {

// A kept change, and where it stands. In the order of stamps nothing comes before its past, as a
// change has a larger Lamport number than all of it.
struct KeptChange {
    Stamp stamp;
    std::uint64_t last_counter = 0;
    Bytes bytes;
};

class AuthorLog {
public:
    AuthorLog() = default;
    // A chain of which no bytes are kept.
    AuthorLog(ChangeRuns runs, Blake3Digest head, Version clock)
        : head_(head),
          clock_(std::move(clock)),
          runs_(std::move(runs)),
          forgotten_counter_(runs_.last_counter()) {}

    // The next change, whose past is `clock()` and its news.
    void append(const Change& change, Buffer bytes);

    [[nodiscard]] std::uint64_t sequence() const { return runs_.change_count(); }
    [[nodiscard]] std::uint64_t last_counter() const { return runs_.last_counter(); }
    // Of the last change; zeros if there is none.
    [[nodiscard]] const Blake3Digest& head() const { return head_; }
    // What the author knew after its last change, which is included.
    [[nodiscard]] const Version& clock() const { return clock_; }
    [[nodiscard]] const ChangeRuns& runs() const { return runs_; }

    [[nodiscard]] bool is_quarantined() const { return is_quarantined_; }
    void quarantine() { is_quarantined_ = true; }

    // Empty if they were forgotten.
    [[nodiscard]] Bytes bytes_of(std::uint64_t sequence) const;
    void forget(std::uint64_t counter);
    // The first that ends behind the counter; nothing behind the last. Error::value_missing if it
    // was forgotten.
    [[nodiscard]] Result<std::optional<KeptChange>> first_behind(std::uint64_t counter,
                                                                 Author author) const;

private:
    struct Kept {
        std::uint64_t last_counter;
        Lamport lamport;
        Buffer bytes;
    };

    Blake3Digest head_;
    Version clock_;
    ChangeRuns runs_;
    bool is_quarantined_ = false;
    std::vector<Kept> kept_;  // The last ones of the chain.
    std::uint64_t forgotten_counter_ = 0;
};

}  // namespace core::crdt
