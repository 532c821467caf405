// From what the opener says to what differs.
#include "core/sync/answerer.h"

#include <algorithm>
#include <iterator>

#include "core/sync/sketch_decoder.h"

namespace core::sync {
namespace {

// A set that is larger is not compared with a small one that was said as a whole: nearly all of it
// would be the answer, for which ranges have the better form.
constexpr std::size_t compared_count_max = symbol_count_max;

// If the numbers of entries alone differ by so many, no sketch will do.
constexpr std::uint64_t count_distance_max = symbol_count_max / 2;

std::vector<KeyId> without(const std::vector<KeyId>& ids, const std::vector<KeyId>& others) {
    std::vector<KeyId> rest;
    std::ranges::set_difference(ids, others, std::back_inserter(rest));
    return rest;
}
std::vector<KeyId> united(const std::vector<KeyId>& some, const std::vector<KeyId>& others) {
    std::vector<KeyId> all;
    std::ranges::set_union(some, others, std::back_inserter(all));
    return all;
}

// Takes up to so many off the front.
std::vector<KeyId> take_first(std::vector<KeyId>& ids, std::size_t count) {
    const auto end = ids.begin() + static_cast<std::ptrdiff_t>(std::min(count, ids.size()));
    std::vector<KeyId> first(ids.begin(), end);
    ids.erase(ids.begin(), end);
    return first;
}

}  // namespace

Step Answerer::take(const Message& message) {
    if (const auto* hello = get_if<Hello>(&message)) {
        if (is_greeted_) return end_with(EndReason::broken_rules);
        is_greeted_ = true;
        return take_hello(*hello);
    }
    if (!is_greeted_) return end_with(EndReason::broken_rules);
    if (const auto* ranges = get_if<Ranges>(&message)) {
        if (!ranges_) ranges_.emplace(index_, options_.ranges);
        return ranges_->take(*ranges);
    }
    if (ranges_) return end_with(EndReason::broken_rules);
    if (holds_alternative<GoOn>(message) && told_) return next_part();
    if (const auto* symbols = get_if<Symbols>(&message); symbols && !told_)
        return take_symbols(*symbols);
    return end_with(EndReason::broken_rules);
}

Step Answerer::take_hello(const Hello& hello) {
    if (hello.root == index_.tree().root()) return {.reply = Equal{}, .end = EndReason::equal};
    if (const auto* ranges = get_if<Ranges>(&hello.opening)) {
        ranges_.emplace(index_, options_.ranges);
        return ranges_->take(*ranges);
    }
    const std::uint64_t count = index_.size();
    const std::uint64_t distance = std::max(count, hello.count) - std::min(count, hello.count);
    if (options_.trust == Trust::suspected) return begin_ranges();
    if (const auto position = index_.position_of(hello.root))
        if (auto step = compare(*position, {hello.root, {}, {}})) return *std::move(step);
    if (const auto* since = get_if<SinceRoot>(&hello.opening))
        if (const auto position = index_.position_of(since->root))
            if (auto step = compare(*position, *since)) return *std::move(step);
    if (const auto* whole = get_if<WholeSet>(&hello.opening)) return compare(*whole);
    if (distance > count_distance_max) return begin_ranges();
    if (const auto* first = get_if<FirstSymbols>(&hello.opening)) symbols_ = first->symbols;
    return decode();
}

// Both had the root, and then changed: what differs is what one of them changed alone. None if what
// happened here since then was forgotten.
std::optional<Step> Answerer::compare(Index::Position position, const SinceRoot& theirs) {
    const auto ours = index_.since(position);
    if (!ours) return std::nullopt;
    return answer(
        Way::resumed,
        united(without(ours->inserted, theirs.inserted), without(theirs.erased, ours->erased)),
        united(without(theirs.inserted, ours->inserted), without(ours->erased, theirs.erased)));
}

Step Answerer::compare(const WholeSet& theirs) {
    if (index_.size() > compared_count_max) return begin_ranges();
    std::vector<KeyId> ours;
    index_.tree().visit({}, [&ours](const Key& key) {
        ours.push_back(id_of(key));
        return true;
    });
    const auto repeated = std::ranges::unique(ours);
    ours.erase(repeated.begin(), repeated.end());
    return answer(Way::whole, without(ours, theirs.ids), without(theirs.ids, ours));
}

Step Answerer::take_symbols(const Symbols& symbols) {
    const bool is_first_piece = symbols_.size() == symbols_wanted_;
    // From the beginning if their set is not what it was.
    if (is_first_piece && symbols.first == 0) symbols_.clear();
    if (is_first_piece) symbols_wanted_ = symbols.end;
    if (symbols.first != symbols_.size() || symbols.end != symbols_wanted_)
        return end_with(EndReason::broken_rules);
    symbols_.insert(symbols_.end(), symbols.symbols.begin(), symbols.symbols.end());
    return symbols_.size() < symbols_wanted_ ? reply(GoOn{}) : decode();
}

// All of them anew, against our own as they are now.
Step Answerer::decode() {
    SketchDecoder decoder(index_.sketch_key());
    const auto count = static_cast<std::uint32_t>(symbols_.size());
    decoder.add(symbols_, index_.symbols(0, count));
    if (decoder.is_broken()) return begin_ranges();
    if (!decoder.is_complete()) {
        symbols_wanted_ = count;
        return ++requests_ > symbol_requests_max ? begin_ranges()
                                                 : reply(More{count, index_.estimate()});
    }
    // Of what only one of us has, it is ours or it is not.
    std::vector<KeyId> they_lack;
    std::vector<KeyId> we_lack;
    for (const KeyId& id : decoder.found())
        (index_.tree().find(id) ? they_lack : we_lack).push_back(id);
    return answer(Way::sketch, std::move(they_lack), std::move(we_lack));
}

Step Answerer::answer(Way way, std::vector<KeyId> they_lack, std::vector<KeyId> we_lack) {
    auto differences = resolve(index_, they_lack, we_lack);
    // Roots differ: if nothing was found, two keys share their id, and only ranges tell them apart.
    if (!differences || differences->empty()) return begin_ranges();
    untold_ = {way, std::move(they_lack), std::move(we_lack), true};
    told_ = Told{way, *std::move(differences)};
    return next_part();
}

Step Answerer::next_part() {
    Found part;
    part.way = untold_.way;
    part.you_lack = take_first(untold_.you_lack, ids_per_message_max);
    part.i_lack = take_first(untold_.i_lack, ids_per_message_max - part.you_lack.size());
    part.is_last = untold_.you_lack.empty() && untold_.i_lack.empty();
    Step step = reply(part);
    if (part.is_last) {
        step.told = std::exchange(told_, std::nullopt);
        step.end = EndReason::told;
    }
    return step;
}

Step Answerer::begin_ranges() {
    ranges_.emplace(index_, options_.ranges);
    return reply(ranges_->begin());
}

}  // namespace core::sync
