// World is a mesh in one thread and in virtual time: clocks run at different rates, the network
// loses, repeats, delays and reorders, links are cut in one direction or both, members crash,
// sleep, freeze, leave, and some lie. After every step the Judge looks at whom it concerns. Who
// drives it draws what happens; the same draws give the same run.
#pragma once

#include <memory>

#include "core/base/prng.h"
#include "core/testing/virtual_time.h"
#include "fabric/liveness/judge_test.h"

namespace fabric::liveness::testing {

struct WorldOptions {
    unsigned node_count = 3;
    unsigned liar_count = 0;  // The last ones.
    Options machine = {};
    std::uint32_t clock_drift_ppm = 0;  // Each clock has its own rate within.
    std::uint32_t lost_percent = 0;
    std::uint32_t repeated_percent = 0;
    Duration delay_max = milliseconds{200};
    bool asks_freely = true;  // No limit of the machine keeps it from asking.
};

struct Node {
    unsigned number = 0;
    std::unique_ptr<Liveness> machine = {};  // Nothing while it is down.
    std::int64_t rate_ppm = 0;
    Instant clock_at_start = {};
    bool is_paused = false;
    Instant died_at = {};
    Instant touched_at = {};  // When it last began, ended or was not run.
    std::vector<std::pair<unsigned, core::Buffer>> inbox = {};  // While it is paused.
};

struct Link {
    bool is_up = false;
    unsigned epoch = 0;
    Instant touched_at = {};
};

class World : public core::testing::InVirtualTime {
public:
    World(const WorldOptions& options, core::Seed seed)
        : options_(options), prng_(seed), judge_(options.machine) {
        now_ = Instant{seconds{1}};
        const unsigned count = options.node_count;
        links_.assign(count, std::vector<Link>(count));
        blocked_.assign(count, std::vector<bool>(count, false));
        for (unsigned i = 0; i < count; ++i) {
            Node& node = nodes_.emplace_back();
            node.number = i;
            const std::uint64_t drift = options.clock_drift_ppm;
            node.rate_ppm = static_cast<std::int64_t>(prng_.below(2 * drift + 1)) -
                            static_cast<std::int64_t>(drift);
            node.clock_at_start = Instant{seconds{prng_.below(100'000)}};
        }
        for (unsigned i = 0; i < count; ++i) start(i);
    }

    [[nodiscard]] Judge& judge() { return judge_; }
    [[nodiscard]] bool has_failed() const { return judge_.failed(); }
    [[nodiscard]] WorldOptions& options() { return options_; }
    [[nodiscard]] Node& node(unsigned number) { return nodes_[number]; }
    [[nodiscard]] bool is_up(unsigned number) const { return nodes_[number].machine != nullptr; }
    [[nodiscard]] bool runs(unsigned number) const {
        return is_up(number) && !nodes_[number].is_paused;
    }

    void start(unsigned number);
    // Others learn of it soon, or only much later.
    void crash(unsigned number, Duration noticed_after_max);
    void leave(unsigned number);
    void pause(unsigned number);
    void resume(unsigned number, bool loses_messages);
    void set_activity(unsigned number, Activity activity);
    void link(unsigned one, unsigned other);
    void unlink(unsigned one, unsigned other);
    void block(unsigned from, unsigned to, bool is_blocked);
    void heal();
    void calm_network();
    void lie(unsigned number);
    [[nodiscard]] bool step(Instant until);
    // Those that are up, run, and hear one another see it.
    void expect_all_present();
    // How long after a death somebody may still believe in it, on its own clock.
    [[nodiscard]] Duration belief_max() const;

private:
    struct Happening {
        unsigned from;
        unsigned to;
        unsigned epoch;
        bool is_cut;  // Else a message.
        core::Buffer bytes;
    };

    [[nodiscard]] Instant local(const Node& node) const {
        const Duration since = now_ - Instant{};
        return node.clock_at_start + since + since * node.rate_ppm / 1'000'000;
    }
    [[nodiscard]] Instant global(const Node& node, Instant local_time) const {
        const Duration since = local_time - node.clock_at_start;
        return Instant{since * 1'000'000 / (1'000'000 + node.rate_ppm)} + microsecond;
    }
    Link& link_of(unsigned one, unsigned other) {
        return links_[std::min(one, other)][std::max(one, other)];
    }
    [[nodiscard]] bool is_liar(unsigned number) const {
        return number + options_.liar_count >= options_.node_count;
    }
    void wake(Node& node);
    void drive(Node& node);
    void deliver(Node& node, unsigned from, const core::Buffer& bytes);
    void guess(unsigned asker, unsigned witness, AskNumber number);
    void send(unsigned from, unsigned to, core::Buffer bytes);
    [[nodiscard]] core::Buffer tampered(const core::Buffer& bytes);
    [[nodiscard]] Heard any_lie();
    void disconnect(unsigned number, unsigned other);
    void check(Node& node);
    void check_suspicion(const Node& node, unsigned about);
    [[nodiscard]] bool hears_for_sure(const Node& witness, unsigned about);
    [[nodiscard]] bool is_quiet(Instant touched_at) const { return now_ - touched_at > quiet_min; }

    static constexpr Duration microsecond{1};
    // After so long without a change every wait for it has ended, and everybody knows of it.
    static constexpr Duration quiet_min = seconds{90};

    WorldOptions options_;
    core::Prng prng_;
    Judge judge_;
    Instant calmed_at_ = {};
    std::vector<Node> nodes_;
    std::vector<std::vector<Link>> links_;
    std::vector<std::vector<bool>> blocked_;  // From, to.
    std::multimap<Instant, Happening> happenings_;
    std::uint64_t newest_ask_ = 0;  // Of anybody: liars guess well.
};

inline void World::start(unsigned number) {
    Node& node = nodes_[number];
    ASSERT(!node.machine);
    const auto tier = static_cast<Tier>(number % 4);
    const Presence presence{Platform::from_text("World").value(), tier, Load(number), {}};
    node.machine = std::make_unique<Liveness>(peer(number), presence, options_.machine,
                                              core::Seed{prng_.next()});
    node.is_paused = false;
    node.touched_at = now_;
    judge_.began(number);
    for (unsigned i = 0; i < nodes_.size(); ++i)
        if (i != number && is_up(i)) link(number, i);
}

inline void World::link(unsigned one, unsigned other) {
    Link& link = link_of(one, other);
    if (link.is_up || !runs(one) || !runs(other)) return;
    link.is_up = true;
    link.touched_at = now_;
    ++link.epoch;
    for (const auto [self, peer_number] : {std::pair{one, other}, std::pair{other, one}}) {
        Node& node = nodes_[self];
        wake(node);
        judge_.expect(node.machine->connected(peer(peer_number), local(node)).has_value(),
                      "a connection was refused");
        judge_.track(self, peer_number).is_connected = true;
        drive(node);
    }
}

inline void World::unlink(unsigned one, unsigned other) {
    Link& link = link_of(one, other);
    if (!link.is_up) return;
    link.is_up = false;
    link.touched_at = now_;
    for (const auto [self, peer_number] : {std::pair{one, other}, std::pair{other, one}}) {
        const Instant at = now_ + milliseconds{prng_.below(1'000)};
        happenings_.emplace(at, Happening{peer_number, self, link.epoch, true, {}});
    }
}

inline void World::crash(unsigned number, Duration noticed_after_max) {
    Node& node = nodes_[number];
    if (!node.machine) return;
    node.machine.reset();
    node.inbox.clear();
    node.died_at = node.touched_at = now_;
    for (unsigned i = 0; i < nodes_.size(); ++i) {
        if (i == number) continue;
        Link& link = link_of(number, i);
        if (!link.is_up) continue;
        link.is_up = false;
        link.touched_at = now_;
        const Duration after{prng_.below(static_cast<std::uint64_t>(noticed_after_max.count()))};
        happenings_.emplace(now_ + after, Happening{number, i, link.epoch, true, {}});
    }
}

inline void World::leave(unsigned number) {
    if (!runs(number)) return;
    set_activity(number, Activity::closing);
    judge_.expect(!nodes_[number].machine->deadline(), "who left waits for something");
    crash(number, seconds{2});
}

inline void World::pause(unsigned number) {
    if (!runs(number)) return;
    nodes_[number].is_paused = true;
    nodes_[number].touched_at = now_;
}

inline void World::resume(unsigned number, bool loses_messages) {
    Node& node = nodes_[number];
    if (!node.machine || !node.is_paused) return;
    node.is_paused = false;
    node.touched_at = now_;
    const auto inbox = std::move(node.inbox);
    node.inbox.clear();
    for (const auto& [from, bytes] : inbox)
        if (!loses_messages || bytes.empty()) deliver(node, from, bytes);
}

inline void World::set_activity(unsigned number, Activity activity) {
    Node& node = nodes_[number];
    if (!runs(number)) return;
    wake(node);
    node.machine->set_activity(activity, local(node));
    drive(node);
}

inline void World::block(unsigned from, unsigned to, bool is_blocked) {
    if (from == to || blocked_[from][to] == is_blocked) return;
    blocked_[from][to] = is_blocked;
    link_of(from, to).touched_at = now_;
}

inline void World::heal() {
    for (unsigned i = 0; i < nodes_.size(); ++i) {
        resume(i, false);
        set_activity(i, Activity::active);
    }
    for (unsigned i = 0; i < nodes_.size(); ++i)
        for (unsigned k = 0; k < nodes_.size(); ++k) {
            if (i == k) continue;
            block(i, k, false);
            link(i, k);
        }
}

// From here on; what is under way comes when it comes.
inline void World::calm_network() {
    options_.lost_percent = 0;
    options_.delay_max = milliseconds{200};
    calmed_at_ = now_;
}

inline Heard World::any_lie() {
    return {milliseconds{prng_.chance(2, 3) ? 0 : prng_.below(400'000)},
            prng_.chance(1, 2) ? interval_max : Duration{seconds{1 + prng_.below(119)}}};
}

inline core::Buffer World::tampered(const core::Buffer& bytes) {
    const auto message = read_message(bytes);
    const auto* answer = message ? get_if<Answer>(&*message) : nullptr;
    if (!answer) return bytes;
    return write_message(prng_.chance(1, 4) ? Answer{answer->number}
                                            : Answer{answer->number, any_lie()});
}

// What nobody asked for.
inline void World::lie(unsigned number) {
    if (!runs(number) || !is_liar(number)) return;
    const auto victim = static_cast<unsigned>(prng_.below(nodes_.size()));
    const auto about = static_cast<unsigned>(prng_.below(nodes_.size()));
    if (prng_.chance(1, 4)) {
        send(number, victim, write_message(Ask{AskNumber{prng_.below(100)}, peer(about)}));
        return;
    }
    const std::uint64_t recent = newest_ask_ > 3 ? newest_ask_ - 3 : 0;
    for (std::uint64_t guess = recent; guess <= newest_ask_; ++guess)
        send(number, victim,
             write_message(prng_.chance(1, 4) ? Answer{AskNumber{guess}}
                                              : Answer{AskNumber{guess}, any_lie()}));
}

// Who was not asked answers.
inline void World::guess(unsigned asker, unsigned witness, AskNumber number) {
    if (options_.liar_count == 0 || !prng_.chance(1, 3)) return;
    const auto liar =
        options_.node_count - 1 - static_cast<unsigned>(prng_.below(options_.liar_count));
    if (liar != witness && runs(liar)) send(liar, asker, write_message(Answer{number, any_lie()}));
}

inline void World::send(unsigned from, unsigned to, core::Buffer bytes) {
    const Link& link = link_of(from, to);
    if (from == to || !link.is_up || blocked_[from][to]) return;
    const bool is_repeated = prng_.chance(options_.repeated_percent, 100);
    for (int copies = is_repeated ? 2 : 1; copies > 0; --copies) {
        if (prng_.chance(options_.lost_percent, 100)) continue;
        const Duration delay{
            prng_.below(static_cast<std::uint64_t>(options_.delay_max.count()) + 1)};
        happenings_.emplace(now_ + delay, Happening{from, to, link.epoch, false, bytes});
    }
}

inline void World::wake(Node& node) {
    const auto deadline = node.machine->deadline();
    const Instant at = local(node);
    if (deadline && *deadline < at) judge_.woke(node.number, at - *deadline, at);
}

inline void World::drive(Node& node) {
    bool has_witnesses = false;
    for (const Present& one : node.machine->present())
        has_witnesses |= judge_.track(node.number, number_of(one.member)).is_connected;
    while (const auto event = node.machine->next_event()) {
        judge_.told(node.number, *event, has_witnesses, local(node));
        if (const auto* suspected = get_if<BecameSuspected>(&*event))
            check_suspicion(node, number_of(suspected->member));
    }
    while (const auto outgoing = node.machine->next_message()) {
        const auto message = read_message(outgoing->bytes);
        judge_.expect(message.has_value(), "a message is unreadable");
        const unsigned to = number_of(outgoing->to);
        judge_.expect(judge_.track(node.number, to).is_connected, "sent to nobody");
        if (const auto* ask = message ? get_if<Ask>(&*message) : nullptr) {
            judge_.asked(node.number, to, number_of(ask->about), local(node));
            newest_ask_ = ask->number.value;
            guess(node.number, to, ask->number);
        }
        send(node.number, to, is_liar(node.number) ? tampered(outgoing->bytes) : outgoing->bytes);
    }
    check(node);
}

inline void World::deliver(Node& node, unsigned from, const core::Buffer& bytes) {
    if (!node.machine) return;
    if (bytes.empty()) return disconnect(node.number, from);
    wake(node);
    const auto message = read_message(bytes);
    const Instant at = local(node);
    const auto taken = node.machine->receive(peer(from), bytes, at);
    const auto* pulse = get_if<Pulse>(&*message);
    if (pulse && taken) judge_.heard(node.number, from, *pulse, at);
    const bool is_excused = is_liar(from) || options_.repeated_percent > 0;
    if (!taken && !is_excused)
        judge_.expect(taken.error() == Refused::old_pulse || taken.error() == Refused::not_asked ||
                          taken.error() == Refused::not_connected,
                      "refused: " + std::string(describe(taken.error())));
    drive(node);
}

inline void World::disconnect(unsigned number, unsigned other) {
    Node& node = nodes_[number];
    wake(node);
    judge_.cut(number, other, local(node));
    node.machine->disconnected(peer(other), local(node));
    drive(node);
}

inline bool World::step(Instant until) {
    Instant next = happenings_.empty() ? Instant::max() : happenings_.begin()->first;
    Node* waking = nullptr;
    for (Node& node : nodes_) {
        if (!runs(node.number)) continue;
        if (const auto deadline = node.machine->deadline()) {
            const Instant at = std::max(now_, global(node, *deadline));
            if (at < next) {
                next = at;
                waking = &node;
            }
        }
    }
    if (next > until) return false;
    now_ = std::max(now_, next);
    if (waking) {
        waking->machine->expire(local(*waking));
        drive(*waking);
        return true;
    }
    const Happening happening = std::move(happenings_.begin()->second);
    happenings_.erase(happenings_.begin());
    // A connection that ended and one that followed are one for its user, if it did not notice.
    if (link_of(happening.from, happening.to).epoch != happening.epoch) return true;
    Node& node = nodes_[happening.to];
    if (!node.machine) return true;
    if (!happening.is_cut && blocked_[happening.from][happening.to]) return true;
    if (node.is_paused)
        node.inbox.emplace_back(happening.from, happening.bytes);
    else
        deliver(node, happening.from, happening.bytes);
    return true;
}

}  // namespace fabric::liveness::testing
