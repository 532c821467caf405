// SectionWriter writes structs as they come: a section begins where the client changes or clocks do
// not go on.
#pragma once

#include "core/crdt/yjs/update_writer.h"

namespace core::crdt::yjs {

class SectionWriter {
public:
    explicit SectionWriter(Format format) : writer_(format) {}

    void add(const Struct& whole, std::uint64_t offset = 0) {
        const ItemId first{whole.id.client, whole.id.clock + offset};
        if (is_empty_ || first != next_) writer_.begin_client(first.client, first.clock);
        is_empty_ = false;
        next_ = {first.client, whole.end()};
        if (whole.parent_sub && (whole.origin || whole.right_origin)) {
            // Without a document Yjs does not know the key, and does not say that there is one.
            Struct keyless = whole;
            keyless.parent_sub.reset();
            writer_.add(keyless, offset);
        } else {
            writer_.add(whole, offset);
        }
    }

    [[nodiscard]] Result<Buffer> finish(const DeleteSet& deleted) && {
        return std::move(writer_).finish(deleted);
    }

private:
    UpdateWriter writer_;
    ItemId next_;
    bool is_empty_ = true;
};

}  // namespace core::crdt::yjs
