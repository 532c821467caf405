// Handles are what the page has in place of objects: they count from 1, and a freed one is used
// again. The page opens few and closes them.
#pragma once

#include <memory>
#include <vector>

#include "core/base/assert.h"

namespace wasm {

using Handle = std::uint32_t;

template <class Object>
class Handles {
public:
    Handle add(std::unique_ptr<Object> object) {
        std::size_t index = 0;
        while (index < objects_.size() && objects_[index]) ++index;
        if (index == objects_.size()) objects_.emplace_back();
        objects_[index] = std::move(object);
        return static_cast<Handle>(index + 1);
    }
    [[nodiscard]] Object& at(Handle handle) { return *slot(handle); }
    [[nodiscard]] std::unique_ptr<Object> take(Handle handle) { return std::move(slot(handle)); }

private:
    std::unique_ptr<Object>& slot(Handle handle) {
        ASSERT(handle > 0 && handle <= objects_.size() && objects_[handle - 1]);
        return objects_[handle - 1];
    }

    std::vector<std::unique_ptr<Object>> objects_;
};

}  // namespace wasm
