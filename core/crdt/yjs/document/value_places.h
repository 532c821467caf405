// ValuePlaces remembers where values lie in long lists of them, which are of any size: so that
// cutting or looking into a list need not go through it from its beginning each time.
#pragma once

#include <cstdint>
#include <vector>

#include "core/crdt/yjs/document/item.h"

namespace core::crdt::yjs {

class ValuePlaces {
public:
    // How many bytes the first `count` values of the item have, which is of Kind::any or json.
    [[nodiscard]] std::size_t size_of(const Item& item, std::uint64_t count);
    // The bytes are about to move.
    void forget() { lists_.clear(); }

private:
    static constexpr std::uint64_t step = 64;
    static constexpr std::size_t lists_max = 16;

    // Bytes of items are only written behind their end: what was found stays true of what begins
    // there, however it is cut.
    struct List {
        const char* data;
        std::vector<std::uint32_t>
            sizes;  // Of the first `step` values, of twice as many, and so on.
    };
    List& list_of(const Item& item);

    std::vector<List> lists_;
    std::size_t oldest_ = 0;
};

}  // namespace core::crdt::yjs
