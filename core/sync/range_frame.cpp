// Frames of ranges in bytes. A bound is the number of its bytes that are not zeros at the end, and
// these; 255 is the end of all keys.
#include "core/sync/range_frame.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/codec/count.h"
#include "core/codec/varint.h"

namespace core::sync {
namespace {

constexpr std::uint8_t no_bound = 255;

// More than fit into any frame.
constexpr std::uint64_t range_keys_max = 1 << 16;

std::size_t significant_size(const Key& key) {
    std::size_t size = Key::size_bytes;
    while (size > 0 && key.bytes[size - 1] == std::byte{0}) --size;
    return size;
}

Result<std::optional<Key>> read_bound(Reader& reader) {
    const std::uint8_t size = TRY(reader.u8());
    if (size == no_bound) return std::nullopt;
    if (size > Key::size_bytes) return fail(Error::not_canonical);
    Key bound;
    copy(bound.mutable_view(), TRY(reader.take(size)));
    if (significant_size(bound) != size) return fail(Error::not_canonical);
    return bound;
}

Result<std::vector<Key>> read_keys(Reader& reader, const KeyRange& range) {
    const std::uint64_t count = TRY(codec::read_count(reader, Key::size_bytes));
    std::vector<Key> keys;
    keys.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count; ++i) {
        const Key key = TRY(reader.fixed<Key>());
        if (!range.contains(key)) return fail(Error::malformed);
        if (i > 0 && !comes_before(keys.back(), key)) return fail(Error::not_canonical);
        keys.push_back(key);
    }
    return keys;
}

// As the first, and how many are left out in front of each of the others.
Result<std::vector<std::uint64_t>> read_indexes(Reader& reader) {
    const std::uint64_t count = TRY(codec::read_varint(reader));
    if (count > reader.remaining()) return fail(Error::truncated);
    std::vector<std::uint64_t> indexes;
    indexes.reserve(static_cast<std::size_t>(count));
    std::uint64_t next = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t skipped = TRY(codec::read_varint(reader));
        if (skipped > range_keys_max - next) return fail(Error::too_large);
        indexes.push_back(next + skipped);
        next += skipped + 1;
    }
    return indexes;
}

}  // namespace

RangeFingerprint shortened(const Blake3Digest& digest) {
    RangeFingerprint fingerprint;
    copy(fingerprint.mutable_view(), digest.view().first(RangeFingerprint::size_bytes));
    return fingerprint;
}

Key separator(const Key& left, const Key& right) {
    ASSERT(comes_before(left, right));
    Key bound;
    const std::size_t size = shared_size(left, right) + 1;
    copy(bound.mutable_view(), right.view().first(size));
    return bound;
}

Result<RangeItem> read_range_item(Reader& reader, const Key& from) {
    RangeItem item;
    item.range = {from, TRY(read_bound(reader))};
    if (item.range.to && !comes_before(from, *item.range.to)) return fail(Error::not_canonical);
    const std::uint8_t saying = TRY(reader.u8());
    if (saying > static_cast<std::uint8_t>(RangeSaying::answer)) return fail(Error::malformed);
    item.saying = static_cast<RangeSaying>(saying);
    switch (item.saying) {
        case RangeSaying::nothing: break;
        case RangeSaying::fingerprint:
            item.fingerprint = TRY(reader.fixed<RangeFingerprint>());
            break;
        case RangeSaying::keys: item.keys = TRY(read_keys(reader, item.range)); break;
        case RangeSaying::answer:
            item.keys = TRY(read_keys(reader, item.range));
            item.lacking = TRY(read_indexes(reader));
            break;
    }
    return item;
}

std::size_t RangeFrameWriter::room_size() const {
    const std::size_t used = frame_.size() + 2 * item_size_max;
    return used < size_max_ ? size_max_ - used : 0;
}

void RangeFrameWriter::write_bound(const std::optional<Key>& to, RangeSaying saying) {
    const std::size_t size = to ? significant_size(*to) : 0;
    frame_.push_back(to ? static_cast<std::byte>(size) : std::byte{no_bound});
    if (to) append(frame_, to->view().first(size));
    frame_.push_back(static_cast<std::byte>(saying));
}

void RangeFrameWriter::begin(const std::optional<Key>& to, RangeSaying saying) {
    ASSERT(position_ && (!to || comes_before(*position_, *to)));
    if (written_ != position_) write_bound(position_, RangeSaying::nothing);
    write_bound(to, saying);
    written_ = position_ = to;
    asks_ |= saying == RangeSaying::fingerprint || saying == RangeSaying::keys;
}

void RangeFrameWriter::write_keys(std::span<const Key> keys) {
    BufferWriter writer(frame_, size_max_);
    codec::write_varint(writer, keys.size());
    for (const Key& key : keys) writer.bytes(key.view());
    ASSERT(writer.finish());
}

void RangeFrameWriter::fingerprint(const std::optional<Key>& to, const RangeFingerprint& ours) {
    begin(to, RangeSaying::fingerprint);
    append(frame_, ours.view());
}

void RangeFrameWriter::keys(const std::optional<Key>& to, std::span<const Key> ours) {
    begin(to, RangeSaying::keys);
    write_keys(ours);
}

void RangeFrameWriter::answer(const std::optional<Key>& to, std::span<const Key> ours,
                              std::span<const std::uint64_t> lacking) {
    begin(to, RangeSaying::answer);
    write_keys(ours);
    BufferWriter writer(frame_, size_max_);
    codec::write_varint(writer, lacking.size());
    std::uint64_t next = 0;
    for (const std::uint64_t index : lacking) {
        codec::write_varint(writer, index - next);
        next = index + 1;
    }
    ASSERT(writer.finish());
}

}  // namespace core::sync
