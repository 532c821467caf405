// Boards that read one another, with browsers that make descriptions at once.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/codec/peer_id.h"
#include "net/signalling/board.h"

namespace net::signalling::testing {

// A peer id of no real key. Those of greater numbers are greater.
inline core::codec::PeerId peer(std::uint8_t number) {
    std::array<std::byte, 34> multihash{std::byte{0x12}, std::byte{0x20}};
    multihash[2] = std::byte{number};
    return *core::codec::PeerId::from_bytes(multihash);
}

struct Tab {
    Tab(std::uint8_t number, const Board::Options& options, core::Instant now)
        : id(peer(number)), board(options, id, core::Seed{number}, now) {}

    core::codec::PeerId id;
    Board board;
    std::vector<MeetingId> offered{};
    std::vector<MeetingId> answered{};
    std::vector<MeetingId> agreed{};  // Of those offered, that got an answer.
    std::vector<std::string> candidates{};
    std::vector<MeetingId> dropped{};
    bool is_slow = false;  // Its browser describes nothing.
};

class Origin {
public:
    Tab& open(std::uint8_t number, const Board::Options& options = {}) {
        tabs_.push_back(std::make_unique<Tab>(number, options, now));
        return *tabs_.back();
    }

    void run() {
        bool any = true;
        while (any) {
            any = false;
            for (std::size_t i = 0; i < tabs_.size(); ++i)
                while (auto order = tabs_[i]->board.next_order()) {
                    any = true;
                    obey(*tabs_[i], *order);
                }
        }
    }

    void pass(core::Duration time) {
        now += time;
        for (const auto& tab : tabs_) tab->board.expire(now);
        run();
    }

    void obey(Tab& tab, const BoardOrder& order) {
        if (const auto* post = core::get_if<Post>(&order)) {
            for (const auto& other : tabs_)
                if (other.get() != &tab) other->board.receive(post->note, now);
        } else if (const auto* take = core::get_if<Take>(&order)) {
            perform(tab, *take);
        } else {
            tab.dropped.push_back(core::get<Drop>(order).meeting);
        }
    }

    core::Instant now{};

private:
    static void perform(Tab& tab, const Take& take) {
        if (core::holds_alternative<MakeOffer>(take.step)) {
            tab.offered.push_back(take.meeting);
            if (tab.is_slow) return;
            tab.board.describe(take.meeting, "offer");
            tab.board.add_candidate(take.meeting, "candidate of who offers");
        } else if (core::holds_alternative<MakeAnswer>(take.step)) {
            tab.answered.push_back(take.meeting);
            if (tab.is_slow) return;
            tab.board.describe(take.meeting, "answer");
            tab.board.add_candidate(take.meeting, "candidate of who answers");
        } else if (core::holds_alternative<UseAnswer>(take.step)) {
            tab.agreed.push_back(take.meeting);
        } else {
            tab.candidates.push_back(core::get<UseCandidate>(take.step).candidate);
        }
    }

    std::vector<std::unique_ptr<Tab>> tabs_;
};

}  // namespace net::signalling::testing
