// One frame is answered item by item, in the same order.
#include "core/sync/range_reconciliation.h"

#include <algorithm>

#include "core/base/assert.h"

namespace core::sync {
namespace {

// Into how many parts a range is split: each costs some 20 bytes, and every step a round.
constexpr std::size_t parts = 16;
// So many keys take about as much as the fingerprints of their parts would.
constexpr std::size_t said_keys_max = 16;
// It pays to begin with an answer if so many keys of it fit.
constexpr std::size_t answer_size_min = 8 * Key::size_bytes;
// Which key is lacking is said by how many are not.
constexpr std::size_t lacking_size_max = 3;

void make_unique(auto& items) {
    std::ranges::sort(items);
    const auto repeated = std::ranges::unique(items);
    items.erase(repeated.begin(), repeated.end());
}

}  // namespace

RangeReconciliation::RangeReconciliation(const MerkleTree& tree, const Options& options)
    : tree_(tree), options_(options), writer_(options.frame_size_max) {
    ASSERT(options.frame_size_max >= frame_size_min && options.frame_size_max <= frame_size_max);
}

Buffer RangeReconciliation::begin() {
    say({});
    return finish();
}

Result<std::optional<Buffer>> RangeReconciliation::receive(Bytes frame) {
    if (frame.size() > frame_size_max) return fail(Error::too_large);
    if (++rounds_ > options_.rounds_max) return fail(Error::too_large);
    bool asks = false;
    Reader reader(frame);
    std::optional<Key> from = Key{};
    while (!reader.at_end()) {
        if (!from) return fail(Error::trailing_bytes);
        const RangeItem item = TRY(read_range_item(reader, *from));
        asks |= item.saying == RangeSaying::fingerprint || item.saying == RangeSaying::keys;
        TRY(take(item));
        from = item.range.to;
    }
    said_.clear();
    if (asks) return finish();
    is_settled_ = true;
    return std::nullopt;
}

Result<void> RangeReconciliation::take(const RangeItem& item) {
    switch (item.saying) {
        case RangeSaying::nothing: break;
        case RangeSaying::answer: TRY(take_answer(item)); break;
        case RangeSaying::fingerprint:
            if (rest_)
                rest_->to = item.range.to;
            else if (shortened(tree_.fingerprint(item.range)) != item.fingerprint)
                say(item.range);
            break;
        case RangeSaying::keys: rest_ ? void(rest_->to = item.range.to) : answer(item); break;
    }
    if (!rest_) writer_.nothing(item.range.to);
    return {};
}

Result<void> RangeReconciliation::take_answer(const RangeItem& item) {
    for (const Key& key : item.keys)
        if (!tree_.contains(key)) differences_.we_lack.push_back(id_of(key));
    const auto first = std::lower_bound(said_.begin(), said_.end(), item.range.from, comes_before);
    const auto count = static_cast<std::uint64_t>(said_.end() - first);
    for (const std::uint64_t index : item.lacking) {
        if (index >= count) return fail(Error::malformed);
        const Key& key = first[static_cast<std::ptrdiff_t>(index)];
        if (!item.range.contains(key)) return fail(Error::malformed);
        if (tree_.contains(key)) differences_.they_lack.push_back(key);
    }
    return {};
}

// Something about a range of which nothing is known but that it differs.
void RangeReconciliation::say(const KeyRange& range) {
    const std::size_t count = tree_.count(range);
    count <= said_keys_max ? say_keys(range, count) : split(range, count);
}

void RangeReconciliation::say_keys(const KeyRange& range, std::size_t count) {
    if (writer_.room_size() < count * Key::size_bytes) return leave_for_later(range);
    std::vector<Key> keys;
    keys.reserve(count);
    tree_.visit(range, [&keys](const Key& key) {
        keys.push_back(key);
        return true;
    });
    writer_.keys(range.to, keys);
    saying_.insert(saying_.end(), keys.begin(), keys.end());
}

void RangeReconciliation::split(const KeyRange& range, std::size_t count) {
    const std::size_t rank = tree_.rank(range.from);
    KeyRange part{range.from, {}};
    for (std::size_t i = 1; i <= parts; ++i) {
        if (writer_.room_size() == 0) return leave_for_later({part.from, range.to});
        if (i == parts) {
            part.to = range.to;
        } else {
            const std::size_t middle = rank + count * i / parts;
            part.to = separator(tree_.select(middle - 1), tree_.select(middle));
        }
        writer_.fingerprint(part.to, shortened(tree_.fingerprint(part)));
        if (part.to) part.from = *part.to;
    }
}

// To all keys that they have in a range: what of them we lack, and what we have besides.
void RangeReconciliation::answer(const RangeItem& item) {
    const std::size_t room = writer_.room_size();
    if (room < answer_size_min) return leave_for_later(item.range);
    std::vector<Key> ours;
    std::vector<std::uint64_t> lacking;
    auto theirs = item.keys.begin();
    std::optional<Key> end = item.range.to;
    const auto is_full = [&] {
        return (ours.size() + 1) * Key::size_bytes + (lacking.size() + 1) * lacking_size_max > room;
    };
    // Of what they say up to the key, or to the end, the answer is what we lack.
    const auto pass = [&](const Key* key) {
        for (; theirs != item.keys.end() && (!key || comes_before(*theirs, *key)); ++theirs) {
            if (is_full()) {
                end = *theirs;
                return false;
            }
            lacking.push_back(static_cast<std::uint64_t>(theirs - item.keys.begin()));
            differences_.we_lack.push_back(id_of(*theirs));
        }
        return true;
    };
    const bool saw_all = tree_.visit(item.range, [&](const Key& key) {
        if (!pass(&key)) return false;
        if (theirs != item.keys.end() && *theirs == key) {
            ++theirs;
            return true;
        }
        if (is_full()) {
            end = key;
            return false;
        }
        ours.push_back(key);
        return true;
    });
    if (saw_all) static_cast<void>(pass(nullptr));
    writer_.answer(end, ours, lacking);
    for (const Key& key : ours) differences_.they_lack.push_back(key);
    if (end != item.range.to) leave_for_later({*end, item.range.to});
}

void RangeReconciliation::leave_for_later(const KeyRange& range) {
    writer_.nothing(range.from);
    rest_ = {range.from, range.to};
}

Buffer RangeReconciliation::finish() {
    if (rest_) {
        const KeyRange range{rest_->from, rest_->to};
        writer_.fingerprint(range.to, shortened(tree_.fingerprint(range)));
    }
    is_settled_ = !writer_.asks();
    Buffer frame = writer_.take();
    writer_ = RangeFrameWriter(options_.frame_size_max);
    rest_.reset();
    said_ = std::exchange(saying_, {});
    return frame;
}

Differences RangeReconciliation::differences() const {
    Differences all = differences_;
    make_unique(all.they_lack);
    make_unique(all.we_lack);
    return all;
}

}  // namespace core::sync
