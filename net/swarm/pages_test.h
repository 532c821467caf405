// Pages that are connected to one peer, and what their browsers are ordered to do.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "net/swarm/channel_wire_test.h"
#include "net/swarm/network_test.h"

namespace net::swarm::testing {

inline Swarm::Options middle_options() {
    Swarm::Options options;
    options.introducers.emplace();
    return options;
}
inline Swarm::Options page_options() {
    Swarm::Options options;
    options.introductions.emplace();
    return options;
}

// What a page has beside its swarm. Its descriptions are its number, which names its certificate.
struct Browser {
    End& end;
    std::uint8_t number;
    bool is_silent = false;
    std::map<signalling::MeetingId, std::uint8_t> agreed{};  // And whose certificate was named.
    std::vector<std::string> candidates{};
    std::vector<signalling::MeetingId> dropped{};

    bool obey(core::Instant now) {
        const auto order = end.swarm.next_meeting_order();
        if (!order) return false;
        if (const auto* take = core::get_if<signalling::Take>(&*order)) {
            if (!is_silent) perform(take->meeting, take->step, now);
        } else {
            const signalling::MeetingId meeting = core::get<signalling::Drop>(*order).meeting;
            dropped.push_back(meeting);
            agreed.erase(meeting);
        }
        return true;
    }

private:
    void perform(signalling::MeetingId meeting, const signalling::Step& step, core::Instant now) {
        const auto* make = core::get_if<signalling::MakeAnswer>(&step);
        if (make) agreed[meeting] = static_cast<std::uint8_t>(std::stoi(make->offer));
        if (const auto* use = core::get_if<signalling::UseAnswer>(&step))
            agreed[meeting] = static_cast<std::uint8_t>(std::stoi(use->answer));
        if (const auto* candidate = core::get_if<signalling::UseCandidate>(&step))
            candidates.push_back(candidate->candidate);
        if (!make && !core::holds_alternative<signalling::MakeOffer>(step)) return;
        end.swarm.describe(meeting, std::to_string(number), now);
        end.swarm.add_candidate(meeting, "of " + std::to_string(number), now);
    }
};

class Pages : public Network {
public:
    Browser& add_page(std::uint8_t number, const Swarm::Options& options = page_options()) {
        return browsers_.emplace_back(Browser{add(number, options), number});
    }
    void connect(Browser& page, const End& middle, int number) {
        dial(page.end, address_of(middle, number));
        run_all();
    }
    signalling::MeetingId introduce(Browser& page, const End& via, const End& wanted) {
        return page.end.swarm.introduce(via.swarm.id(), wanted.swarm.id(), now);
    }

    void run_all() {
        for (bool any = true; any;) {
            run();
            any = false;
            for (Browser& browser : browsers_) any |= browser.obey(now);
            for (Browser& one : browsers_)
                for (Browser& other : browsers_) any |= join(one, other);
            for (ChannelWire& wire : wires_)
                for (const std::size_t side : {0u, 1u})
                    any |= wire.move(side, now, [this](End& end) { settle(end); });
        }
    }
    void pass_all(core::Duration time) {
        pass(time);
        run_all();
    }

    // Whose certificate the answering browser sees, if it is not the other's.
    std::optional<std::uint8_t> seen_instead{};

private:
    // What one of them has offered and the other answered.
    bool join(Browser& one, Browser& other) {
        if (one.number >= other.number) return false;
        for (const auto& [first, seen_first] : one.agreed) {
            for (const auto& [second, seen_second] : other.agreed) {
                if (seen_first != other.number || seen_second != one.number) continue;
                if (role_of(one, first) == role_of(other, second)) continue;
                join(one, first, other, second);
                return true;
            }
        }
        return false;
    }
    static std::optional<signalling::Role> role_of(const Browser& browser,
                                                   signalling::MeetingId meeting) {
        const auto party = browser.end.swarm.party(meeting);
        return party ? std::optional(party->role) : std::nullopt;
    }
    void join(Browser& one, signalling::MeetingId first, Browser& other,
              signalling::MeetingId second) {
        one.agreed.erase(first);
        other.agreed.erase(second);
        const auto seen = seen_instead.value_or(one.number);
        const auto left =
            one.end.swarm.met(first, {hash_of(one.number), hash_of(other.number)}, now);
        const auto right = other.end.swarm.met(second, {hash_of(other.number), hash_of(seen)}, now);
        if (left && right)
            wires_.emplace_back(std::array{&one.end, &other.end}, std::array{*left, *right});
    }

    std::deque<Browser> browsers_;
    std::deque<ChannelWire> wires_;
};

// Two pages that are connected to the same peer, and not to one another.
struct Trio : Pages {
    explicit Trio(const Swarm::Options& one_is = page_options(),
                  const Swarm::Options& two_is = page_options(),
                  const Swarm::Options& middle_is = middle_options())
        : one(add_page(1, one_is)), two(add_page(2, two_is)), middle(add(3, middle_is)) {
        connect(one, middle, 3);
        connect(two, middle, 3);
    }

    void introduce() {
        last = Pages::introduce(one, middle, two.end);
        run_all();
    }
    [[nodiscard]] std::optional<IntroductionFailure> failure() const {
        const auto told = one.end.told<IntroductionTold>();
        if (told.size() != 1 || told[0].outcome) return std::nullopt;
        EXPECT_EQ(told[0].introduction, last);
        EXPECT_FALSE(describe(told[0].outcome.error()).empty());
        return told[0].outcome.error();
    }
    void expect_nothing_left() {
        for (End* end : {&one.end, &two.end, &middle}) {
            EXPECT_EQ(end->swarm.introduction_count(), 0u);
            EXPECT_EQ(end->swarm.stream_count(), 0u);
        }
    }

    Browser& one;
    Browser& two;
    End& middle;
    signalling::MeetingId last{};
};

}  // namespace net::swarm::testing
