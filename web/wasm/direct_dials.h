// DirectDials are dials of webrtc-direct that are under way in the page: what was said to the
// browser so far. The page makes an offer, is told what to set as the local and the remote
// description, and sets them; a browser that lets nobody change its offer is dialled with version
// 2, and so are all after it.
#pragma once

#include <string>

#include "core/base/flat_map.h"
#include "core/base/prng.h"
#include "core/base/result.h"
#include "net/swarm/channel_stack.h"
#include "net/webrtc/sdp.h"

namespace wasm {

class DirectDials {
public:
    explicit DirectDials(core::Seed seed) : prng_(seed) {}

    // False if the address is none that a browser can dial.
    [[nodiscard]] bool begin(net::LinkId link, const core::codec::Multiaddr& address);

    struct Descriptions {
        std::string local;
        std::string remote;
    };
    core::Result<Descriptions> describe(net::LinkId link, std::string_view offer);
    // The browser refused a description that was changed.
    void refuse_changes() { version_ = net::webrtc::Version::v2; }

    // Nothing if it was not described.
    [[nodiscard]] std::optional<net::swarm::CertificateHashes> finish(net::LinkId link);

private:
    struct Dial {
        net::webrtc::DirectTarget target;
        std::optional<net::webrtc::CertificateHash> own_certificate{};
    };

    [[nodiscard]] core::Result<net::webrtc::Credentials> credentials_for(std::string_view offer);

    core::Prng prng_;
    net::webrtc::Version version_ = net::webrtc::Version::v1;
    core::FlatMap<net::LinkId, Dial> dials_;
};

}  // namespace wasm
