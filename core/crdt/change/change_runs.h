// ChangeRuns knows of every change of one author where it ends and which Lamport number it ends
// with, also of those whose bytes were forgotten: that is what later changes are judged by (rules
// CH3, CH4, spec/change.md).
//
// Most authors change things in the same manner many times over: a keystroke is one event, and its
// Lamport number lies as far behind the one before as others were typing in between. So changes of
// the same number of events whose Lamport numbers grow in equal steps are one run: five numbers,
// however many they are. At worst, a run is one change.
#pragma once

#include <optional>
#include <vector>

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/base/writer.h"
#include "core/crdt/dot.h"

namespace core::crdt {

class ChangeRuns {
public:
    // The author's next change. Its Lamport numbers are larger than all before.
    void append(Lamport lamport, std::uint64_t events);

    [[nodiscard]] bool empty() const { return runs_.empty(); }
    // Of runs, not of changes.
    [[nodiscard]] std::size_t size() const { return runs_.size(); }
    [[nodiscard]] std::uint64_t change_count() const { return change_count_; }
    // The following three are 0 if there is no change.
    [[nodiscard]] std::uint64_t last_counter() const;
    [[nodiscard]] Lamport last_lamport() const;
    [[nodiscard]] Lamport first_lamport_of_last_change() const;

    // Of the event with this counter, if a change ends with it.
    [[nodiscard]] std::optional<Lamport> lamport_at_end(std::uint64_t counter) const;
    // Of the event before the last change; 0 if there is none.
    [[nodiscard]] Lamport lamport_before_last_change() const;

    void write(BufferWriter& writer) const;
    [[nodiscard]] static Result<ChangeRuns> read(Reader& reader);

    friend bool operator==(const ChangeRuns&, const ChangeRuns&) = default;

private:
    // `count` changes: the i-th begins at `counter` + i × `events`, with `lamport` + i × `step`.
    // The step is 0 as long as there is one change only, and never less than `events` then.
    struct Run {
        std::uint64_t counter;
        std::uint64_t lamport;
        std::uint64_t events;
        std::uint64_t step;
        std::uint64_t count;

        [[nodiscard]] std::uint64_t last_counter() const { return counter + count * events - 1; }
        [[nodiscard]] std::uint64_t lamport_of(std::uint64_t index) const {
            return lamport + index * step;
        }
        [[nodiscard]] std::uint64_t last_lamport() const {
            return lamport_of(count - 1) + events - 1;
        }
        [[nodiscard]] bool goes_on_with(std::uint64_t next_lamport,
                                        std::uint64_t next_events) const {
            return next_events == events && (count == 1 || next_lamport == lamport_of(count));
        }
        friend bool operator==(const Run&, const Run&) = default;
    };

    [[nodiscard]] static Result<Run> read_run(Reader& reader, std::uint64_t counter,
                                              std::uint64_t lamport_before);

    std::vector<Run> runs_;
    std::uint64_t change_count_ = 0;
};

}  // namespace core::crdt
