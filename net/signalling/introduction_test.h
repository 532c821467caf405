// Two ends and the peer in the middle, with streams that deliver in pieces and browsers that answer
// at once.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "net/signalling/board_test.h"
#include "net/signalling/introduced_end.h"
#include "net/signalling/introducer.h"

namespace net::signalling::testing {

struct Trio {
    explicit Trio(const core::codec::PeerId& who_asks = peer(1),
                  const core::codec::PeerId& who_is_asked = peer(2))
        : asking_id(who_asks),
          asking({}, who_is_asked, core::Instant{}),
          asked({}, core::Instant{}),
          middle({}, who_asks, core::Instant{}) {}

    void run() {
        while (step()) {
        }
    }

    // Whether anything happened.
    bool step() {
        bool any = deliver(asking, Side::asking);
        any = deliver(asked, Side::asked) || any;
        any = bring(asking, Side::asking) || any;
        any = bring(asked, Side::asked) || any;
        while (const auto wanted = middle.next_event()) {
            any = true;
            if (refuses_for)
                middle.refuse(*refuses_for);
            else
                middle.begin();
        }
        while (const auto event = asking.next_event()) {
            any = true;
            hear(asking, *event, steps_asking, "of asking");
        }
        while (const auto event = asked.next_event()) {
            any = true;
            hear(asked, *event, steps_asked, "of asked");
        }
        return any;
    }

    core::codec::PeerId asking_id;
    IntroducedEnd asking;
    IntroducedEnd asked;
    Introducer middle;
    core::Instant now{};
    std::size_t piece_size = 1000;
    bool accepts = true;
    std::optional<Refusal> refuses_for{};

    std::optional<core::codec::PeerId> asked_by{};
    std::optional<Refusal> refusal{};
    bool is_introduced = false;
    std::string steps_asking{};
    std::string steps_asked{};

private:
    std::array<bool, 2> is_end_told_{};

    bool deliver(IntroducedEnd& from, Side side) {
        const core::Bytes bytes =
            from.outgoing().first(std::min(from.outgoing().size(), piece_size));
        middle.receive(side, bytes);
        from.consume(bytes.size());
        bool& is_told = is_end_told_[static_cast<std::size_t>(side)];
        if (from.ended() && from.outgoing().empty() && !is_told) {
            is_told = true;
            middle.end(side);
            return true;
        }
        return !bytes.empty();
    }

    bool bring(IntroducedEnd& to, Side side) {
        const core::Bytes waits = middle.outgoing(side);
        const core::Bytes bytes = waits.first(std::min(waits.size(), piece_size));
        if (bytes.empty()) return false;
        to.receive(bytes, now);
        middle.consume(side, bytes.size());
        return true;
    }

    void hear(IntroducedEnd& end, const IntroducedEnd::Event& event, std::string& steps,
              std::string_view candidate) {
        if (const auto* question = core::get_if<Asked>(&event)) {
            asked_by = question->peer;
            accepts ? end.accept() : end.refuse();
        } else if (core::holds_alternative<Introduced>(event)) {
            is_introduced = true;
        } else if (const auto* refused = core::get_if<Refused>(&event)) {
            refusal = refused->refusal;
        } else if (const auto* step = core::get_if<Step>(&event)) {
            perform(end, *step, steps, candidate);
        }
    }

    static void perform(IntroducedEnd& end, const Step& step, std::string& steps,
                        std::string_view candidate) {
        if (core::holds_alternative<MakeOffer>(step)) {
            steps += "offer ";
            end.describe("offer");
            end.add_candidate(candidate);
        } else if (const auto* make = core::get_if<MakeAnswer>(&step)) {
            steps += "answer:" + make->offer + " ";
            end.describe("answer");
            end.add_candidate(candidate);
        } else if (const auto* use = core::get_if<UseAnswer>(&step)) {
            steps += "answer:" + use->answer + " ";
        } else {
            steps += "candidate:" + core::get<UseCandidate>(step).candidate + " ";
        }
    }
};

}  // namespace net::signalling::testing
