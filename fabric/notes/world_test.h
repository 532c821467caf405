// World is a mesh in one thread and in virtual time: links come and go, lanes are slow and have
// room for few messages, members crash, come back with a later life, hide, and some relay nothing
// but lies. After each step everybody's events say what its machine says, and nobody sees an
// author's word followed by an earlier one.
#pragma once

#include <map>
#include <memory>

#include "core/base/prng.h"
#include "core/testing/virtual_time.h"
#include "fabric/notes/single_test.h"

namespace fabric::notes::testing {

struct WorldOptions {
    unsigned node_count = 5;
    std::size_t lane_max = 2;  // Messages under way from one to another.
    Duration delay_max = milliseconds{60};
    bool has_liar = false;  // The last one.
};

class World : public core::testing::InVirtualTime {
public:
    World(const WorldOptions& options, core::Seed seed) : options_(options), prng_(seed) {
        now_ = Instant{seconds{1'000}};
        nodes_.resize(options.node_count);
        for (unsigned i = 0; i < options.node_count; ++i) start(i);
    }

    [[nodiscard]] bool has_failed() const { return !failure_.empty(); }
    [[nodiscard]] const std::string& failure() const { return failure_; }
    [[nodiscard]] core::Prng& prng() { return prng_; }
    [[nodiscard]] unsigned node_count() const { return options_.node_count; }
    [[nodiscard]] bool is_up(unsigned node) const { return nodes_[node].machine != nullptr; }
    [[nodiscard]] bool is_linked(unsigned one, unsigned other) const {
        return links_.contains(std::minmax(one, other));
    }
    [[nodiscard]] const Notes& machine(unsigned node) const { return *nodes_[node].machine; }

    void start(unsigned node) {
        if (is_up(node)) return;
        ++life_;
        nodes_[node].machine =
            std::make_unique<Notes>(pair_of(node), members_, Options{}, Life{life_}, now_);
    }
    // It says nothing first.
    void crash(unsigned node) {
        if (!is_up(node)) return;
        for (unsigned other = 0; other < options_.node_count; ++other) cut(node, other);
        nodes_[node] = {};
    }
    void link(unsigned one, unsigned other) {
        if (one == other || !is_up(one) || !is_up(other) || is_linked(one, other)) return;
        links_[std::minmax(one, other)] = ++epoch_;
        ASSERT(nodes_[one].machine->connected(peer_of(other), now_));
        ASSERT(nodes_[other].machine->connected(peer_of(one), now_));
        pump(one);
        pump(other);
    }
    void cut(unsigned one, unsigned other) {
        if (!is_linked(one, other)) return;
        links_.erase(std::minmax(one, other));
        lanes_.erase({one, other});
        lanes_.erase({other, one});
        nodes_[one].machine->disconnected(peer_of(other), now_);
        nodes_[other].machine->disconnected(peer_of(one), now_);
        pump(one);
        pump(other);
    }
    // What is said grows, so that who sees it knows which came first.
    void say(unsigned node, std::string_view topic) {
        if (!is_up(node)) return;
        const std::string text = core::formatted("{}", ++said_count_);
        ASSERT(nodes_[node].machine->set(topic, core::as_bytes(text), now_));
        pump(node);
    }
    void clear(unsigned node, std::string_view topic) {
        if (!is_up(node)) return;
        nodes_[node].machine->clear(topic, now_);
        pump(node);
    }
    void clear_all(unsigned node) {
        if (!is_up(node)) return;
        nodes_[node].machine->clear_all(now_);
        pump(node);
    }
    void hide(unsigned node, bool is_hidden) {
        if (!is_up(node)) return;
        nodes_[node].machine->set_hidden(is_hidden, now_);
        pump(node);
    }

    // Goes to what is next.
    bool step(Instant until) {
        std::optional<Instant> next;
        for (const auto& [when, parcel] : agenda_) {
            next = when;
            break;
        }
        for (const Node& node : nodes_)
            if (node.machine) next = core::earlier(next, node.machine->deadline());
        if (!next || *next > until) return false;
        now_ = std::max(now_, *next);
        while (auto parcel = core::testing::take_due(agenda_, now_)) arrive(*parcel);
        for (unsigned i = 0; i < options_.node_count; ++i) {
            Node& node = nodes_[i];
            if (!node.machine || !node.machine->deadline() || *node.machine->deadline() > now_)
                continue;
            node.machine->expire(now_);
            pump(i);
        }
        return true;
    }

private:
    // What is older nobody need remember (NE11): then it would be believed anew.
    static constexpr Duration old_max = seconds{150};

    struct Node {
        std::unique_ptr<Notes> machine = {};  // Nothing while it is down.
        std::map<std::string, std::string> known = {};
        std::map<std::string, unsigned long> last_seen = {};
    };
    struct Parcel {
        unsigned from;
        unsigned to;
        unsigned epoch;
        core::Buffer message;
    };

    void fail(std::string what) {
        if (failure_.empty()) failure_ = std::move(what);
    }

    void arrive(const Parcel& parcel) {
        const auto link = links_.find(std::minmax(parcel.from, parcel.to));
        if (link == links_.end() || link->second != parcel.epoch) return;
        lanes_[{parcel.from, parcel.to}].pop_front();
        nodes_[parcel.to].machine->receive(peer_of(parcel.from), parcel.message, now_);
        pump(parcel.to);
        pump(parcel.from);
    }

    // As a driver does: messages for whom there is room, then events.
    void pump(unsigned number) {
        Node& node = nodes_[number];
        for (const auto& [ends, epoch] : links_) {
            if (ends.first != number && ends.second != number) continue;
            const unsigned to = ends.first == number ? ends.second : ends.first;
            auto& lane = lanes_[{number, to}];
            while (lane.size() < options_.lane_max) {
                auto message = node.machine->next_message(peer_of(to), now_);
                if (!message) break;
                if (is_liar(number)) message = lie(*message);
                // In their order.
                const Instant drawn =
                    now_ + milliseconds{1 + prng_.below(millis(options_.delay_max))};
                lane.push_back(lane.empty() ? drawn : std::max(drawn, lane.back()));
                agenda_.emplace(lane.back(), Parcel{number, to, epoch, std::move(*message)});
            }
        }
        take_events(number);
    }

    static std::uint64_t millis(Duration duration) {
        return static_cast<std::uint64_t>(duration / milliseconds{1});
    }
    [[nodiscard]] bool is_liar(unsigned number) const {
        return options_.has_liar && number + 1 == options_.node_count;
    }
    // Others' words, changed or older than they are.
    core::Buffer lie(const core::Buffer& message) {
        std::vector<NoteView> notes = read_message(message).value();
        for (NoteView& note : notes) {
            if (number_of(note.author) + 1 == options_.node_count) continue;
            if (prng_.below(2) == 0) note.bytes = core::as_bytes("999999");
            if (prng_.below(2) == 0) note.is_direct = !note.is_direct;
        }
        old_.emplace_back(now_, message);
        while (old_.front().first < now_ - old_max) old_.pop_front();
        if (prng_.below(3) > 0) return write_message(notes);
        return old_[static_cast<std::size_t>(prng_.below(old_.size()))].second;
    }

    void take_events(unsigned number) {
        Node& node = nodes_[number];
        while (const auto event = node.machine->next_event()) {
            if (const NoteSet* set = get_if<NoteSet>(&*event)) see(node, number, *set);
            if (const NoteGone* gone = get_if<NoteGone>(&*event))
                node.known.erase(text_of(gone->author, gone->topic, {}));
            if (const Misbehaved* liar = get_if<Misbehaved>(&*event))
                if (!options_.has_liar || liar->peer != peer_of(options_.node_count - 1))
                    fail("somebody honest misbehaved");
        }
        std::map<std::string, std::string> all;
        for (const Said& said : node.machine->all())
            all[text_of(said.author, said.topic, {})] = core::as_text(said.bytes);
        if (all != node.known) fail(core::formatted("{} was told something else", number));
    }

    void see(Node& node, unsigned number, const NoteSet& set) {
        const std::string name = text_of(set.author, set.topic, {});
        const std::string text(core::as_text(set.bytes));
        node.known[name] = text;
        const unsigned long value = std::stoul(text);
        unsigned long& last = node.last_seen[name];
        if (value > said_count_) fail("somebody saw what nobody said");
        if (value < last) fail(core::formatted("{} saw {} anew", number, name));
        last = std::max(last, value);
    }

    WorldOptions options_;
    core::Prng prng_;
    Members members_;
    std::vector<Node> nodes_;
    std::map<std::pair<unsigned, unsigned>, unsigned> links_;  // With their epochs.
    std::map<std::pair<unsigned, unsigned>, std::deque<Instant>> lanes_;
    std::multimap<Instant, Parcel> agenda_;
    std::deque<std::pair<Instant, core::Buffer>> old_;  // What the liar has to say again.
    std::uint64_t life_ = 0;
    unsigned epoch_ = 0;
    unsigned long said_count_ = 0;
    std::string failure_;
};

}  // namespace fabric::notes::testing
