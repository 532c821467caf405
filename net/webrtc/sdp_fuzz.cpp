// Any text as a session description: what is read from it is of its kind, and what is put into it
// adds no line.
#include <algorithm>

#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/webrtc/ice_test_support.h"
#include "net/webrtc/sdp.h"

namespace {

auto line_count(std::string_view text) { return std::ranges::count(text, '\n'); }

}  // namespace

FUZZ(sdp) {
    using namespace net::webrtc;
    static const Credentials v1 = testing::credentials_of(Version::v1, 1);
    const std::string_view text = core::as_text(input);
    const auto fingerprint = fingerprint_in(text);
    if (const auto credentials = credentials_in(text)) {
        ASSERT(is_ufrag(credentials->client_ufrag) && is_ufrag(credentials->server_ufrag));
        const DirectTarget target{testing::address_of(1, 1),
                                  fingerprint.value_or(CertificateHash{})};
        const std::string answer = answer_sdp(target, *credentials);
        ASSERT(line_count(answer) == 16);
        ASSERT(fingerprint_in(answer) == target.certificate);
    }
    if (const auto munged = munged_offer(text, v1)) {
        const auto lines = line_count(text) + (text.ends_with('\n') ? 0 : 1);
        ASSERT(line_count(*munged) == lines);
        ASSERT(fingerprint_in(*munged).has_value() == fingerprint.has_value());
    }
}
