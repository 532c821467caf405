// Tags and protections of peers, both kept alike.
#include "net/peers/peer_tags.h"

#include "core/base/limits.h"

namespace net::peers {

using core::codec::PeerId;

bool PeerTags::tag(const PeerId& peer, std::string_view name, std::int32_t value) {
    return set(peer, &Worth::tags, name, value);
}

void PeerTags::untag(const PeerId& peer, std::string_view name) { unset(peer, &Worth::tags, name); }

bool PeerTags::protect(const PeerId& peer, std::string_view reason) {
    return set(peer, &Worth::protections, reason, 0);
}

void PeerTags::unprotect(const PeerId& peer, std::string_view reason) {
    unset(peer, &Worth::protections, reason);
}

std::int64_t PeerTags::value(const PeerId& peer) const {
    std::int64_t sum = 0;
    if (const Worth* worth = peers_.find(peer))
        for (const auto& [name, value] : worth->tags) sum += value;
    return sum;
}

bool PeerTags::is_protected(const PeerId& peer) const {
    const Worth* worth = peers_.find(peer);
    return worth && !worth->protections.empty();
}

bool PeerTags::set(const PeerId& peer, core::FlatMap<std::string, std::int32_t> Worth::* map,
                   std::string_view name, std::int32_t value) {
    if (name.size() > core::name_size_max) return false;
    if (!peers_.contains(peer) && peers_.size() >= options_.peers_max) return false;
    const std::string key(name);
    const Worth* known = peers_.find(peer);
    const bool is_new = !known || !(known->*map).contains(key);
    if (is_new && known && (known->*map).size() >= options_.tags_per_peer_max) return false;
    (peers_.ensure(peer).*map).ensure(key) = value;
    return true;
}

void PeerTags::unset(const PeerId& peer, core::FlatMap<std::string, std::int32_t> Worth::* map,
                     std::string_view name) {
    Worth* worth = peers_.find(peer);
    if (!worth) return;
    (worth->*map).erase(std::string(name));
    if (worth->tags.empty() && worth->protections.empty()) peers_.erase(peer);
}

}  // namespace net::peers
