// What discovery learns from others, and when it speaks.
#include "net/mdns/discovery.h"

#include <algorithm>

namespace net::mdns {
namespace {

using core::codec::Multiaddr;
using core::codec::PeerId;
using core::codec::Protocol;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view address_prefix = "dnsaddr=";

// A driver that does not send cannot make more than this wait; what is beyond it is lost, as
// datagrams may be.
constexpr std::size_t datagram_count_max = 64;

constexpr std::size_t name_part_size_min = 32;

bool is_class(std::uint16_t class_) {
    const std::uint16_t plain = class_ & static_cast<std::uint16_t>(~class_top_bit);
    return plain == class_internet || plain == 255;
}

bool is_type(std::uint16_t type, RecordType wanted) {
    return type == static_cast<std::uint16_t>(wanted);
}

std::string drawn_name(core::Prng& prng) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string name(static_cast<std::size_t>(prng.between(name_part_size_min, label_size_max)),
                     ' ');
    for (char& letter : name)
        letter = letters[static_cast<std::size_t>(prng.below(letters.size()))];
    return name;
}

std::optional<PeerId> peer_at_end(const Multiaddr& address) {
    std::optional<PeerId> peer;
    for (const auto& component : address) {
        peer.reset();
        if (component.protocol != Protocol::p2p) continue;
        if (const auto id = PeerId::from_bytes(component.value)) peer = *id;
    }
    return peer;
}

}  // namespace

Discovery::Discovery(const Options& options, const PeerId& self, core::Seed seed, core::Instant now)
    : options_(options),
      self_(self),
      prng_(seed),
      name_(drawn_name(prng_)),
      query_interval_(options.query_interval_min),
      datagrams_(datagram_count_max),
      // Each address may be found and lost before somebody looks.
      events_(2 * options.found_count_max) {
    timers_.set(Timer::query, now + jitter());
}

std::size_t Discovery::set_addresses(std::span<const Multiaddr> addresses, core::Instant now) {
    if (ended_) return addresses.size();
    std::vector<std::string> texts;
    for (const Multiaddr& address : addresses) {
        const auto whole = address.with(Protocol::p2p, self_.bytes());
        if (!whole || texts.size() == options_.own_count_max) continue;
        std::string text = std::string(address_prefix) + whole->to_text();
        if (text.size() <= text_size_max) texts.push_back(std::move(text));
    }
    const std::size_t left_out = addresses.size() - texts.size();
    if (texts == texts_) return left_out;
    texts_ = std::move(texts);
    // Twice, since datagrams are lost.
    timers_.set(Timer::answer, now + jitter());
    timers_.set(Timer::second, now + options_.answer_interval_min + milliseconds{250});
    return left_out;
}

void Discovery::receive(core::Bytes datagram, std::string_view sender, core::Instant now) {
    if (ended_) return;
    // What came in front of the error counts.
    static_cast<void>(read(datagram, sender, now));
}

core::Result<void> Discovery::read(core::Bytes datagram, std::string_view sender,
                                   core::Instant now) {
    MessageReader reader = TRY(MessageReader::of(datagram));
    if (!reader.is_response()) {
        while (const auto question = TRY(reader.next_question())) read_question(*question, now);
        return {};
    }
    const Name service_name(service);
    while (const auto record = TRY(reader.next_record())) {
        if (!is_type(record->type, RecordType::text) || !is_class(record->class_)) continue;
        if (core::equal(record->name.parent(), service_name.bytes()) &&
            core::as_text(record->name.first_label()) != name_)
            read_texts(*record, sender, now);
    }
    return {};
}

void Discovery::read_question(const Question& question, core::Instant now) {
    const bool is_asked =
        is_class(question.class_) &&
        (is_type(question.type, RecordType::pointer) || is_type(question.type, RecordType::any));
    if (!is_asked) return;
    core::Instant when = now + jitter();
    if (answered_at_) when = std::max(when, *answered_at_ + options_.answer_interval_min);
    const auto answer_with = [&](Timer timer) {
        if (!timers_.is_set(timer)) timers_.set(timer, when);
    };
    if (question.name == Name(service)) answer_with(Timer::answer);
    if (question.name == Name(services)) answer_with(Timer::answer_services);
}

void Discovery::read_texts(const Record& record, std::string_view sender, core::Instant now) {
    core::Bytes data = record.data;
    while (!data.empty()) {
        const auto text = take_text(data);
        if (!text) return;
        std::string_view words = core::as_text(*text);
        if (!words.starts_with(address_prefix)) continue;
        words.remove_prefix(address_prefix.size());
        if (auto address = Multiaddr::from_text(words))
            learn(std::move(*address), seconds{record.seconds}, sender, now);
    }
}

void Discovery::learn(Multiaddr address, seconds lifetime, std::string_view sender,
                      core::Instant now) {
    const auto peer = peer_at_end(address);
    if (!peer || *peer == self_ || events_.full()) return;
    Source* const known = found_.find(address);
    if (lifetime == seconds{0}) {
        // Only who has announced it takes it back.
        if (!known || known->sender != sender) return;
        found_.erase(address);
        return static_cast<void>(events_.push(Lost{std::move(address)}));
    }
    const core::Instant forgotten_at = now + std::min(lifetime, options_.lifetime_max);
    if (!known) {
        const auto count_of_sender =
            std::count_if(found_.begin(), found_.end(),
                          [&](const auto& entry) { return entry.second.sender == sender; });
        if (found_.size() >= options_.found_count_max ||
            static_cast<std::size_t>(count_of_sender) >= options_.found_per_sender_max)
            return;
        found_.insert(address, {std::string(sender), forgotten_at});
        static_cast<void>(events_.push(Found{std::move(address)}));
    } else {
        *known = {std::string(sender), forgotten_at};
    }
    if (!timers_.is_set(Timer::forget)) timers_.set(Timer::forget, forgotten_at);
}

void Discovery::forget_old(core::Instant now) {
    std::optional<core::Instant> next;
    std::vector<Multiaddr> old;
    for (const auto& [address, source] : found_) {
        if (source.forgotten_at <= now &&
            old.size() + events_.size() < 2 * options_.found_count_max)
            old.push_back(address);
        else
            next = std::min(next.value_or(source.forgotten_at), source.forgotten_at);
    }
    for (Multiaddr& address : old) {
        found_.erase(address);
        static_cast<void>(events_.push(Lost{std::move(address)}));
    }
    // Somebody has to take events first, if there was no room for all.
    if (next) timers_.set(Timer::forget, std::max(*next, now + seconds{1}));
}

void Discovery::expire(core::Instant now) {
    if (ended_) return;
    if (timers_.take_due(Timer::query, now)) {
        send_query();
        timers_.set(Timer::query, now + query_interval_ + jitter());
        query_interval_ = std::min(2 * query_interval_, options_.query_interval_max);
    }
    const bool is_second = timers_.take_due(Timer::second, now);
    if (timers_.take_due(Timer::answer, now) || is_second) {
        send_announcements(options_.lifetime);
        answered_at_ = now;
    }
    if (timers_.take_due(Timer::answer_services, now)) {
        send_services();
        answered_at_ = now;
    }
    if (timers_.take_due(Timer::forget, now)) forget_old(now);
}

void Discovery::close(core::Instant) {
    if (ended_) return;
    if (answered_at_) send_announcements(seconds{0});
    ended_ = true;
    timers_.stop_all();
}

// RFC 6762 asks for 20 to 120 ms, so that not all speak at once.
core::Duration Discovery::jitter() {
    return milliseconds{20} + core::Duration{static_cast<std::int64_t>(prng_.below(100'000))};
}

}  // namespace net::mdns
