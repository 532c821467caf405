// World is the members of a mesh in one thread and in virtual time, each with an Ordering and a
// journal: Authorities, and Citizens who only ask. Links are streams that can be cut; members
// crash, lose power, or their disk. After every step the Judge looks at what it came to.
#pragma once

#include "core/testing/virtual_time.h"
#include "fabric/ordering/judge_test.h"
#include "fabric/ordering/seat_test.h"

namespace fabric::ordering::testing {

class World : public core::testing::InVirtualTime {
public:
    World(const WorldOptions& options, core::Seed seed) : options_(options), prng_(seed) {
        seats_.resize(options.member_count);
        for (unsigned i = 0; i < options.member_count; ++i) {
            seats_[i] = std::make_unique<Seat>();
            seats_[i]->number = i;
            seats_[i]->everybody_holds_all = &holds_all;
            if (i < options.authority_count) authorities_.insert(i);
        }
        if (options.keeps_founding) seats_[0]->journal.begin(Kept::founding(member(0)).records());
        for (unsigned i = 0; i < options.member_count; ++i) start(i);
    }

    bool holds_all = true;

    [[nodiscard]] bool has_failed() const { return judge_.failed(); }
    [[nodiscard]] Judge& judge() { return judge_; }
    [[nodiscard]] WorldOptions& options() { return options_; }
    [[nodiscard]] unsigned member_count() const { return options_.member_count; }
    [[nodiscard]] Seat& seat(unsigned who) { return *seats_[who]; }
    [[nodiscard]] Ordering& at(unsigned who) { return *seats_[who]->ordering; }
    [[nodiscard]] bool is_up(unsigned who) const { return seats_[who]->ordering != nullptr; }
    [[nodiscard]] const std::set<unsigned>& authorities() const { return authorities_; }
    // Of the latest term.
    [[nodiscard]] std::optional<unsigned> leader() const {
        std::optional<unsigned> latest;
        for (const auto& seat : seats_) {
            if (!seat->ordering || !seat->ordering->leads()) continue;
            if (!latest || term_of(*latest) < term_of(seat->number)) latest = seat->number;
        }
        return latest;
    }

    // All live Authorities vote, know that of one another, and have applied all.
    [[nodiscard]] bool is_whole() {
        const auto leading = leader();
        if (!leading) return false;
        const leadership::Configuration& group = *at(*leading).group();
        std::size_t count = 0;
        for (const unsigned who : authorities_) {
            if (!is_up(who)) continue;
            ++count;
            const bool votes = group.is_voter(member(who)) && at(who).may_vote();
            if (!votes || *at(who).group() != group || seat(who).applied < judge_.last())
                return false;
        }
        return group.members().size() == count;
    }
    [[nodiscard]] bool becomes_whole() {
        return run_until([&] { return is_whole(); }, seconds{60});
    }
    [[nodiscard]] bool is_answered(unsigned who, std::optional<OrderNumber> number) {
        const auto has_place = [&] { return seat(who).places.contains(number.value()); };
        return run_until(has_place, seconds{30});
    }

    std::optional<Place> propose(unsigned who, std::string_view words) {
        core::Buffer command{std::byte{0}};
        core::append(command, text(words));
        const auto place = at(who).propose(command, now_);
        drive(*seats_[who]);
        return place;
    }
    void start(unsigned who) {
        Seat& seat = *seats_[who];
        ++seat.life;
        seat.storage_is_gone = false;
        seat.applied = seat.journal.all().stored().snapshot.last.index;
        seat.synced_at = now_;
        seat.asked.clear();
        seat.places.clear();
        seat.refusals.clear();
        seat.state.clear();
        seat.lost.clear();
        seat.ordering =
            std::make_unique<Ordering>(member(who), options_.ordering, seat, seat.journal.read(),
                                       core::Seed{prng_.next()}, now_);
        tell_authorities(seat);
        for (unsigned other = 0; other < member_count(); ++other) connect_soon(who, other);
    }
    void crash(unsigned who) {
        Seat& seat = *seats_[who];
        for (unsigned other = 0; other < member_count(); ++other) {
            disconnect(who, other);
            if (other != who) link(who, other).is_known_to[who > other] = false;
        }
        seat.ordering.reset();
        seat.journal.lose_power(prng_);
    }
    void lose_disk(unsigned who) {
        if (is_up(who)) crash(who);
        seats_[who]->journal.begin({});
        ++seats_[who]->disk;
    }
    void fail_storage(unsigned who) {
        seats_[who]->storage_is_gone = true;
        at(who).storage_failed(now_);
        drive(*seats_[who]);
    }
    void cut(unsigned one, unsigned other) {
        cut_.insert(std::minmax(one, other));
        disconnect(one, other);
    }
    void join(unsigned one, unsigned other) {
        cut_.erase(std::minmax(one, other));
        connect_soon(one, other);
    }
    void isolate(unsigned who) {
        for (unsigned other = 0; other < member_count(); ++other)
            if (other != who) cut(who, other);
    }
    void heal() {
        cut_.clear();
        for (unsigned one = 0; one < member_count(); ++one)
            for (unsigned other = 0; other < one; ++other) connect_soon(one, other);
    }
    void certify(unsigned who, bool is_authority) {
        if (is_authority)
            authorities_.insert(who);
        else
            authorities_.erase(who);
        for (const auto& seat : seats_)
            later(news_delay(), {.what = What::authorities, .who = seat->number});
    }

    std::optional<OrderNumber> order(unsigned who, core::Buffer command, Duration patience) {
        Seat& seat = *seats_[who];
        const auto number = seat.ordering->order(command, patience, now_);
        if (number) judge_.expect(seat.asked.emplace(*number, std::move(command)).second, "number");
        drive(seat);
        return number;
    }
    void hand_over(unsigned who) {
        at(who).hand_over(now_);
        drive(*seats_[who]);
    }
    void inject(unsigned from, unsigned to, const Message& message) {
        at(to).receive(member(from), write_message(message), now_);
        drive(*seats_[to]);
    }
    void fill_journal(unsigned who, bool is_full) {
        seats_[who]->journal_is_full = is_full;
        if (is_up(who)) drive(*seats_[who]);
    }

    // Whatever is next; nothing beyond `until`.
    bool step(Instant until);

private:
    enum class What : std::uint8_t { message, synced, link, authorities, connect };
    struct Due {
        What what;
        unsigned who;
        unsigned life = 0;  // Of who.
        unsigned other = 0;
        std::uint64_t link = 0;
        core::Buffer bytes = {};
    };
    // The lower number is its first end.
    struct Link {
        bool is_up = false;
        std::uint64_t number = 0;
        std::array<bool, 2> is_known_to{};
        std::array<Instant, 2> arrived_at{};
    };

    static constexpr std::size_t events_at_once_max = 5'500;

    [[nodiscard]] Term term_of(unsigned who) const { return seats_[who]->ordering->leader().term; }
    Link& link(unsigned one, unsigned other) { return links_[std::minmax(one, other)]; }
    Duration up_to(Duration most) {
        return microseconds{prng_.below(static_cast<std::uint64_t>(most.count()) + 1)};
    }
    Duration news_delay() { return up_to(options_.news_max); }
    void later(Duration delay, Due due) { agenda_.emplace(now_ + delay, std::move(due)); }

    void connect_soon(unsigned one, unsigned other) {
        if (one != other)
            later(up_to(options_.delay_max), {.what = What::connect, .who = one, .other = other});
    }
    void connect(unsigned one, unsigned other);
    void disconnect(unsigned one, unsigned other);
    void tell_authorities(Seat& seat);
    void happen(const Due& due);
    void drive(Seat& seat);
    void keep(Seat& seat);
    void send(Seat& seat, const Outgoing& out);
    void note(Seat& seat, const Event& event);

    WorldOptions options_;
    core::Prng prng_;
    Judge judge_;
    std::vector<std::unique_ptr<Seat>> seats_;
    std::set<unsigned> authorities_;
    std::set<std::pair<unsigned, unsigned>> cut_;
    std::map<std::pair<unsigned, unsigned>, Link> links_;
    std::multimap<Instant, Due> agenda_;
};

inline void World::connect(unsigned one, unsigned other) {
    Link& between = link(one, other);
    const bool is_cut = cut_.contains(std::minmax(one, other)) || !is_up(one) || !is_up(other);
    if (is_cut || between.is_up || between.is_known_to[0] || between.is_known_to[1]) return;
    between = {true, between.number + 1, {true, true}, {now_, now_}};
    for (const auto& [end, far] : {std::pair(one, other), std::pair(other, one)}) {
        at(end).connected(member(far), true, now_);
        drive(*seats_[end]);
    }
}

// What is on its way is lost; each end notices when it does.
inline void World::disconnect(unsigned one, unsigned other) {
    if (one == other || !link(one, other).is_up) return;
    Link& between = link(one, other);
    between.is_up = false;
    for (const auto& [end, far] : {std::pair(one, other), std::pair(other, one)})
        later(news_delay(), {What::link, end, seats_[end]->life, far, between.number, {}});
}

inline void World::tell_authorities(Seat& seat) {
    std::vector<MemberId> all;
    for (const unsigned who : authorities_) all.push_back(member(who));
    seat.ordering->authorities(all, now_);
    drive(seat);
}

inline void World::happen(const Due& due) {
    Seat& seat = *seats_[due.who];
    if (due.what == What::connect) return connect(due.who, due.other);
    if (due.what == What::link) {
        Link& between = link(due.who, due.other);
        if (between.number == due.link) between.is_known_to[due.who > due.other] = false;
        connect_soon(due.who, due.other);
        if (!seat.ordering || seat.life != due.life) return;
        seat.ordering->connected(member(due.other), false, now_);
        return drive(seat);
    }
    if (!seat.ordering) return;
    if (due.what == What::authorities) return tell_authorities(seat);
    if (due.what == What::synced && seat.life == due.life) {
        seat.journal.sync_next();
        seat.ordering->synced(now_);
        drive(seat);
    }
    const auto is_on_link = [&](const Link& between) {
        return between.is_up && between.number == due.link;
    };
    if (due.what != What::message || !is_on_link(link(due.who, due.other))) return;
    seat.ordering->receive(member(due.other), due.bytes, now_);
    drive(seat);
}

inline bool World::step(Instant until) {
    Instant next = agenda_.empty() ? Instant::max() : agenda_.begin()->first;
    Seat* waking = nullptr;
    for (const auto& seat : seats_) {
        if (!seat->ordering) continue;
        const auto deadline = seat->ordering->deadline();
        if (!deadline || *deadline >= next) continue;
        next = *deadline;
        waking = seat.get();
    }
    if (next > until) return false;
    now_ = std::max(now_, next);
    if (waking) {
        waking->ordering->expire(now_);
        drive(*waking);
    } else if (const auto due = core::testing::take_due(agenda_, now_)) {
        happen(*due);
    }
    return true;
}

inline void World::keep(Seat& seat) {
    while (!seat.journal_is_full) {
        const auto record = seat.ordering->next_record();
        if (!record) break;
        const Index base = seat.journal.all().stored().snapshot.last.index;
        seat.journal.append(*record);
        const Index installed = seat.journal.all().stored().snapshot.last.index;
        if (installed > base) seat.applied = std::max(seat.applied, installed);
        seat.ordering->recorded();
        seat.synced_at = std::max(seat.synced_at, now_ + up_to(options_.sync_max));
        later(seat.synced_at - now_, {.what = What::synced, .who = seat.number, .life = seat.life});
    }
    if (prng_.chance(options_.journal_snapshot_percent, 100)) {
        std::vector<core::Buffer> records = seat.ordering->state_records();
        Kept kept;
        for (const core::Buffer& record : records)
            judge_.expect(kept.take(record).has_value(), "kept: unreadable", seat.number);
        judge_.expect(kept.records() == seat.journal.all().records(), "kept: another state",
                      seat.number);
        seat.journal.take_snapshot(std::move(records));
    }
}

inline void World::send(Seat& seat, const Outgoing& out) {
    const auto message = read_message(out.bytes);
    judge_.expect(message.has_value(), "messages: unreadable", seat.number);
    unsigned to = 0;
    while (member(to) != out.to) ++to;
    if (const auto* const raft = core::get_if<RaftBytes>(&*message)) {
        const auto said = leadership::read_message(raft->bytes);
        const auto* const vote = core::get_if<leadership::VoteResult>(&*said);
        if (vote && vote->is_granted) {
            judge_.expect(seat.ordering->may_vote(), "votes: its disk is new", seat.number);
            if (!vote->is_pre_vote) judge_.votes(seat.number, seat.disk, vote->term, member(to));
        }
    }
    Link& between = link(seat.number, to);
    if (!between.is_up) return;
    Instant& arrived_at = between.arrived_at[seat.number > to];
    arrived_at = std::max(arrived_at, now_ + up_to(options_.delay_max));
    later(arrived_at - now_,
          {What::message, to, seats_[to]->life, seat.number, between.number, out.bytes});
}

inline void World::note(Seat& seat, const Event& event) {
    core::match(event, core::Cases{
                           [&](const Applied& applied) {
                               judge_.applies(seat.number, applied, seat.applied);
                               seat.applied = applied.place.index;
                               if (is_of_leader(applied.command))
                                   core::append(seat.state, applied.command);
                           },
                           [&](const StateIs& is) { seat.state = is.state; },
                           [&](const ProposalLost& lost) { seat.lost.push_back(lost.place); },
                           [&](const OrderTold& told) {
                               judge_.is_told(seat.number, seat.asked.at(told.number), told.place);
                               seat.places.emplace(told.number, told.place);
                           },
                           [&](const OrderRefused& refused) {
                               seat.refusals.emplace(refused.number, refused.reason);
                           },
                           [&](const LeaderChanged&) {},
                           [&](const Contradicted& said) { judge_.expect(false, said.what); },
                       });
}

// Events first: what is applied was there before a snapshot that comes in with a record.
inline void World::drive(Seat& seat) {
    std::size_t count = 0;
    for (; const auto event = seat.ordering->next_event(); ++count) note(seat, *event);
    judge_.expect(count <= events_at_once_max, "bounded: events");
    keep(seat);
    while (const auto out = seat.ordering->next_message()) send(seat, *out);
    // It may have heard of a later leader before it gives way.
    const LeaderChanged& leader = seat.ordering->leader();
    if (seat.ordering->leads() && leader.leader == member(seat.number))
        judge_.leads(seat.number, leader.term);
    judge_.expect(seat.ordering->waiting_count() <= options_.ordering.orders_max,
                  "bounded: orders");
    judge_.expect(seat.ordering->proposal_count() <= options_.ordering.orders_max,
                  "bounded: proposals");
}

}  // namespace fabric::ordering::testing
