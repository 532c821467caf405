// The frames of the reconciliation by ranges: what is said about one range after another, from the
// first key on. A range goes from where the one before it ended up to its own bound; behind the
// last one there is nothing to say (rule RG1, spec/sync.md).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/blake3.h"
#include "core/base/reader.h"
#include "core/base/writer.h"
#include "core/sync/key.h"

namespace core::sync {

// Half of a BLAKE3. Whoever wants two sets that differ to have one fingerprint has 2^64 to try, and
// wins a difference that the next comparison of whole roots shows.
using RangeFingerprint = FixedBytes<struct RangeFingerprintTag, 16>;

RangeFingerprint shortened(const Blake3Digest& digest);

enum class RangeSaying : std::uint8_t {
    nothing = 0,
    fingerprint = 1,  // What mine is; is yours the same?
    keys = 2,         // All that I have; what do you have?
    answer = 3,       // To keys: what I have besides, and which of yours I lack.
};

struct RangeItem {
    KeyRange range;
    RangeSaying saying = RangeSaying::nothing;
    RangeFingerprint fingerprint{};
    // In order, within the range.
    std::vector<Key> keys;
    // Which of the keys that the receiver had said, counted from the range's first, in order.
    std::vector<std::uint64_t> lacking;
};

// The next item behind `from`; everything about it is checked but whether it is true.
[[nodiscard]] Result<RangeItem> read_range_item(Reader& reader, const Key& from);

class RangeFrameWriter {
public:
    // The most that an item takes besides its keys, with the stretch of nothing in front of it.
    static constexpr std::size_t item_size_max = 2 * (2 + Key::size_bytes) + 16;

    explicit RangeFrameWriter(std::size_t size_max) : size_max_(size_max) {}

    // How much one more item can hold, leaving room for a last fingerprint.
    [[nodiscard]] std::size_t room_size() const;
    // Where the next item begins.
    [[nodiscard]] const std::optional<Key>& position() const { return position_; }
    // Whether anything was said that wants an answer.
    [[nodiscard]] bool asks() const { return asks_; }

    // About the stretch from the position up to the bound, which is all that follows if it is none.
    void nothing(const std::optional<Key>& to) { position_ = to; }
    void fingerprint(const std::optional<Key>& to, const RangeFingerprint& ours);
    void keys(const std::optional<Key>& to, std::span<const Key> ours);
    void answer(const std::optional<Key>& to, std::span<const Key> ours,
                std::span<const std::uint64_t> lacking);

    [[nodiscard]] Buffer take() { return std::move(frame_); }

private:
    void begin(const std::optional<Key>& to, RangeSaying saying);
    void write_bound(const std::optional<Key>& to, RangeSaying saying);
    void write_keys(std::span<const Key> keys);

    Buffer frame_;
    std::size_t size_max_;
    std::optional<Key> written_ = Key{};   // Up to where the frame speaks.
    std::optional<Key> position_ = Key{};  // Between the two nothing is to be said.
    bool asks_ = false;
};

// The shortest key that separates the two: behind `left`, and not behind `right`.
[[nodiscard]] Key separator(const Key& left, const Key& right);

}  // namespace core::sync
