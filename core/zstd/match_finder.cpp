// The search of match_finder.h.
#include "core/zstd/match_finder.h"

#include <algorithm>
#include <bit>

#include "core/zstd/format.h"

namespace core::zstd {
namespace {

// How many positions a search may look at. Twice as many make frames 0.3 % smaller.
constexpr unsigned depth_max = 16;
constexpr unsigned hash_bits_max = 17;
constexpr unsigned hash_bits_min = 8;
constexpr unsigned three_byte_hash_bits = 15;
// Matches of three bytes pay only from near.
constexpr std::uint32_t three_byte_distance_max = std::uint32_t{1} << 15;
// Behind a long match the last positions are searched again.
constexpr std::uint32_t covered_tail = 16;
constexpr std::uint32_t read_size = 4;
// Beyond this, what is the same counts as the same for ever; no match can be longer.
constexpr std::size_t compared_size_max = block_size_max;

std::uint32_t load_u32(const std::byte* from) {
    std::uint32_t number;
    std::memcpy(&number, from, sizeof number);
    return number;
}

std::size_t hash(std::uint32_t bytes, unsigned bits) { return bytes * 2654435761U >> (32 - bits); }

}  // namespace

MatchFinder::MatchFinder(Bytes content, std::uint32_t window_size) : content_(content) {
    const auto size_bits = static_cast<unsigned>(std::bit_width(content.size()));
    hash_bits_ = std::clamp(size_bits, hash_bits_min, hash_bits_max);
    const auto places = std::bit_ceil(std::min<std::size_t>(content.size(), window_size));
    tree_mask_ = static_cast<std::uint32_t>(places - 1);
    roots_.resize(std::size_t{1} << hash_bits_);
    three_byte_.resize(std::size_t{1} << std::min(size_bits, three_byte_hash_bits));
    tree_.resize(2 * places);
}

void MatchFinder::find(std::uint32_t begin, std::uint32_t end, Matches& matches) {
    matches.clear();
    for (std::uint32_t position = begin; position < end; ++position) {
        const bool is_covered = position < covered_ && covered_ - position > covered_tail;
        if (!is_covered && content_.size() - position >= read_size) {
            const std::uint32_t longest = find_at(position, end, matches);
            if (longest >= match_size_enough) covered_ = position + longest;
        }
        matches.end_position();
    }
}

std::uint32_t MatchFinder::add_three_byte_match(std::uint32_t position, std::uint32_t end,
                                                Matches& matches) {
    const std::byte* const here = content_.data() + position;
    const auto bits = static_cast<unsigned>(std::bit_width(three_byte_.size())) - 1;
    std::uint32_t& newest = three_byte_[hash(load_u32(here) << 8, bits)];
    const std::uint32_t candidate = newest;
    newest = position + 1;
    if (candidate == 0) return 0;
    const std::uint32_t distance = position + 1 - candidate;
    if (distance > std::min(three_byte_distance_max, tree_mask_)) return 0;
    const std::uint32_t size = common_size(here - distance, here, content_.data() + end);
    if (size < 3) return 0;
    matches.add({.size = size, .distance = distance});
    return size;
}

std::uint32_t MatchFinder::find_at(std::uint32_t position, std::uint32_t end, Matches& matches) {
    const std::byte* const here = content_.data() + position;
    const std::byte* const compare_end =
        here + std::min<std::size_t>(content_.size() - position, compared_size_max);
    const std::uint32_t room = end - position;
    std::uint32_t longest = std::max(add_three_byte_match(position, end, matches), 3U);
    std::uint32_t& root = roots_[hash(load_u32(here), hash_bits_)];
    std::uint32_t candidate = root;
    root = position + 1;
    std::uint32_t* const tree = tree_.data();
    const std::uint32_t tree_mask = tree_mask_;
    std::uint32_t* smaller = tree + 2 * std::size_t{position & tree_mask};
    std::uint32_t* larger = smaller + 1;
    // What this position shares with all candidates on either side.
    std::uint32_t smaller_size = 0;
    std::uint32_t larger_size = 0;
    for (unsigned depth = depth_max; candidate != 0 && depth != 0; --depth) {
        const std::uint32_t other = candidate - 1;
        const std::uint32_t distance = position - other;
        if (distance > tree_mask) break;
        std::uint32_t size = std::min(smaller_size, larger_size);
        size += common_size(here - distance + size, here + size, compare_end);
        if (size > longest && longest < room) {
            longest = std::min(size, room);
            matches.add({.size = longest, .distance = distance});
        }
        std::uint32_t* const children = tree + 2 * std::size_t{other & tree_mask};
        if (here + size == compare_end) {
            // Which of the two is larger is not known: the newer takes the place of the older.
            *smaller = children[0];
            *larger = children[1];
            return longest;
        }
        if ((here - distance)[size] < here[size]) {
            *smaller = candidate;
            smaller = children + 1;
            candidate = *smaller;
            smaller_size = size;
        } else {
            *larger = candidate;
            larger = children;
            candidate = *larger;
            larger_size = size;
        }
    }
    *smaller = 0;
    *larger = 0;
    return longest;
}

}  // namespace core::zstd
