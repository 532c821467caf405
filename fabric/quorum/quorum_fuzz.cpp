// Calls in any order: no ASSERT fails, what is told durable is in as many journals as it must be,
// nothing grows beyond its bounds, and in the end there is nothing to wait for.
#include <map>
#include <set>

#include "core/base/reader.h"
#include "core/testing/fuzz.h"
#include "fabric/quorum/peers_test.h"

namespace {

using namespace fabric::quorum;
using testing::peer;

constexpr Options options{.open_max = 6, .ranges_max = 24, .authorities_max = 6, .others_max = 4};

struct Mirror {
    std::set<unsigned> authorities;
    std::map<std::pair<Document, std::uint64_t>, std::set<unsigned>> had;
    std::set<Write> begun;

    void note(unsigned who, Writes writes) {
        for (std::uint64_t i = writes.sequences.begin; i < writes.sequences.end; ++i)
            had[{writes.document, i}].insert(who);
    }
    void lose(unsigned who, Writes writes) {
        for (std::uint64_t i = writes.sequences.begin; i < writes.sequences.end; ++i)
            had[{writes.document, i}].erase(who);
    }
    void check(Writes writes, std::uint32_t need) {
        for (std::uint64_t i = writes.sequences.begin; i < writes.sequences.end; ++i) {
            std::uint32_t have = 0;
            for (const unsigned who : had[{writes.document, i}])
                have += authorities.contains(who) ? 1 : 0;
            ASSERT(have >= need);
        }
    }
};

void take(Quorum& quorum, Mirror& mirror) {
    while (const auto event = quorum.next_event()) {
        if (const auto* told = get_if<Told>(&*event); told && told->status.state == State::durable)
            mirror.check(only(told->write), told->status.need);
        if (const auto* upgraded = get_if<Upgraded>(&*event))
            mirror.check(upgraded->writes, upgraded->policy.need);
    }
}

// Everything comes to an end.
void end(Quorum& quorum, Mirror& mirror, core::Instant now) {
    for (int i = 0; i < 4; ++i) {
        now += std::chrono::hours{1};
        quorum.expire(now);
        take(quorum, mirror);
    }
    ASSERT(!quorum.deadline() && quorum.open_count() == 0);
}

}  // namespace

FUZZ(quorum) {
    core::Reader reader(input);
    core::Instant now{};
    Quorum quorum(peer(0), options, now);
    Mirror mirror;
    while (reader.remaining() >= 4) {
        const unsigned kind = *reader.u8();
        const unsigned who = *reader.u8() % 8;
        const Write write{Document{who % 3}, Sequence{*reader.u8() % 64u}};
        const std::uint8_t number = *reader.u8();
        Writes writes = only(write);
        writes.sequences.end += number % 8;
        const Policy policy{static_cast<Policy::Kind>(number / 8 % 4), number / 32u,
                            std::chrono::seconds{number % 16}};
        switch (kind % 12) {
            case 0:
            case 1:
            case 2:
                // A number is of one change for ever.
                if (mirror.begun.contains(write) || quorum.status(write)) break;
                if (quorum.begin(write, policy, now)) mirror.begun.insert(write);
                break;
            case 3:
            case 4:
                mirror.note(0, writes);
                quorum.journaled(writes, now);
                break;
            case 5:
            case 6:
                if (who != 0) mirror.note(who, writes);
                static_cast<void>(quorum.acknowledged(peer(who), writes, now));
                break;
            case 7: {
                std::vector<unsigned> authorities;
                for (unsigned i = 0; i < 8; ++i)
                    if ((number >> i & 1) != 0) authorities.push_back(i);
                if (quorum.authorities(testing::peers(authorities), now))
                    mirror.authorities = {authorities.begin(), authorities.end()};
                break;
            }
            case 8: quorum.reachable(peer(who), number % 2 == 0, now); break;
            case 9:
                now += std::chrono::seconds{number};
                quorum.expire(now);
                break;
            case 10:
                if (number % 2 == 0)
                    quorum.ordered(write, {}, now);
                else
                    quorum.not_ordered(write, static_cast<Quorum::Unordered>(number / 2 % 2), now);
                break;
            default:
                if (number % 4 == 0) {
                    // What is lost was not lost for the peer itself: its own journal stays.
                    if (who != 0) {
                        mirror.lose(who, writes);
                        quorum.lost(peer(who), writes, now);
                    }
                } else if (policy.has_quorum() && policy.need > 0) {
                    mirror.note(0, writes);
                    static_cast<void>(quorum.resume(writes, policy, now));
                }
        }
        take(quorum, mirror);
        ASSERT(quorum.open_count() <= options.open_max);
        ASSERT(quorum.range_count() <= 4 * (options.ranges_max + options.open_max));
    }
    end(quorum, mirror, now);
}
