// Configurations as bytes: a count, then for each member its role, the size of its id and the id,
// in the order of ids.
#include "fabric/leadership/configuration.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/writer.h"

namespace fabric::leadership {

using core::Bytes;
using core::Error;
using core::Result;

namespace {
constexpr std::size_t bytes_max = 1 + members_max * (2 + core::codec::peer_id_size_max);
}

Result<Configuration> Configuration::read(Bytes bytes) {
    core::Reader reader(bytes);
    Configuration configuration = TRY(read(reader));
    TRY(reader.expect_end());
    return configuration;
}

Result<Configuration> Configuration::read(core::Reader& reader) {
    const std::size_t count = TRY(reader.u8());
    if (count > members_max) return core::fail(Error::too_large);
    Configuration configuration;
    std::optional<MemberId> last;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t role = TRY(reader.u8());
        if (role > static_cast<std::uint8_t>(Role::voter)) return core::fail(Error::malformed);
        const std::size_t size = TRY(reader.u8());
        const Bytes id_bytes = TRY(reader.take(size));
        const MemberId id = TRY(MemberId::from_bytes(id_bytes));
        if (last && id <= *last) return core::fail(Error::not_canonical);
        configuration.members_.insert(id, static_cast<Role>(role));
        last = id;
    }
    if (configuration.voter_count() == 0) return core::fail(Error::value_missing);
    return configuration;
}

core::Buffer Configuration::write() const {
    core::Buffer bytes;
    core::BufferWriter writer(bytes, bytes_max);
    writer.u8(static_cast<std::uint8_t>(members_.size()));
    for (const auto& [id, role] : members_) {
        writer.u8(static_cast<std::uint8_t>(role));
        writer.u8(static_cast<std::uint8_t>(id.bytes().size()));
        writer.bytes(id.bytes());
    }
    ASSERT(writer.finish());
    return bytes;
}

bool Configuration::is_voter(const MemberId& id) const {
    const Role* role = members_.find(id);
    return role && *role == Role::voter;
}

std::size_t Configuration::voter_count() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        members_, [](const auto& member) { return member.second == Role::voter; }));
}

void Configuration::set(const MemberId& id, Role role) {
    ASSERT(members_.size() < members_max || members_.contains(id));
    members_.insert(id, role);
    *members_.find(id) = role;
}

}  // namespace fabric::leadership
