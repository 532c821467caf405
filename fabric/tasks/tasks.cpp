// Who is told what, and by way of whom.
#include "fabric/tasks/tasks.h"

#include <algorithm>

#include "core/base/assert.h"
#include "core/base/deadlines.h"

namespace fabric::tasks {

using core::Instant;
using core::Result;

namespace {

template <class M, class... Of>
constexpr bool is_one_of = (std::is_same_v<M, Of> || ...);

bool is_for_leader(const Message& message) {
    return core::match(message, []<class M>(const M&) {
        return is_one_of<M, Submit, Await, Leave, Cancel, Pulse, Done, NotDone, Logged, Went>;
    });
}

// Bytes elsewhere that who leads needs before it takes it.
std::vector<Elsewhere> named_in(const Message& message) {
    std::vector<Elsewhere> all;
    const auto note = [&](const Content& content) {
        if (const auto* const elsewhere = core::get_if<Elsewhere>(&content))
            all.push_back(*elsewhere);
    };
    if (const auto* const submit = core::get_if<Submit>(&message)) {
        note(submit->work.code);
        note(submit->work.input);
    } else if (const auto* const done = core::get_if<Done>(&message)) {
        note(done->output);
    }
    return all;
}

}  // namespace

void Tasks::leader(const std::optional<Member>& leader, Instant now) {
    if (std::exchange(leader_, leader) == leader) return;
    if (leads()) {
        dispatcher_.begin(now);
    } else {
        dispatcher_.end();
        routes_.clear();
    }
    way_.reset();
    has_way_ = false;
    look_for_leader(now);
}

void Tasks::connected(const Member& member, Instant now) {
    connected_.insert(member);
    routes_.erase(member);
    look_for_leader(now);
}

void Tasks::gone(const Member& member, Instant now) {
    connected_.erase(member);
    std::erase_if(routes_, [&](const auto& route) { return route.second == member; });
    fetched_.erase(member);
    dispatcher_.gone(member, now);
    const bool may_tell = !leads() && leader_ && owner_.is_authority(self_);
    if (may_tell && connected_.contains(*leader_)) write(*leader_, {Way::from, member, Went{}});
    look_for_leader(now);
}

// Itself if we are connected, or any Authority that may know it.
std::optional<Member> Tasks::way_to_leader() const {
    if (leader_ && (leads() || connected_.contains(*leader_))) return leader_;
    const auto authority = std::ranges::find_if(
        connected_, [&](const Member& member) { return owner_.is_authority(member); });
    return authority == connected_.end() ? std::nullopt : std::optional(*authority);
}

void Tasks::look_for_leader(Instant now) {
    const auto way = way_to_leader();
    const bool is_news = std::exchange(way_, way) != way;
    if (!is_news && has_way_ == way.has_value()) return;
    has_way_ = way.has_value();
    worker_.leader(has_way_, now);
    asking_.leader(has_way_, now);
}

Result<void> Tasks::receive(const Member& from, core::Bytes bytes, Instant now) {
    const Letter letter = TRY(read_letter(bytes));
    if (letter.way == Way::direct && is_for_leader(letter.message)) {
        if (leads())
            hear_for_leader(from, letter.message, now);
        else
            pass_on(from, letter, now);
    } else if (owner_.is_authority(from)) {
        take_from(from, letter, now);
    }
    return {};
}

// Of others only Authorities may speak.
void Tasks::take_from(const Member& from, const Letter& letter, Instant now) {
    const bool is_up = is_for_leader(letter.message);
    if (letter.way == Way::from && is_up) {
        if (!leads() || connected_.contains(letter.who)) return;
        const auto route = routes_.find(letter.who);
        if (core::holds_alternative<Went>(letter.message)) {
            if (route == routes_.end() || route->second != from) return;
            routes_.erase(route);
            return dispatcher_.gone(letter.who, now);
        }
        if (route == routes_.end() && routes_.size() >= routes_max) return;
        routes_.insert_or_assign(letter.who, from);
        hear_for_leader(letter.who, letter.message, now);
    } else if (letter.way == Way::to && !is_up) {
        if (connected_.contains(letter.who)) write(letter.who, {Way::direct, {}, letter.message});
    } else if (letter.way == Way::direct) {
        hear_from_leader(letter.message, now);
    }
}

void Tasks::pass_on(const Member& from, const Letter& letter, Instant now) {
    const bool may_pass_on = leader_ && connected_.contains(*leader_) &&
                             owner_.is_authority(self_) &&
                             !core::holds_alternative<Went>(letter.message);
    if (!may_pass_on) return;
    fetch_for_leader(from, letter.message, now);
    write(*leader_, {Way::from, from, letter.message});
}

// Who leads may not reach who has them, but reaches us. A member that is heard has few at once.
void Tasks::fetch_for_leader(const Member& from, const Message& message, Instant now) {
    if (!owner_.is_member(from)) return;
    auto& fetched = fetched_[from];
    std::erase_if(fetched, [&](const auto& entry) { return entry.second <= now; });
    for (const Elsewhere& content : named_in(message)) {
        if (owner_.holds(content.hash) || fetched.contains(content.hash)) continue;
        if (fetched.size() >= options_.held_per_member_max) break;
        if (!events_.push(WantContent{content})) break;
        fetched.emplace(content.hash, now + options_.fetched_for);
    }
    if (fetched.empty()) fetched_.erase(from);
}

void Tasks::hear_for_leader(const Member& who, const Message& message, Instant now) {
    dispatcher_.hear(who, message, now);
}

void Tasks::hear_from_leader(const Message& message, Instant now) {
    core::match(message, [&]<class M>(const M& told) {
        if constexpr (requires { worker_.hear(told, now); })
            worker_.hear(told, now);
        else if constexpr (requires { asking_.hear(told); })
            asking_.hear(told);
    });
}

void Tasks::say_to_leader(Message message, Instant now) {
    if (leads()) return hear_for_leader(self_, message, now);
    if (way_) write(*way_, {Way::direct, {}, std::move(message)});
}

void Tasks::say_as_leader(Outgoing outgoing, Instant now) {
    if (outgoing.to == self_) return hear_from_leader(outgoing.message, now);
    if (connected_.contains(outgoing.to))
        return write(outgoing.to, {Way::direct, {}, std::move(outgoing.message)});
    const auto route = routes_.find(outgoing.to);
    if (route != routes_.end())
        write(route->second, {Way::to, outgoing.to, std::move(outgoing.message)});
}

// What there is no room for is lost, as on a link: it is said again.
void Tasks::write(const Member& to, const Letter& letter) {
    core::Buffer bytes = write_letter(letter);
    const std::size_t size = sizeof(OutgoingLetter) + bytes.size();
    letters_.push({to, std::move(bytes)}, size);
}

void Tasks::apply(core::Bytes batch, Instant now) {
    const auto commands = read_batch(batch);
    // It is the same at every Authority; what it was about is decided anew.
    if (!commands) return dispatcher_.not_ordered(now);
    for (const Command& command : *commands) {
        table_.apply(command);
        dispatcher_.applied(command, now);
    }
}

Result<void> Tasks::install(core::Bytes state, Instant now) {
    Table table = TRY(Table::read(state));
    table.needs().follow(table_.needs());
    table_ = std::move(table);
    if (!dispatcher_.leads()) return {};
    dispatcher_.end();
    dispatcher_.begin(now);
    return {};
}

void Tasks::arrived(const ContentHash& hash, Instant now) {
    worker_.arrived(hash, now);
    dispatcher_.arrived(hash, now);
    for (auto& [member, fetched] : fetched_) fetched.erase(hash);
}

// What they say to one another comes to an end: each answers once, and nobody an answer.
void Tasks::settle(Instant now) {
    bool has_any = true;
    while (std::exchange(has_any, false)) {
        while (auto message = worker_.next_message()) {
            say_to_leader(*std::move(message), now);
            has_any = true;
        }
        while (auto message = asking_.next_message()) {
            say_to_leader(*std::move(message), now);
            has_any = true;
        }
        while (auto outgoing = dispatcher_.next_message()) {
            say_as_leader(*std::move(outgoing), now);
            has_any = true;
        }
    }
    dispatcher_.settle();
    while (auto wanted = dispatcher_.next_wanted())
        static_cast<void>(events_.push(WantContent{*wanted}));
    while (auto event = worker_.next_event()) static_cast<void>(events_.push(*std::move(event)));
    while (auto event = asking_.next_event()) static_cast<void>(events_.push(*std::move(event)));
}

void Tasks::expire(Instant now) {
    worker_.expire(now);
    asking_.expire(now);
    dispatcher_.expire(now);
}

std::optional<Instant> Tasks::deadline() const {
    return core::earlier(core::earlier(worker_.deadline(), asking_.deadline()),
                         dispatcher_.deadline());
}

}  // namespace fabric::tasks
