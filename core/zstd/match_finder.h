// Where the content repeats itself: for each position of a block the longest matches, each longer
// match farther away than the shorter ones.
//
// Positions with the same first four bytes form a binary tree, sorted by what follows, newest at
// the root; one descent both finds the matches of a position and makes it the new root. Matches of
// three bytes come from the newest position alone.
#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/bytes.h"
#include "core/zstd/bit_reader.h"

namespace core::zstd {

struct Match {
    std::uint32_t size;
    std::uint32_t distance;
};

// The matches of a block's positions, in the order of positions.
class Matches {
public:
    void clear() {
        ends_.clear();
        all_.clear();
    }
    void add(Match match) { all_.push_back(match); }
    void end_position() { ends_.push_back(static_cast<std::uint32_t>(all_.size())); }

    // Of the position at this index in the block, from short and near to long and far.
    [[nodiscard]] std::span<const Match> at(std::size_t index) const {
        const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
        return std::span(all_).subspan(begin, ends_[index] - begin);
    }

private:
    std::vector<std::uint32_t> ends_;
    std::vector<Match> all_;
};

// A match so long is taken as it is; what lies under it is not searched.
inline constexpr std::uint32_t match_size_enough = 256;

// How many bytes from here and there are the same, before `end`.
inline std::uint32_t common_size(const std::byte* left, const std::byte* right,
                                 const std::byte* end) {
    const std::byte* const begin = right;
    while (end - right >= 8) {
        const std::uint64_t difference = load_u64(left) ^ load_u64(right);
        if (difference != 0)
            return static_cast<std::uint32_t>(right - begin + std::countr_zero(difference) / 8);
        left += 8;
        right += 8;
    }
    while (right < end && *left == *right) {
        ++left;
        ++right;
    }
    return static_cast<std::uint32_t>(right - begin);
}

class MatchFinder {
public:
    // The content outlives the finder and has at most 2^31 bytes. All matches are nearer
    // than `window_size`, a power of two.
    MatchFinder(Bytes content, std::uint32_t window_size);

    // The matches of [begin, end), none of them beyond the end. Blocks follow one another.
    void find(std::uint32_t begin, std::uint32_t end, Matches& matches);

private:
    // Gives the size of the longest.
    std::uint32_t find_at(std::uint32_t position, std::uint32_t end, Matches& matches);
    std::uint32_t add_three_byte_match(std::uint32_t position, std::uint32_t end, Matches& matches);

    Bytes content_;
    unsigned hash_bits_;
    std::uint32_t tree_mask_;  // Also the longest distance.
    // Positions are kept one higher; 0 is none.
    std::vector<std::uint32_t> roots_;
    std::vector<std::uint32_t> three_byte_;
    std::vector<std::uint32_t> tree_;  // Two children for each position: smaller, then larger.
    std::uint32_t covered_ = 0;        // Up to here a long match was found.
};

}  // namespace core::zstd
