// The last commands, and their bytes.
#include "fabric/ordering/recent_commands.h"

#include "core/base/assert.h"
#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "core/codec/count.h"
#include "core/codec/message_bytes.h"

namespace fabric::ordering {

using core::Bytes;
using core::Error;
using core::Reader;
using core::Result;
using leadership::Index;
using leadership::Place;
using leadership::Term;

namespace {
constexpr std::uint8_t content_version = 1;
constexpr std::size_t command_size_min = CommandKey::size_bytes + 2;
constexpr std::size_t content_bytes_max =
    16 + RecentCommands::count_max * (CommandKey::size_bytes + 20);
}  // namespace

CommandKey key_of(Bytes command) {
    CommandKey key;
    core::copy(key.mutable_view(), core::blake3(command).view().first<CommandKey::size_bytes>());
    return key;
}

std::optional<Place> RecentCommands::find(const CommandKey& key) const {
    const auto at = places_.find(key);
    if (at == places_.end()) return std::nullopt;
    return at->second;
}

bool RecentCommands::add(const CommandKey& key, Place place) {
    if (!places_.emplace(key, place).second) return false;
    const bool has_room = order_.push(key);
    ASSERT(has_room);
    if (places_.size() > count_max) places_.erase(*order_.pop());
    return true;
}

core::Buffer RecentCommands::write() const {
    core::codec::MessageBytes bytes(content_bytes_max);
    bytes.writer().u8(content_version);
    bytes.number(places_.size());
    for (std::size_t i = 0; i < order_.size(); ++i) {
        const Place place = places_.at(order_[i]);
        bytes.writer().bytes(order_[i].view());
        bytes.number(place.term.value);
        bytes.number(place.index.value);
    }
    return bytes.take();
}

Result<RecentCommands> RecentCommands::read(Bytes bytes) {
    Reader reader(bytes);
    if (TRY(reader.u8()) != content_version) return core::fail(Error::protocol_unknown);
    const std::size_t count = TRY(core::codec::read_count(reader, command_size_min, count_max));
    RecentCommands commands;
    for (std::size_t i = 0; i < count; ++i) {
        const auto key = TRY(reader.fixed<CommandKey>());
        const Term term{TRY(core::codec::read_varint(reader))};
        const Index index{TRY(core::codec::read_varint(reader))};
        if (!commands.add(key, {term, index})) return core::fail(Error::malformed);
    }
    TRY(reader.expect_end());
    return commands;
}

}  // namespace fabric::ordering
