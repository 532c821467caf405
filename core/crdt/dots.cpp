// Dots in ascending order. There is a handful of them, unless somebody wants to keep us busy: so
// nothing takes longer than going through both lists once.
#include "core/crdt/dots.h"

#include <algorithm>

namespace core::crdt {

bool Dots::contains(Dot dot) const { return std::ranges::binary_search(dots_, dot); }

void Dots::insert(Dot dot) {
    const auto at = std::ranges::lower_bound(dots_, dot);
    if (at != dots_.end() && *at == dot) return;
    dots_.insert(static_cast<std::size_t>(at - dots_.begin()), dot);
}

void Dots::erase_of(Author author) {
    const auto at = std::ranges::lower_bound(dots_, Dot{author, 0});
    if (at != dots_.end() && at->author == author)
        dots_.erase(static_cast<std::size_t>(at - dots_.begin()));
}

Dots::Delta Dots::replace(Dot dot) const {
    Delta delta{{}, *this};
    delta.added.insert(dot);
    return delta;
}

Dots::Delta Dots::remove() const { return {{}, *this}; }

void Dots::apply(const Delta& delta, const DotContext& seen) {
    erase_if([&delta](Dot dot) { return delta.removed.contains(dot); });
    for (const Dot dot : delta.added)
        if (!seen.includes(dot)) insert(dot);
}

void Dots::join(const DotContext& seen, const Dots& theirs, const DotContext& their_seen) {
    Dots joined;
    const Dot* other = theirs.begin();
    const auto take_theirs_before = [&](const Dot* end) {
        for (; other != theirs.end() && (end == nullptr || *other < *end); ++other)
            if (!seen.includes(*other)) joined.dots_.push_back(*other);
    };
    for (const Dot dot : dots_) {
        take_theirs_before(&dot);
        const bool is_shared = other != theirs.end() && *other == dot;
        if (is_shared) ++other;
        if (is_shared || !their_seen.includes(dot)) joined.dots_.push_back(dot);
    }
    take_theirs_before(nullptr);
    *this = std::move(joined);
}

Dots Dots::since(const Version& version) const {
    Dots unseen;
    for (const Dot dot : dots_)
        if (!version.includes(dot)) unseen.insert(dot);
    return unseen;
}

void Dots::write(StoreWriter& writer) const {
    writer.number(size());
    for (const Dot dot : dots_) writer.dot(dot);
}

Result<Dots> Dots::read(StoreReader& reader) {
    const std::uint64_t count = TRY(reader.count(dot_size_min));
    Dots dots;
    for (std::uint64_t i = 0; i < count; ++i) {
        const Dot dot = TRY(reader.dot());
        if (i > 0 && dot <= *(dots.end() - 1)) return fail(Error::not_canonical);
        dots.dots_.push_back(dot);
    }
    return dots;
}

void Dots::Delta::merge(const Delta& later) {
    for (const Dot dot : later.removed) removed.insert(dot);
    for (const Dot dot : later.added) added.insert(dot);
    added.erase_if([this](Dot dot) { return removed.contains(dot); });
}

}  // namespace core::crdt
