// PeerTags says how much each peer is worth to the parts of a node, and why: each part sets its own
// tag, the sum decides who is let go first. Whoever is protected, for any reason, is never let go.
// Tags stay when the peer leaves. Rules: CM9, CM10, spec/peers.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/flat_map.h"
#include "core/codec/peer_id.h"

namespace net::peers {

class PeerTags {
public:
    struct Options {
        std::size_t peers_max = 1024;
        std::size_t tags_per_peer_max = 16;  // And as many reasons for protection.
    };

    explicit PeerTags(const Options& options) : options_(options) {}

    // False if there are as many as may be, or if the name is too long (core::name_size_max).
    [[nodiscard]] bool tag(const core::codec::PeerId& peer, std::string_view name,
                           std::int32_t value);
    void untag(const core::codec::PeerId& peer, std::string_view name);
    [[nodiscard]] bool protect(const core::codec::PeerId& peer, std::string_view reason);
    void unprotect(const core::codec::PeerId& peer, std::string_view reason);

    [[nodiscard]] std::int64_t value(const core::codec::PeerId& peer) const;
    [[nodiscard]] bool is_protected(const core::codec::PeerId& peer) const;

private:
    struct Worth {
        core::FlatMap<std::string, std::int32_t> tags;
        core::FlatMap<std::string, std::int32_t> protections;  // The numbers mean nothing.
    };

    bool set(const core::codec::PeerId& peer, core::FlatMap<std::string, std::int32_t> Worth::* map,
             std::string_view name, std::int32_t value);
    void unset(const core::codec::PeerId& peer,
               core::FlatMap<std::string, std::int32_t> Worth::* map, std::string_view name);

    Options options_;
    core::FlatMap<core::codec::PeerId, Worth> peers_;
};

}  // namespace net::peers
