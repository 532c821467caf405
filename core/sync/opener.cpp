// What the opener says first, and what it does with the answers.
#include "core/sync/opener.h"

#include <algorithm>

namespace core::sync {
namespace {

// A set as small as this is said as a whole: that takes less than symbols would.
constexpr std::size_t whole_count_max = 24;

// As many as one message holds besides its few other bytes.
constexpr std::size_t since_count_max = 2'048;

// More than the default guess says, because they fit: 400 bytes, and five differences come apart in
// 24 of 25 cases.
constexpr std::uint32_t first_symbols_min = 17;

// Beyond any that is told in ids: what more differs is told in ranges.
constexpr std::size_t found_count_max = std::size_t{2} * symbol_count_max;

// Each part is in order, and behind the one before it: so nothing is told twice.
bool follows(const std::vector<KeyId>& ids, const std::vector<KeyId>& part) {
    return ids.empty() || part.empty() || ids.back() < part.front();
}

}  // namespace

Opener::Opener(const Index& index, const Options& options) : index_(index), options_(options) {}

Message Opener::open() {
    position_ = index_.position();
    return Hello{index_.tree().root(), index_.size(), choose()};
}

decltype(Hello::opening) Opener::choose() {
    if (options_.trust == Trust::suspected) {
        ranges_.emplace(index_, options_.ranges);
        return ranges_->begin();
    }
    if (index_.size() <= whole_count_max) {
        WholeSet whole;
        index_.tree().visit({}, [&whole](const Key& key) {
            whole.ids.push_back(id_of(key));
            return true;
        });
        const auto repeated = std::ranges::unique(whole.ids);
        whole.ids.erase(repeated.begin(), repeated.end());
        return whole;
    }
    if (options_.remembered) {
        auto net = index_.since(options_.remembered->position);
        if (net && net->inserted.size() + net->erased.size() <= since_count_max)
            return SinceRoot{options_.remembered->root, std::move(net->inserted),
                             std::move(net->erased)};
    }
    sent_symbols_ = std::clamp<std::uint32_t>(symbols_for(options_.expected_differences),
                                              first_symbols_min, symbols_per_message_max);
    return FirstSymbols{index_.symbols(0, sent_symbols_)};
}

Step Opener::take(const Message& message) {
    const bool is_first = !std::exchange(is_answered_, true);
    if (holds_alternative<Equal>(message) && is_first) return end_with(EndReason::equal);
    if (const auto* ranges = get_if<Ranges>(&message)) {
        if (!ranges_) ranges_.emplace(index_, options_.ranges);
        return ranges_->take(*ranges);
    }
    if (ranges_) return end_with(EndReason::broken_rules);
    if (holds_alternative<GoOn>(message) && !unsent_symbols_.empty()) return next_symbols();
    if (const auto* found = get_if<Found>(&message)) return take_found(*found);
    if (const auto* more = get_if<More>(&message)) return send_more(*more);
    return end_with(EndReason::broken_rules);
}

Step Opener::take_found(const Found& part) {
    const std::size_t count = part.you_lack.size() + part.i_lack.size();
    const std::size_t before = found_.you_lack.size() + found_.i_lack.size();
    // Roots differ, so something does.
    if (count == 0 || before + count > found_count_max) return end_with(EndReason::broken_rules);
    if (!follows(found_.you_lack, part.you_lack) || !follows(found_.i_lack, part.i_lack))
        return end_with(EndReason::broken_rules);
    found_.you_lack.insert(found_.you_lack.end(), part.you_lack.begin(), part.you_lack.end());
    found_.i_lack.insert(found_.i_lack.end(), part.i_lack.begin(), part.i_lack.end());
    if (!part.is_last) return reply(GoOn{});

    if (index_.position() != position_) {
        // What came or went meanwhile is no contradiction.
        const auto has = [this](const KeyId& id) { return index_.tree().find(id) != nullptr; };
        std::erase_if(found_.you_lack, has);
        std::erase_if(found_.i_lack, [&has](const KeyId& id) { return !has(id); });
    }
    auto differences = resolve(index_, found_.i_lack, found_.you_lack);
    if (!differences) return end_with(EndReason::contradiction);
    return end_with(part.way, *std::move(differences));
}

Step Opener::send_more(const More& more) {
    const bool is_in_turn =
        unsent_symbols_.empty() && found_.you_lack.empty() && found_.i_lack.empty();
    if (!is_in_turn || more.from != sent_symbols_) return end_with(EndReason::broken_rules);
    const std::uint64_t estimated = index_.estimate().differences(more.estimate);
    // What an eighth more than the estimate takes, or a quarter more if so many were too few.
    const std::uint32_t wanted = symbols_for(estimated + estimated / 8);
    const std::uint32_t end = std::max(wanted, sent_symbols_ + sent_symbols_ / 4 + 4);
    if (++requests_ > symbol_requests_max || wanted == symbol_count_max || end > symbol_count_max)
        return begin_ranges();
    // Symbols of two states do not fit together.
    if (index_.position() != position_) sent_symbols_ = 0;
    position_ = index_.position();
    unsent_symbols_ = index_.symbols(sent_symbols_, end - sent_symbols_);
    return next_symbols();
}

Step Opener::next_symbols() {
    const auto end = static_cast<std::uint32_t>(sent_symbols_ + unsent_symbols_.size());
    const std::size_t count = std::min(unsent_symbols_.size(), symbols_per_message_max);
    const auto piece_end = unsent_symbols_.begin() + static_cast<std::ptrdiff_t>(count);
    Symbols symbols{sent_symbols_, end, {unsent_symbols_.begin(), piece_end}};
    unsent_symbols_.erase(unsent_symbols_.begin(), piece_end);
    sent_symbols_ += static_cast<std::uint32_t>(count);
    return reply(std::move(symbols));
}

Step Opener::begin_ranges() {
    ranges_.emplace(index_, options_.ranges);
    return reply(ranges_->begin());
}

}  // namespace core::sync
