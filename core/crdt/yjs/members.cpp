// Sorted by key to find those that repeat, then by place.
#include "core/crdt/yjs/members.h"

#include <algorithm>
#include <cstdint>
#include <tuple>

namespace core::crdt::yjs {
namespace {

constexpr std::uint64_t no_index = UINT64_MAX;

// The number that the key is the only way to write, if a list could have it.
std::uint64_t index_of(std::string_view key) {
    constexpr std::uint64_t index_max = 0xfffffffe;
    if (key.empty() || key.size() > 10 || (key[0] == '0' && key.size() > 1)) return no_index;
    std::uint64_t index = 0;
    for (const char digit : key) {
        if (digit < '0' || digit > '9') return no_index;
        index = index * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    return index <= index_max ? index : no_index;
}

}  // namespace

bool Members::arrange() {
    first_begin_ = members_.front().begin;
    for (std::size_t i = 0; i < members_.size(); ++i) members_[i].place = i;
    std::ranges::sort(members_, {},
                      [](const Member& member) { return std::tie(member.key, member.place); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < members_.size(); ++i) {
        if (kept > 0 && members_[kept - 1].key == members_[i].key) {
            members_[kept - 1].begin = members_[i].begin;
            members_[kept - 1].end = members_[i].end;
        } else {
            if (kept < i) members_[kept] = std::move(members_[i]);
            ++kept;
        }
    }
    const bool is_repeated = kept < members_.size();
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(kept), members_.end());
    std::ranges::sort(members_, {}, [](const Member& member) {
        return std::tuple(index_of(member.key), member.place);
    });
    return is_repeated || !std::ranges::is_sorted(members_, {}, &Member::place);
}

}  // namespace core::crdt::yjs
