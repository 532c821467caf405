// Tasks, and the bytes that they need.
#include "fabric/node/working.h"

namespace fabric::node {

using core::Bytes;
using core::Instant;
using core::Result;
using lanes::Lane;

namespace {

// A journal's record holds one, and a snapshot all.
constexpr blobs::Options blob_options{.blob_size_max = tasks::content_size_max,
                                      .held_size_max = std::size_t{64} << 20};
// Whatever is pinned, one more can come.
static_assert(tasks::needed_size_max + tasks::results_size_max + tasks::content_size_max <=
              blob_options.held_size_max);

}  // namespace

Working::Working(const tasks::Member& self, const WorkMesh& mesh, Instant now)
    : mesh_(mesh),
      tasks_(self, static_cast<const tasks::Owner&>(*this), {}),
      blobs_(blob_options, now) {}

bool Working::is_member(const tasks::Member& member) const {
    return mesh_.role_of(member).has_value();
}

bool Working::is_authority(const tasks::Member& member) const {
    return mesh_.role_of(member) == membership::Role::authority;
}

tasks::UnixSeconds Working::unix_seconds(Instant now) const { return mesh_.unix_seconds(now); }

bool Working::knows_all(Instant now) const { return mesh_.knows_all(now); }

bool Working::holds(const tasks::ContentHash& hash) const { return blobs_.find(hash) != nullptr; }

Result<tasks::Elsewhere> Working::hold(core::Buffer bytes) {
    const std::uint64_t size = bytes.size();
    return tasks::Elsewhere{TRY(blobs_.put(std::move(bytes))), size};
}

Result<tasks::Content> Working::hold_if_large(core::Buffer bytes) {
    if (bytes.size() <= tasks::inline_size_max) return tasks::Content(std::move(bytes));
    return tasks::Content(TRY(hold(std::move(bytes))));
}

Result<void> Working::want(const tasks::Elsewhere& content, Instant now) {
    if (wanted_until_.contains(content.hash)) return {};
    TRY(blobs_.want(content.hash, content.size, now));
    wanted_until_.emplace(content.hash, now + wanted_for);
    return {};
}

void Working::take_need(const tasks::NeedChange& change) {
    const tasks::ContentHash& hash = change.content.hash;
    if (!change.is_needed) {
        missing_.erase(hash);
        if (needed_.erase(hash) > 0) blobs_.unpin(hash);
        return;
    }
    if (needed_.insert_or_assign(hash, change.content.size).second) blobs_.pin(hash);
    if (!holds(hash) && !wanted_until_.contains(hash)) missing_.insert(hash);
}

// In turn: what nobody has is not in the way of the others.
void Working::want_needs(Instant now) {
    while (!missing_.empty() && wanted_until_.size() < needs_wanted_max) {
        auto next = missing_.upper_bound(wanted_last_);
        if (next == missing_.end()) next = missing_.begin();
        wanted_last_ = *next;
        if (!want({wanted_last_, needed_.at(wanted_last_)}, now)) return;
        missing_.erase(wanted_last_);
    }
}

void Working::connected(const PeerId& peer, Instant now) {
    // Of more peers than it asks for bytes there is none to be asked.
    static_cast<void>(blobs_.connected(peer, now));
    if (const auto member = key_of(peer)) tasks_.connected(*member, now);
}

void Working::gone(const PeerId& peer, Instant now) {
    blobs_.gone(peer, now);
    if (const auto member = key_of(peer)) tasks_.gone(*member, now);
}

void Working::leader(const std::optional<PeerId>& leader, Instant now) {
    tasks_.leader(leader ? key_of(*leader) : std::nullopt, now);
}

bool Working::take_letter(const PeerId& from, Bytes bytes, Instant now) {
    const auto member = key_of(from);
    return member && tasks_.receive(*member, bytes, now).has_value();
}

void Working::take_blob_message(const PeerId& from, Bytes bytes, Instant now) {
    blobs_.receive(from, bytes, now);
}

// One that cannot be read is of a later version: then there are no tasks here.
void Working::install(Bytes state, Instant now) { static_cast<void>(tasks_.install(state, now)); }

void Working::restore(Bytes blob) {
    kept_.insert(blobs::hash_of(blob));
    blobs_.restore({blob.begin(), blob.end()});
}

std::vector<core::Buffer> Working::kept_blobs() const {
    std::vector<core::Buffer> all;
    for (const tasks::ContentHash& hash : kept_)
        if (const core::Buffer* const bytes = blobs_.find(hash)) all.push_back(*bytes);
    return all;
}

const core::Buffer* Working::next_kept() {
    while (const auto hash = blobs_.next_forgotten()) kept_.erase(*hash);
    while (const auto hash = blobs_.next_kept())
        if (const core::Buffer* const bytes = blobs_.find(*hash)) {
            kept_.insert(*hash);
            return bytes;
        }
    return nullptr;
}

// Bytes that are here may be what a run or a message waits for, which may want others.
void Working::settle(Instant now) {
    bool has_any = true;
    while (std::exchange(has_any, false)) {
        tasks_.settle(now);
        while (const auto change = tasks_.next_need()) take_need(*change);
        want_needs(now);
        while (auto event = tasks_.next_event()) {
            has_any = true;
            const auto* const wanted = core::get_if<tasks::WantContent>(&*event);
            if (!wanted)
                static_cast<void>(events_.push(*std::move(event)));
            else
                static_cast<void>(want(wanted->content, now));  // Else its time runs out.
        }
        while (const auto event = blobs_.next_event()) {
            has_any = true;
            core::match(*event, core::Cases{[&](const blobs::Arrived& told) {
                                                blobs_.unwant(told.hash);
                                                wanted_until_.erase(told.hash);
                                                tasks_.arrived(told.hash, now);
                                            },
                                            [&](const blobs::Misbehaved& told) {
                                                static_cast<void>(misbehaved_.push(told.peer));
                                            }});
        }
    }
}

void Working::expire(Instant now) {
    std::erase_if(wanted_until_, [&](const auto& wanted) {
        if (wanted.second > now) return false;
        blobs_.unwant(wanted.first);
        if (needed_.contains(wanted.first)) missing_.insert(wanted.first);
        return true;
    });
    tasks_.expire(now);
    blobs_.expire(now);
}

std::optional<Instant> Working::deadline() const {
    std::optional<Instant> first = core::earlier(tasks_.deadline(), blobs_.deadline());
    for (const auto& [hash, until] : wanted_until_) first = core::earlier(first, until);
    return first;
}

void Working::pump(Session& session) {
    while (session.sender.waiting_size(Lane::blobs) < blobs_waiting_size_max) {
        auto message = blobs_.next_message(session.peer);
        if (!message) return;
        session.sender.put(Lane::blobs, *std::move(message));
    }
}

std::optional<PeerId> Working::next_misbehaved() { return misbehaved_.pop(); }

}  // namespace fabric::node
