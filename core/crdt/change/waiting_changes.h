// WaitingChanges are those whose past is not there yet, bounded in number and bytes. Each stands
// either behind its author's change before it, found by its place in the chain, or behind one event
// of somebody else, found by that event: whoever arrives looks up whom it releases, and nobody
// searches through the rest (rule CH6, spec/change.md).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/crdt/change/change.h"

namespace core::crdt {

// Changes that wait for their past, of all authors together.
inline constexpr std::size_t waiting_changes_max = 4'096;
inline constexpr std::size_t waiting_bytes_max = std::size_t{64} << 20;

class WaitingChanges {
public:
    // Where a change stands in the chain of its author.
    struct Place {
        Author author;
        std::uint64_t sequence = 0;

        friend auto operator<=>(const Place&, const Place&) = default;
    };
    struct Item {
        Change change;  // Without its operations, which are in the bytes.
        Buffer bytes;
        std::size_t news_checked = 0;  // So many of the news were there already.
        std::optional<Dot> awaited;
    };

    // Error::too_large if there is no room.
    [[nodiscard]] Result<void> add(Change change, Bytes bytes);
    [[nodiscard]] Item* find(Place place);
    [[nodiscard]] bool contains(Place place) const { return items_.contains(place); }
    [[nodiscard]] bool contains_any_of(Author author) const {
        const auto first = items_.lower_bound({author, 0});
        return first != items_.end() && first->first.author == author;
    }
    [[nodiscard]] const std::map<Place, Item>& items() const { return items_; }

    // To be released by the event.
    void await(Place place, Dot dot);
    // Takes out of the index who waited for an event of the author up to this one.
    [[nodiscard]] std::vector<Place> release(Dot reached);
    // Returns the bytes.
    Buffer remove(Place place);
    void remove_all_of(Author author);

private:
    std::map<Place, Item> items_;
    std::set<std::pair<Dot, Place>> awaited_;
    std::size_t bytes_size_ = 0;
};

}  // namespace core::crdt
