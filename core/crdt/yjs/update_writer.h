// UpdateWriter puts an update of either format together, the same bytes as Yjs for the same
// structs.
//
//     UpdateWriter writer(Format::v1, clients.size());
//     for (each client, the largest first) {
//         writer.begin_client(client, struct_count, first_clock);
//         for (each struct) writer.add(one);
//     }
//     const Buffer update = TRY(std::move(writer).finish(deleted));
#pragma once

#include <memory>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/crdt/yjs/delete_set.h"
#include "core/crdt/yjs/format.h"
#include "core/crdt/yjs/struct.h"

namespace core::crdt::yjs {

class UpdateWriter {
public:
    // Who knows how many clients will come, and how many structs of each, says so; for others they
    // are counted.
    UpdateWriter(Format format, std::size_t client_count);
    explicit UpdateWriter(Format format);
    UpdateWriter(UpdateWriter&&) noexcept;
    UpdateWriter& operator=(UpdateWriter&&) noexcept;
    ~UpdateWriter();

    void begin_client(Client client, std::size_t struct_count, std::uint64_t first_clock);
    void begin_client(Client client, std::uint64_t first_clock);
    // The struct from clock unit `offset` on: what is left of it has the unit in front as its
    // origin. A surrogate pair that is cut in two becomes two U+FFFD, of which the second is
    // written.
    void add(const Struct& whole, std::uint64_t offset = 0);
    // Fails if a value cannot be turned into what this format has: Error::type_wrong if there is no
    // JSON for it.
    [[nodiscard]] Result<Buffer> finish(const DeleteSet& deleted) &&;

private:
    class Target;
    std::unique_ptr<Target> target_;
};

}  // namespace core::crdt::yjs
