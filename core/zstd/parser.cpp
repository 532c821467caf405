// The parse of parser.h: a pass forwards over the positions, and one back along the cheapest way.
#include "core/zstd/parser.h"

#include <algorithm>

namespace core::zstd {

class Parser::Pass {
public:
    Pass(Bytes content, Stretch stretch, const Matches& matches, const Prices& prices,
         Parser& parser)
        : here_(content.data() + stretch.begin),
          begin_(stretch.begin),
          size_(stretch.end - stretch.begin),
          matches_(matches),
          prices_(prices),
          way_prices_(parser.prices_.data()),
          way_sizes_(parser.sizes_.data()),
          way_values_(parser.values_.data()),
          places_(parser.places_.data()) {}

    void run() {
        for (std::uint32_t at = 0; at < size_;) {
            at += leave(at);
            arrive(at);
        }
    }

private:
    // The way to this position is final.
    void arrive(std::uint32_t at) {
        Place& place = places_[at];
        const std::uint32_t match_size = way_sizes_[at];
        if (match_size == 0) {
            place = places_[at - 1];
            ++place.literals;
            return;
        }
        const Place& before = places_[at - match_size];
        place.repeated = before.repeated;
        place.literals = 0;
        resolve_offset(way_values_[at], before.literals != 0, place.repeated);
    }

    // Gives how far to go on: one position, or all of a very long match.
    std::uint32_t leave(std::uint32_t at) {
        const Place& place = places_[at];
        const Price price = way_prices_[at];
        const Price literal_price = price + prices_.literal(here_[at]) +
                                    prices_.literals_length(place.literals + 1) -
                                    prices_.literals_length(place.literals);
        offer(at + 1, literal_price, 0, 0);
        const Price match_price = price + prices_.literals_length(0);
        std::uint32_t longest = leave_repeated(at, place, match_price);
        std::uint32_t size = match_size_min;
        for (const Match& match : matches_.at(at)) {
            const std::uint32_t value = match.distance + repeated_offset_count;
            const std::uint32_t match_size = std::min(match.size, size_ - at);
            if (match_size < size) break;
            offer_sizes(at, size, match_size, match_price + prices_.offset(value), value);
            size = match_size + 1;
            longest = std::max(longest, match_size);
        }
        return longest >= match_size_enough ? longest : 1;
    }

    std::uint32_t leave_repeated(std::uint32_t at, const Place& place, Price price) {
        std::uint32_t longest = 0;
        const std::byte* const from = here_ + at;
        for (std::uint32_t name = 1; name <= repeated_offset_count; ++name) {
            const std::uint32_t distance =
                repeated_distance(name, place.literals != 0, place.repeated);
            if (distance == 0 || distance > begin_ + at) continue;
            const std::uint32_t size = common_size(from - distance, from, here_ + size_);
            if (size < match_size_min) continue;
            offer_sizes(at, match_size_min, size, price + prices_.offset(name), name);
            longest = std::max(longest, size);
        }
        return longest;
    }

    void offer_sizes(std::uint32_t at, std::uint32_t from, std::uint32_t to, Price price,
                     std::uint32_t value) {
        if (to >= match_size_enough) {
            offer(at + to, price + prices_.match_length(to), to, value);
            return;
        }
        // Without branches, for the vector unit.
        const Price* const size_prices = prices_.small_match_lengths();
        for (std::uint32_t size = from; size <= to; ++size) {
            const Price offered = price + size_prices[size];
            const Price known = way_prices_[at + size];
            const bool better = offered < known;
            way_prices_[at + size] = better ? offered : known;
            way_sizes_[at + size] = better ? size : way_sizes_[at + size];
            way_values_[at + size] = better ? value : way_values_[at + size];
        }
    }

    void offer(std::uint32_t at, Price price, std::uint32_t size, std::uint32_t value) {
        if (price >= way_prices_[at]) return;
        way_prices_[at] = price;
        way_sizes_[at] = size;
        way_values_[at] = value;
    }

    const std::byte* here_;
    std::uint32_t begin_;
    std::uint32_t size_;
    const Matches& matches_;
    const Prices& prices_;
    Price* way_prices_;
    std::uint32_t* way_sizes_;
    std::uint32_t* way_values_;
    Place* places_;
};

void Parser::parse(Bytes content, Stretch stretch, const Matches& matches, const Prices& prices,
                   const RepeatedOffsets& repeated, Sequences& sequences) {
    const std::uint32_t size = stretch.end - stretch.begin;
    prices_.assign(size + 1, UINT32_MAX);
    sizes_.resize(size + 1);
    values_.resize(size + 1);
    places_.resize(size + 1);
    prices_[0] = prices.literals_length(0);
    places_[0] = {.literals = 0, .repeated = repeated};
    Pass(content, stretch, matches, prices, *this).run();

    sequences.clear();
    for (std::uint32_t at = size - places_[size].literals; at != 0;) {
        const std::uint32_t match_size = sizes_[at];
        const std::uint32_t literals = places_[at - match_size].literals;
        sequences.push_back({.literals_size = literals,
                             .match_size = match_size,
                             .distance = places_[at].repeated[0]});
        at -= match_size + literals;
    }
    std::ranges::reverse(sequences);
}

}  // namespace core::zstd
