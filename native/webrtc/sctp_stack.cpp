// The state of usrsctp that all associations share: its settings, its timers, its one way out.
#include "native/webrtc/sctp_stack.h"

#include <usrsctp.h>
#include <array>
#include <chrono>
#include <thread>

#include "core/base/crc32c.h"
#include "native/webrtc/sctp_association.h"

namespace native::webrtc {
namespace {

constexpr std::uint32_t stack_buffer_size = std::uint32_t{1024} * 1024;
// So few places are never used again at once.
constexpr std::size_t resting_places_min = 64;

// usrsctp's own sum takes longer than all else it does; ours is the processor's. What comes needs
// none: DTLS has proven that nothing was changed.
void sum_up(core::MutableBytes packet) {
    constexpr std::size_t place = 8;
    std::array<std::byte, sizeof(std::uint32_t)> sum{};
    core::copy(packet.subspan(place), sum);
    std::uint32_t value = core::crc32c(packet);
    for (std::byte& byte : sum) {
        byte = static_cast<std::byte>(value & 0xff);
        value >>= 8;
    }
    core::copy(packet.subspan(place), sum);
}

int send_packet(void* address, void* packet, std::size_t size, std::uint8_t, std::uint8_t) {
    auto* const place = static_cast<SctpPlace*>(address);
    if (!place->association) return 0;
    const core::MutableBytes bytes(static_cast<std::byte*>(packet), size);
    sum_up(bytes);
    place->association->output(bytes);
    return 0;
}

// What libdatachannel found to work against browsers: libp2p's notes name the reasons.
void configure() {
    usrsctp_sysctl_set_sctp_recvspace(stack_buffer_size);
    usrsctp_sysctl_set_sctp_sendspace(stack_buffer_size);
    usrsctp_sysctl_set_sctp_max_chunks_on_queue(10 * 1024);
    usrsctp_sysctl_set_sctp_initial_cwnd(10);
    usrsctp_sysctl_set_sctp_max_burst_default(10);
    usrsctp_sysctl_set_sctp_default_cc_module(0);
    usrsctp_sysctl_set_sctp_pr_enable(1);
    usrsctp_sysctl_set_sctp_ecn_enable(0);
    usrsctp_sysctl_set_sctp_auth_enable(0);
    usrsctp_sysctl_set_sctp_asconf_enable(0);
    usrsctp_sysctl_set_sctp_nrsack_enable(0);
    usrsctp_sysctl_set_sctp_pktdrop_enable(0);
    usrsctp_sysctl_set_sctp_delayed_sack_time_default(20);
    usrsctp_sysctl_set_sctp_rto_initial_default(1000);
    usrsctp_sysctl_set_sctp_rto_min_default(1000);
    usrsctp_sysctl_set_sctp_rto_max_default(10'000);
    usrsctp_sysctl_set_sctp_init_rto_max_default(10'000);
    usrsctp_sysctl_set_sctp_init_rtx_max_default(5);
    usrsctp_sysctl_set_sctp_assoc_rtx_max_default(5);
    usrsctp_sysctl_set_sctp_path_rtx_max_default(5);
    usrsctp_sysctl_set_sctp_heartbeat_interval_default(10'000);
}

}  // namespace

SctpStack::SctpStack(core::Instant now) : advanced_at_(now), scratch_(std::size_t{64} * 1024) {
    usrsctp_init_nothreads(0, send_packet, nullptr);
    usrsctp_enable_crc32c_offload();
    configure();
}

// It refuses while a closed association still waits for its timers.
SctpStack::~SctpStack() {
    constexpr int tries_max = 300;
    for (int tries = 0; usrsctp_finish() != 0 && tries < tries_max; ++tries) {
        usrsctp_handle_timers(static_cast<std::uint32_t>(tick / std::chrono::milliseconds{1}));
        std::this_thread::yield();
    }
}

void SctpStack::advance(core::Instant now) {
    if (now - advanced_at_ < tick) return;
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - advanced_at_);
    advanced_at_ += elapsed;
    usrsctp_handle_timers(static_cast<std::uint32_t>(elapsed.count()));
}

SctpPlace& SctpStack::take_place(SctpAssociation& association) {
    SctpPlace* place = nullptr;
    if (free_.size() > resting_places_min) {
        place = free_.front();
        free_.pop_front();
    } else {
        place = &places_.emplace_back();
    }
    place->association = &association;
    return *place;
}

void SctpStack::give_back(SctpPlace& place) {
    place.association = nullptr;
    free_.push_back(&place);
}

}  // namespace native::webrtc
