// Places are found as far as somebody asks for them.
#include "core/crdt/yjs/document/value_places.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {
namespace {

// From where `count` values end that begin at `size`.
std::size_t size_behind(const Item& item, std::size_t size, std::uint64_t count) {
    Reader reader(as_bytes(item.bytes().substr(size)));
    for (; count > 0; --count) {
        // They were checked when they came.
        if (item.kind == Kind::json)
            ASSERT(read_var_bytes(reader));
        else
            ASSERT(read_any(reader));
    }
    return size + reader.position();
}

}  // namespace

std::size_t ValuePlaces::size_of(const Item& item, std::uint64_t count) {
    if (count < 2 * step) return size_behind(item, 0, count);
    std::vector<std::uint32_t>& sizes = list_of(item).sizes;
    const auto steps = static_cast<std::size_t>(count / step);
    while (sizes.size() < steps) {
        const std::size_t last = sizes.empty() ? 0 : sizes.back();
        sizes.push_back(static_cast<std::uint32_t>(size_behind(item, last, step)));
    }
    return size_behind(item, sizes[steps - 1], count % step);
}

ValuePlaces::List& ValuePlaces::list_of(const Item& item) {
    const auto known = std::find_if(lists_.begin(), lists_.end(),
                                    [&](const List& list) { return list.data == item.data; });
    if (known != lists_.end()) return *known;
    if (lists_.size() < lists_max) return lists_.emplace_back(List{item.data, {}});
    List& oldest = lists_[oldest_];
    oldest_ = (oldest_ + 1) % lists_max;
    oldest = {item.data, {}};
    return oldest;
}

}  // namespace core::crdt::yjs
