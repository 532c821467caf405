// The parse of parser.h: a pass forwards over the positions, and one back along the cheapest way.
#include "core/zstd/parser.h"

#include <algorithm>

namespace core::zstd {

class Parser::Pass {
public:
    Pass(Bytes content, Stretch stretch, const Matches& matches, const Prices& prices, Node* nodes,
         Place* places)
        : here_(content.data() + stretch.begin),
          begin_(stretch.begin),
          size_(stretch.end - stretch.begin),
          matches_(matches),
          prices_(prices),
          nodes_(nodes),
          places_(places) {}

    void run() {
        for (std::uint32_t at = 0; at < size_;) {
            if (at != 0) arrive(at);
            at += leave(at);
        }
        arrive(size_);
    }

private:
    // The way to this position is final.
    void arrive(std::uint32_t at) {
        const Node& node = nodes_[at];
        Place& place = places_[at];
        if (node.match_size == 0) {
            place = places_[at - 1];
            ++place.literals;
            return;
        }
        const Place& before = places_[at - node.match_size];
        place.repeated = before.repeated;
        place.literals = 0;
        resolve_offset(node.offset_value, before.literals != 0, place.repeated);
    }

    // Gives how far to go on: one position, or all of a very long match.
    std::uint32_t leave(std::uint32_t at) {
        const Place& place = places_[at];
        const Price price = nodes_[at].price;
        offer(at + 1, {.price = price + prices_.literal(here_[at]) +
                                prices_.literals_length(place.literals + 1) -
                                prices_.literals_length(place.literals),
                       .match_size = 0,
                       .offset_value = 0});
        const Price match_price = price + prices_.literals_length(0);
        std::uint32_t longest = leave_repeated(at, place, match_price);
        std::uint32_t size = match_size_min;
        for (const Match& match : matches_.at(at)) {
            const std::uint32_t value = match.distance + repeated_offset_count;
            offer_sizes(at, size, match.size, match_price + prices_.offset(value), value);
            size = match.size + 1;
            longest = std::max(longest, match.size);
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
        if (to >= match_size_enough) from = to;
        for (std::uint32_t size = from; size <= to; ++size)
            offer(at + size, {.price = price + prices_.match_length(size),
                              .match_size = size,
                              .offset_value = value});
    }

    void offer(std::uint32_t at, const Node& node) {
        if (node.price < nodes_[at].price) nodes_[at] = node;
    }

    const std::byte* here_;
    std::uint32_t begin_;
    std::uint32_t size_;
    const Matches& matches_;
    const Prices& prices_;
    Node* nodes_;
    Place* places_;
};

void Parser::parse(Bytes content, Stretch stretch, const Matches& matches, const Prices& prices,
                   const RepeatedOffsets& repeated, Sequences& sequences) {
    const std::uint32_t size = stretch.end - stretch.begin;
    nodes_.assign(size + 1, {.price = UINT32_MAX, .match_size = 0, .offset_value = 0});
    places_.resize(size + 1);
    nodes_[0].price = prices.literals_length(0);
    places_[0] = {.literals = 0, .repeated = repeated};
    Pass(content, stretch, matches, prices, nodes_.data(), places_.data()).run();

    sequences.clear();
    for (std::uint32_t at = size - places_[size].literals; at != 0;) {
        const std::uint32_t match_size = nodes_[at].match_size;
        const std::uint32_t literals = places_[at - match_size].literals;
        sequences.push_back({.literals_size = literals,
                             .match_size = match_size,
                             .distance = places_[at].repeated[0]});
        at -= match_size + literals;
    }
    std::ranges::reverse(sequences);
}

}  // namespace core::zstd
