// Clients are sorted once, since each insertion in front of the others would move them all.
#include "core/crdt/yjs/state_vector.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include "core/crdt/yjs/lib0.h"

namespace core::crdt::yjs {

Result<StateVector> read_state_vector(Bytes bytes) {
    Reader reader(bytes);
    std::vector<StateVector::Entry> entries;
    for (std::uint64_t count = TRY(read_var_uint(reader)); count > 0; --count) {
        const Client client{TRY(read_var_uint(reader))};
        const std::uint64_t clock = TRY(read_var_uint(reader));
        entries.emplace_back(client, clock);
    }
    TRY(reader.expect_end());
    std::ranges::sort(entries);
    StateVector vector;
    for (const auto& [client, clock] : entries) vector.ensure(client) = clock;
    return vector;
}

Buffer state_vector_bytes(const StateVector& vector) {
    Buffer bytes;
    append_var_uint(bytes, vector.size());
    for (const auto& [client, clock] : std::views::reverse(vector)) {
        append_var_uint(bytes, client.value);
        append_var_uint(bytes, clock);
    }
    return bytes;
}

}  // namespace core::crdt::yjs
