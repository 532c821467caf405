// Each dial has a target from the beginning, and the browser's certificate once it was described.
#include "web/wasm/direct_dials.h"

namespace wasm {

using core::Result;
using net::webrtc::Credentials;
using net::webrtc::Version;

bool DirectDials::begin(net::LinkId link, const core::codec::Multiaddr& address) {
    const auto target = net::webrtc::direct_target(address);
    return target && dials_.insert(link, Dial{*target});
}

Result<DirectDials::Descriptions> DirectDials::describe(net::LinkId link, std::string_view offer) {
    Dial* const dial = dials_.find(link);
    if (!dial) return core::fail(core::Error::value_missing);
    dial->own_certificate = TRY(net::webrtc::fingerprint_in(offer));
    const Credentials credentials = TRY(credentials_for(offer));
    Descriptions descriptions;
    descriptions.remote = net::webrtc::answer_sdp(dial->target, credentials);
    if (version_ == Version::v1)
        descriptions.local = TRY(net::webrtc::munged_offer(offer, credentials));
    else
        descriptions.local = offer;
    return descriptions;
}

Result<Credentials> DirectDials::credentials_for(std::string_view offer) {
    if (version_ == Version::v2) return net::webrtc::credentials_in(offer);
    net::webrtc::CredentialRandomness randomness;
    prng_.fill(randomness.mutable_view());
    return net::webrtc::make_credentials(Version::v1, randomness);
}

std::optional<net::swarm::CertificateHashes> DirectDials::finish(net::LinkId link) {
    const Dial* const found = dials_.find(link);
    if (!found) return std::nullopt;
    const Dial dial = *found;
    dials_.erase(link);
    if (!dial.own_certificate) return std::nullopt;
    return net::swarm::CertificateHashes{.here = *dial.own_certificate,
                                         .there = dial.target.certificate};
}

}  // namespace wasm
