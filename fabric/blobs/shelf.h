// Shelf is what is held: bytes by their hash, as many as there is room for. What was not used for
// the longest gives way, unless it is pinned. Room is reserved before bytes come to be held, so
// that what is under way never finds it taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>

#include "fabric/blobs/types.h"

namespace fabric::blobs {

class Shelf {
public:
    Shelf(std::size_t size_max, std::size_t count_max)
        : size_max_(size_max), count_max_(count_max) {}

    [[nodiscard]] bool contains(const Hash& hash) const { return held_.contains(hash); }
    // Valid until the next call that is not const.
    [[nodiscard]] const core::Buffer* find(const Hash& hash) const;

    // Whether there would be room for one more, if all gave way that may.
    [[nodiscard]] bool may_fit(std::size_t size) const;
    // Makes the room. False, and nothing gives way, if it would not be enough.
    [[nodiscard]] bool reserve(std::size_t size);
    void release(std::size_t size);

    // Not held yet; its room was reserved, and is its own from now on.
    void hold(const Hash& hash, core::Buffer bytes);
    // As the above, of what lies on the disk of our owner.
    void hold_kept(const Hash& hash, core::Buffer bytes);
    // It is the last to give way now.
    void use(const Hash& hash);

    // Counted; also of what is not there yet.
    void pin(const Hash& hash);
    void unpin(const Hash& hash);

    // What came to be held and was not told of, and what of that which was told gave way since.
    [[nodiscard]] std::optional<Hash> next_kept();
    [[nodiscard]] std::optional<Hash> next_forgotten();
    // It was on a disk, and there is no room for it here.
    void forget_kept(const Hash& hash) { forgotten_.insert(hash); }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t reserved_size() const { return reserved_size_; }
    [[nodiscard]] std::size_t count() const { return held_.size(); }

private:
    struct Held {
        core::Buffer bytes;
        std::uint64_t used = 0;  // Grows with each use of whatever is held.
    };

    void forget_oldest();
    void loosen(const Hash& hash, const Held& held);
    void fasten(const Held& held);

    std::size_t size_max_;
    std::size_t count_max_;
    std::size_t size_ = 0;
    std::size_t reserved_size_ = 0;
    std::size_t reserved_count_ = 0;

    std::map<Hash, Held> held_;
    std::map<Hash, std::size_t> pins_;
    // What may give way, by when it was used.
    std::map<std::uint64_t, Hash> loose_;
    std::size_t loose_size_ = 0;
    std::uint64_t uses_ = 0;

    std::set<Hash> kept_;
    std::set<Hash> forgotten_;
};

}  // namespace fabric::blobs
