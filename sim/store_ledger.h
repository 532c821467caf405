// StoreLedger knows what was given to a journal and what the journal has promised, and judges what
// it tells when it is opened again. Its invariants:
//
//   durable       what was acknowledged is there, unless the disk was damaged, and then it is told
//   as
//                 lost, or lies behind where the end was cut
//   nothing-else  what is told was appended, with these bytes, at this position, in this order
//   no-gap        what is told reaches without a gap up to the end, but for what is told as lost
//   no-alarm      nothing is told as lost from a disk that was not damaged
//   fresh         no position is used twice
#pragma once

#include <map>
#include <vector>

#include "core/store/journal/events.h"
#include "sim/run.h"

namespace sim {

class StoreLedger {
public:
    explicit StoreLedger(Run& run) : run_(run) {}

    void append(core::store::Position position, core::store::RecordType type, core::Bytes payload);
    void acknowledge(core::store::Position up_to);
    // From now on nobody asks for what lies in front of it.
    void forget_before(core::store::Position position);
    // Some sector is not what was written.
    void note_damage() { is_damaged_ = true; }
    // What was acknowledged was not promised to survive what comes now.
    void promise_nothing() { acknowledged_ = {}; }

    void begin_opening(core::store::Position from);
    void tell(const core::store::RecordView& record);
    void tell(const core::store::Lost& lost);
    void end_opening(const core::store::Opened& opened);

    void find(const core::store::Found& found);

    [[nodiscard]] bool is_all_acknowledged() const;
    [[nodiscard]] bool is_damaged() const { return is_damaged_; }
    // A record that was acknowledged and not forgotten, or nothing if there is none.
    [[nodiscard]] std::optional<core::store::Position> draw_acknowledged(core::Prng& prng) const;

private:
    struct Entry {
        core::store::RecordType type;
        core::Buffer payload;
        bool is_told = false;
    };
    [[nodiscard]] bool is_lost(core::store::Position position) const;
    [[nodiscard]] bool is_as_appended(core::store::Position position, core::store::RecordType type,
                                      core::Bytes payload) const;

    Run& run_;
    std::map<core::store::Position, Entry> entries_;
    core::store::Position acknowledged_;
    core::store::Position end_;
    core::store::Position forgotten_;
    bool is_damaged_ = false;

    // While it is opened.
    core::store::Position from_;
    std::optional<core::store::Position> last_told_;
    std::vector<core::store::Lost> lost_;
};

}  // namespace sim
