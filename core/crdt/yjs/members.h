// Members is how JavaScript orders what an object has, while the object is being written: keys that
// are the index of a list come first and ascending, the others as they came; a key that repeats has
// its first place and its last value (rule YW7, spec/yjs.md).
//
// Each member is written behind the last one; finish() moves them only where it must.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace core::crdt::yjs {

class Members {
public:
    // The member of this key begins and ends at these places of what is written. It may be empty:
    // then it is nothing, but hides what the key was before.
    void add(std::string key, std::size_t begin, std::size_t end) {
        members_.push_back({std::move(key), begin, end, 0});
    }

    // Written is a string or a buffer that ends with the members, one behind another. Returns how
    // many are left, empty ones among them.
    template <class Written>
    std::size_t finish(Written& written) {
        if (members_.empty() || !arrange()) return members_.size();
        const std::size_t first = first_begin_;
        const Written all(written.begin() + static_cast<std::ptrdiff_t>(first), written.end());
        written.resize(first);
        for (const Member& member : members_) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(member.begin - first);
            const auto end = all.begin() + static_cast<std::ptrdiff_t>(member.end - first);
            written.insert(written.end(), begin, end);
        }
        return members_.size();
    }

private:
    struct Member {
        std::string key;
        std::size_t begin;
        std::size_t end;
        std::size_t place;  // Among those whose keys are no index.
    };

    // Puts the members into their order; false if they had it.
    bool arrange();

    std::vector<Member> members_;
    std::size_t first_begin_ = 0;
};

}  // namespace core::crdt::yjs
