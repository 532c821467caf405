// DotValues keeps a value for each event: what a register holds. Writing replaces all that the
// writer saw; writes that did not see one another stand side by side, until somebody writes who saw
// them all.
#pragma once

#include <algorithm>
#include <utility>

#include "core/base/small_vector.h"
#include "core/crdt/dots.h"

namespace core::crdt {

template <class T>
class DotValues {
public:
    using Entry = std::pair<Dot, T>;

    struct Delta {
        DotValues added;
        Dots removed;

        template <class Visit>
        void each_dot(Visit visit) const {
            added.each_dot(visit);
            removed.each_dot(visit);
        }
        void merge(const Delta& later) {
            for (const Dot dot : later.removed) removed.insert(dot);
            for (const auto& [dot, value] : later.added) added.insert(dot, value);
            added.erase_if([this](Dot dot) { return removed.contains(dot); });
        }
    };

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    // In ascending order of the dots.
    [[nodiscard]] const Entry* begin() const { return entries_.begin(); }
    [[nodiscard]] const Entry* end() const { return entries_.end(); }
    [[nodiscard]] const T* find(Dot dot) const {
        const Entry* const at = place_of(dot);
        return at != end() && at->first == dot ? &at->second : nullptr;
    }

    void insert(Dot dot, T value) {
        const Entry* const at = place_of(dot);
        if (at != end() && at->first == dot) return;
        entries_.insert(static_cast<std::size_t>(at - begin()), {dot, std::move(value)});
    }
    template <class Predicate>
    void erase_if(Predicate is_gone) {
        entries_.erase_if([&is_gone](const Entry& entry) { return is_gone(entry.first); });
    }
    // Of an author who has one at most.
    void erase_of(Author author) {
        const Entry* const at = place_of({author, 0});
        if (at != end() && at->first.author == author)
            entries_.erase(static_cast<std::size_t>(at - begin()));
    }

    [[nodiscard]] Delta replace(Dot dot, T value) const {
        Delta delta = remove();
        delta.added.insert(dot, std::move(value));
        return delta;
    }
    [[nodiscard]] Delta remove() const {
        Delta delta;
        for (const auto& [dot, value] : entries_) delta.removed.insert(dot);
        return delta;
    }
    void apply(const Delta& delta, const DotContext& seen) {
        erase_if([&delta](Dot dot) { return delta.removed.contains(dot); });
        for (const auto& [dot, value] : delta.added)
            if (!seen.includes(dot)) insert(dot, value);
    }

    // Both in the order of their dots, side by side.
    void join(const DotContext& seen, const DotValues& theirs, const DotContext& their_seen) {
        DotValues joined;
        const Entry* other = theirs.begin();
        const auto take_theirs_before = [&](const Entry* end) {
            for (; other != theirs.end() && (!end || other->first < end->first); ++other)
                if (!seen.includes(other->first)) joined.entries_.push_back(*other);
        };
        for (Entry& entry : entries_) {
            take_theirs_before(&entry);
            const bool is_shared = other != theirs.end() && other->first == entry.first;
            if (is_shared) ++other;
            if (is_shared || !their_seen.includes(entry.first))
                joined.entries_.push_back(std::move(entry));
        }
        take_theirs_before(nullptr);
        *this = std::move(joined);
    }
    [[nodiscard]] DotValues since(const Version& version) const {
        DotValues unseen;
        for (const auto& [dot, value] : entries_)
            if (!version.includes(dot)) unseen.insert(dot, value);
        return unseen;
    }
    template <class Visit>
    void each_dot(Visit visit) const {
        for (const auto& [dot, value] : entries_) visit(dot);
    }

    static constexpr std::size_t size_min = 1 + dot_size_min + Coder<T>::size_min;
    void write(StoreWriter& writer) const {
        writer.number(size());
        for (const auto& [dot, value] : entries_) {
            writer.dot(dot);
            Coder<T>::write(writer.bytes(), value);
        }
    }
    [[nodiscard]] static Result<DotValues> read(StoreReader& reader) {
        const std::uint64_t count = TRY(reader.count(dot_size_min + Coder<T>::size_min));
        DotValues values;
        for (std::uint64_t i = 0; i < count; ++i) {
            const Dot dot = TRY(reader.dot());
            if (i > 0 && dot <= values.entries_.back().first) return fail(Error::not_canonical);
            values.entries_.push_back({dot, TRY(Coder<T>::read(reader.bytes()))});
        }
        return values;
    }

    friend bool operator==(const DotValues&, const DotValues&) = default;

private:
    [[nodiscard]] const Entry* place_of(Dot dot) const {
        return std::ranges::lower_bound(entries_, dot, {}, &Entry::first);
    }

    SmallVector<Entry, 1> entries_;
};

}  // namespace core::crdt
