// Kept is what the journal has of one member's part in the group: what Raft starts from after a
// restart (rule OR10, spec/ordering.md).
//
//   record := order     kind (0), term, whether it voted (1) and for whom, from where the log goes
//                       (0: stays), what is installed (0 nothing, 1, 2 and the log behind it
//                       stays), that snapshot, entries as Raft appends them
//             snapshot  kind (1), the snapshot as Raft installs it in one piece; one that is larger
//             as 255,
//                       the same without its content, with its size in front, and the content
//             trusted   kind (2), term and index since which the group knows of this disk
//             anew      kind (3): nothing in front of it is believed
#pragma once

#include <vector>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "fabric/leadership/raft.h"

namespace fabric::ordering {

// Of a snapshot's content, so that it goes into one record of a journal.
inline constexpr std::size_t content_size_max = std::size_t{15} << 20;

// The last commands, and what those of leaders came to.
struct Content {
    core::Buffer recent;
    core::Buffer state;
};
// Without a state as it was before there was any.
[[nodiscard]] core::Buffer write_content(const Content& content);
[[nodiscard]] core::Result<Content> read_content(core::Bytes bytes);

[[nodiscard]] core::Buffer write_order_record(const leadership::PersistOrder& order,
                                              core::Bytes installed);
[[nodiscard]] core::Buffer write_snapshot_record(const leadership::SnapshotMeta& snapshot,
                                                 core::Bytes content);
[[nodiscard]] core::Buffer write_trusted_record(const leadership::Place& since);
[[nodiscard]] core::Buffer write_anew_record();

class Kept {
public:
    // Of a disk that is new. Who founds a group has a vote from the first: its journal begins with
    // these records, or a restart finds a disk that is new.
    Kept() = default;
    [[nodiscard]] static Kept founding(const leadership::MemberId& self);

    // Error: it does not follow from what is there, or cannot be read. Then nothing is to be
    // believed any more, and nothing is taken before a record that says so.
    [[nodiscard]] core::Result<void> take(core::Bytes record);
    // Some of it was lost.
    void distrust() { is_readable_ = false; }
    [[nodiscard]] bool is_readable() const { return is_readable_; }

    // Views of what is kept here.
    [[nodiscard]] leadership::Stored stored() const;
    [[nodiscard]] const core::Buffer& content() const { return content_; }
    [[nodiscard]] const std::optional<leadership::Place>& known_since() const {
        return known_since_;
    }
    // What take() makes the same of again.
    [[nodiscard]] std::vector<core::Buffer> records() const;

private:
    struct KeptEntry {
        leadership::Term term;
        leadership::EntryKind kind;
        core::Buffer bytes;
    };

    [[nodiscard]] core::Result<void> take_readable(core::Bytes record);
    [[nodiscard]] core::Result<void> take_order(core::Reader& reader);
    [[nodiscard]] core::Result<void> take_hard_state(core::Reader& reader);
    [[nodiscard]] core::Result<void> take_snapshot(core::Bytes bytes);
    [[nodiscard]] core::Result<void> take_entries(core::Bytes bytes);
    [[nodiscard]] core::Result<void> take_trusted(core::Reader& reader);
    [[nodiscard]] std::optional<leadership::Term> term_at(leadership::Index index) const;
    void truncate_from(leadership::Index index);
    void forget_up_to(leadership::Index index);

    leadership::HardState hard_;
    leadership::SnapshotMeta snapshot_;
    core::Buffer content_;
    leadership::Index first_{1};
    std::vector<KeptEntry> entries_;
    std::optional<leadership::Place> known_since_;
    bool is_readable_ = true;
};

}  // namespace fabric::ordering
