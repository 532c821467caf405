// Dues are the notes of which one peer is owed the newest version, and from when on it may have it.
// Only which notes is kept, not what they say: a version that was not sent gives way to the next.
// Who may have several now gets first what waits longest.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "core/base/time.h"
#include "fabric/notes/types.h"

namespace fabric::notes {

class Dues {
public:
    // Owed from then on, or from when it was to be already if that is sooner.
    void owe(NoteNumber note, core::Instant from);
    // It has the newest.
    void settle(NoteNumber note);
    void sent(NoteNumber note, core::Instant now);
    // The note is no more: nothing is kept of it.
    void forget(NoteNumber note);

    [[nodiscard]] std::optional<core::Instant> sent_at(NoteNumber note) const;
    [[nodiscard]] std::optional<NoteNumber> first(core::Instant now) const;
    // When one is owed that is not by now.
    [[nodiscard]] std::optional<core::Instant> first_after(core::Instant now) const;
    [[nodiscard]] std::size_t count() const { return places_.size(); }

private:
    struct Place {
        core::Instant from;
        std::uint64_t turn;  // In the order in which they became owed.
        NoteNumber note;
        friend auto operator<=>(const Place&, const Place&) = default;
    };
    struct Entry {
        std::optional<core::Instant> sent_at = {};
        std::optional<Place> place = {};
    };

    std::map<NoteNumber, Entry> entries_;
    std::set<Place> places_;
    std::uint64_t turn_ = 0;
};

}  // namespace fabric::notes
