// ListStore is a list as a store, to be kept under the keys of a map too (list.h):
//
//     map.change(alice, "shopping", [](const auto& list, Dot dot) {
//         return list.insert(dot, list.size(), {"milk"});
//     });
//
// Values are kept by the events that inserted them, as long as they are left; where they stand, and
// where others stood, Places knows. Rules LS1–LS5, spec/crdt.md.
#pragma once

#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/ordered_map.h"
#include "core/crdt/list/places.h"
#include "core/crdt/list/places_codec.h"

namespace core::crdt {

template <class T, sequence::Order order = sequence::Order::fugue_max>
class ListStore {
public:
    struct Delta {
        // Of all that is added or removed: so who has seen an item knows where it stood.
        std::vector<sequence::Insertion> places;
        std::vector<std::pair<Dot, T>> added;
        std::vector<sequence::Deletion> removed;

        template <class Visit>
        void each_dot(Visit visit) const {
            for (const auto& [dot, value] : added) visit(dot);
            for (const sequence::Deletion& run : removed)
                for (std::uint32_t i = 0; i < run.size; ++i)
                    visit(Dot{run.first.author, run.first.counter + i});
        }
        void merge(const Delta& later) {
            places.insert(places.end(), later.places.begin(), later.places.end());
            added.insert(added.end(), later.added.begin(), later.added.end());
            removed.insert(removed.end(), later.removed.begin(), later.removed.end());
        }
    };

    // Whether nothing is known of it, not even what was removed.
    [[nodiscard]] bool empty() const { return places_.empty(); }
    // Whether there are values in it, even if what they stand beside is not here yet.
    [[nodiscard]] bool is_seen() const { return !values_.empty(); }

    [[nodiscard]] std::uint32_t size() const { return places_.size(); }
    [[nodiscard]] const T& at(std::uint32_t position) const {
        return *values_.find(places_.at(position));
    }
    // `visit(const T&)`, in order.
    template <class Visit>
    void each(Visit visit) const {
        places_.each_run_seen([&](Dot first, std::uint32_t size) {
            auto value = values_.lower_bound(first);
            for (std::uint32_t i = 0; i < size; ++i, ++value) visit(value->second);
        });
    }
    // Which value it is, for who wants to find it again: position_of() tells nothing of one that is
    // removed.
    [[nodiscard]] Dot dot_at(std::uint32_t position) const { return places_.at(position); }
    [[nodiscard]] std::optional<std::uint32_t> position_of(Dot value) const {
        return places_.position_of(value);
    }

    [[nodiscard]] bool has_room_for(Dot first, std::size_t count) const {
        return count <= sequence::items_max &&
               places_.has_room_for(first, static_cast<std::uint32_t>(count));
    }
    // In front of the value at the position, or behind all. The values take the dots from `first`
    // on, for which there must be room.
    [[nodiscard]] Delta insert(Dot first, std::uint32_t position, std::vector<T> values) const {
        ASSERT(has_room_for(first, values.size()));
        Delta delta;
        if (values.empty()) return delta;
        delta.places.push_back(
            places_.insertion_at(position, static_cast<std::uint32_t>(values.size()), first));
        for (T& value : values) {
            delta.added.emplace_back(first, std::move(value));
            ++first.counter;
        }
        return delta;
    }
    [[nodiscard]] Delta erase(std::uint32_t position, std::uint32_t size) const {
        return removal_of(places_.runs_at(position, size));
    }
    [[nodiscard]] Delta remove() const {
        std::vector<sequence::Deletion> all;
        for (const auto& [dot, value] : values_) append(all, dot);
        return removal_of(std::move(all));
    }

    void apply(const Delta& delta, const DotContext& seen) {
        for (const auto& [dot, value] : delta.added)
            if (!seen.includes(dot)) values_.insert(dot, value);
        for (const sequence::Insertion& run : delta.places) place(run);
        std::vector<sequence::Deletion> gone;
        for (const sequence::Deletion& run : delta.removed)
            each_of(run.first.author, {run.first.counter, run.first.counter + run.size},
                    [&gone](Dot dot) { append(gone, dot); });
        erase(gone);
    }

    void join(const DotContext& seen, const ListStore& theirs, const DotContext& their_seen) {
        erase(gone_with(theirs, their_seen));
        for (const auto& [dot, value] : theirs.values_)
            if (!seen.includes(dot)) values_.insert(dot, value);
        theirs.places_.each_insertion_since({},
                                            [this](const sequence::Insertion& run) { place(run); });
    }

    // Where what was removed since stood is part of it: it may be new to who asks.
    [[nodiscard]] ListStore since(const Version& version) const {
        ListStore part;
        for (const auto& [dot, value] : values_)
            if (!version.includes(dot)) part.values_.insert(dot, value);
        places_.each_insertion_since(version,
                                     [&part](const sequence::Insertion& run) { part.place(run); });
        return part;
    }
    template <class Visit>
    void each_dot(Visit visit) const {
        for (const auto& [dot, value] : values_) visit(dot);
    }

    static constexpr std::size_t size_min = list::places_size_min;
    static_assert(Coder<T>::size_min > 0);
    void write(StoreWriter& writer) const {
        DotContext left;
        for (const sequence::Deletion& run : runs())
            left.add(run.first.author, {run.first.counter, run.first.counter + run.size});
        write_places(writer, places_, left);
        for (const auto& [dot, value] : values_) Coder<T>::write(writer.bytes(), value);
    }
    [[nodiscard]] static Result<ListStore> read(StoreReader& reader) {
        ListStore list;
        const list::PlacesRead read = TRY(list::read_places(reader, order));
        for (const auto& [author, counters] : read.left)
            for (const Range range : counters)
                for (Dot dot{author, range.begin}; dot.counter < range.end; ++dot.counter)
                    list.values_.insert(dot, TRY(Coder<T>::read(reader.bytes())));
        for (const sequence::Insertion& run : read.insertions) list.place(run);
        return list;
    }

    friend bool operator==(const ListStore&, const ListStore&) = default;

private:
    static void append(std::vector<sequence::Deletion>& runs, Dot dot) {
        if (!runs.empty() && runs.back().first.author == dot.author &&
            runs.back().first.counter + runs.back().size == dot.counter)
            ++runs.back().size;
        else
            runs.push_back({dot, 1});
    }

    // What is left, in ascending order.
    [[nodiscard]] std::vector<sequence::Deletion> runs() const {
        std::vector<sequence::Deletion> runs;
        for (const auto& [dot, value] : values_) append(runs, dot);
        return runs;
    }

    [[nodiscard]] Delta removal_of(std::vector<sequence::Deletion> runs) const {
        Delta delta;
        for (const sequence::Deletion& run : runs)
            places_.each_insertion(run.first.author,
                                   {run.first.counter, run.first.counter + run.size},
                                   [&delta](const sequence::Insertion& insertion) {
                                       delta.places.push_back(insertion);
                                   });
        delta.removed = std::move(runs);
        return delta;
    }

    // What is known to have been inserted, and has no value, was removed.
    void place(const sequence::Insertion& insertion) {
        for (const sequence::Deletion& run : places_.add(insertion)) {
            const Dot end{run.first.author, run.first.counter + run.size};
            Dot next = run.first;
            const auto hide_until = [&](std::uint64_t counter) {
                if (next.counter < counter)
                    places_.hide({next, static_cast<std::uint32_t>(counter - next.counter)});
            };
            for (auto value = std::as_const(values_).lower_bound(next);
                 value != std::as_const(values_).end() && value->first < end; ++value) {
                hide_until(value->first.counter);
                next.counter = value->first.counter + 1;
            }
            hide_until(end.counter);
        }
    }

    // What they have seen and no longer have. Looked for among their ranges or among our values,
    // whichever are fewer: there may be many small lists, or few long ones.
    [[nodiscard]] std::vector<sequence::Deletion> gone_with(const ListStore& theirs,
                                                            const DotContext& their_seen) const {
        std::vector<sequence::Deletion> gone;
        const auto note = [&](Dot dot) {
            if (!theirs.values_.contains(dot)) append(gone, dot);
        };
        std::size_t range_count = 0;
        for (auto seen = their_seen.begin();
             seen != their_seen.end() && range_count <= values_.size(); ++seen)
            range_count += seen->second.size();
        if (range_count <= values_.size()) {
            for (const auto& [author, counters] : their_seen)
                for (const Range range : counters) each_of(author, range, note);
        } else {
            for (const auto& [dot, value] : values_)
                if (their_seen.includes(dot)) note(dot);
        }
        return gone;
    }

    // Of what is left.
    template <class Visit>
    void each_of(Author author, Range counters, Visit visit) const {
        for (auto value = values_.lower_bound({author, counters.begin});
             value != values_.end() && value->first < Dot{author, counters.end}; ++value)
            visit(value->first);
    }

    void erase(const std::vector<sequence::Deletion>& gone) {
        for (const sequence::Deletion& run : gone) {
            for (std::uint32_t i = 0; i < run.size; ++i)
                values_.erase({run.first.author, run.first.counter + i});
            places_.hide(run);
        }
    }

    list::Places places_{order};
    OrderedMap<Dot, T> values_;
};

}  // namespace core::crdt
