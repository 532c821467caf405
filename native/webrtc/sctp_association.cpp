// One socket of usrsctp's: its options, its messages, its notifications.
#include "native/webrtc/sctp_association.h"

#include <arpa/inet.h>
#include <usrsctp.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/assert.h"

namespace native::webrtc {
namespace {

constexpr int socket_buffer_size = 1024 * 1024;
constexpr std::uint32_t common_header_size = 12;
// Of each stream at most two, and a few of the association.
constexpr std::size_t events_max = 4 * std::size_t{65536};

template <class Value>
void set_option(struct socket* socket, int level, int name, const Value& value) {
    const int result = usrsctp_setsockopt(socket, level, name, &value, sizeof value);
    ASSERT(result == 0);
}

sockaddr_conn address_of(SctpPlace& place) {
    sockaddr_conn address{};
    address.sconn_family = AF_CONN;
    address.sconn_port = htons(sctp_port);
    address.sconn_addr = &place;
    return address;
}

}  // namespace

SctpAssociation::SctpAssociation(SctpStack& stack, Sink sink, std::uint16_t streams_max)
    : stack_(stack),
      sink_(std::move(sink)),
      place_(stack.take_place(*this)),
      socket_(usrsctp_socket(AF_CONN, SOCK_STREAM, IPPROTO_SCTP, nullptr, nullptr, 0, nullptr)),
      events_(events_max) {
    ASSERT(socket_);
    usrsctp_register_address(&place_);
    configure(streams_max);
    connect();
}

SctpAssociation::~SctpAssociation() {
    close();
    usrsctp_deregister_address(&place_);
    stack_.give_back(place_);
}

void SctpAssociation::configure(std::uint16_t streams_max) {
    const int set = usrsctp_set_non_blocking(socket_, 1);
    ASSERT(set == 0);
    // Closing tells the peer at once, and leaves nothing behind.
    set_option(socket_, SOL_SOCKET, SO_LINGER, linger{.l_onoff = 1, .l_linger = 0});
    set_option(socket_, SOL_SOCKET, SO_SNDBUF, socket_buffer_size);
    set_option(socket_, SOL_SOCKET, SO_RCVBUF, socket_buffer_size);
    set_option(
        socket_, IPPROTO_SCTP, SCTP_ENABLE_STREAM_RESET,
        sctp_assoc_value{.assoc_id = SCTP_ALL_ASSOC, .assoc_value = SCTP_ENABLE_RESET_STREAM_REQ});
    constexpr int on = 1;
    constexpr int off = 0;
    set_option(socket_, IPPROTO_SCTP, SCTP_RECVRCVINFO, on);
    set_option(socket_, IPPROTO_SCTP, SCTP_NODELAY, on);
    set_option(socket_, IPPROTO_SCTP, SCTP_FRAGMENT_INTERLEAVE, off);
    for (const std::uint16_t type :
         {std::uint16_t{SCTP_ASSOC_CHANGE}, std::uint16_t{SCTP_STREAM_RESET_EVENT}})
        set_option(socket_, IPPROTO_SCTP, SCTP_EVENT,
                   sctp_event{.se_assoc_id = SCTP_ALL_ASSOC, .se_type = type, .se_on = 1});
    sctp_initmsg init{};
    init.sinit_num_ostreams = streams_max;
    init.sinit_max_instreams = streams_max;
    set_option(socket_, IPPROTO_SCTP, SCTP_INITMSG, init);
}

// Our own INIT has gone out before any of the peer's can be handed over, as usrsctp needs it.
void SctpAssociation::connect() {
    sockaddr_conn address = address_of(place_);
    auto* const plain = reinterpret_cast<sockaddr*>(&address);
    const int bound = usrsctp_bind(socket_, plain, sizeof address);
    ASSERT(bound == 0);
    const int result = usrsctp_connect(socket_, plain, sizeof address);
    if (result != 0 && errno != EINPROGRESS) return lose();
    sctp_paddrparams parameters{};
    std::memcpy(&parameters.spp_address, &address, sizeof address);
    parameters.spp_flags = SPP_PMTUD_DISABLE;
    parameters.spp_pathmtu = dtls_packet_size_max - common_header_size;
    set_option(socket_, IPPROTO_SCTP, SCTP_PEER_ADDR_PARAMS, parameters);
}

void SctpAssociation::receive(core::Bytes packet) {
    if (state_ == State::lost) return;
    usrsctp_conninput(&place_, packet.data(), packet.size(), 0);
    may_have_room_ = true;
}

bool SctpAssociation::send(SctpStream stream, std::uint32_t ppid, core::Bytes message) {
    if (state_ != State::up) return false;
    ASSERT(stream.value < stream_count_);
    sctp_sndinfo information{};
    information.snd_sid = stream.value;
    information.snd_ppid = htonl(ppid);
    const ssize_t sent = usrsctp_sendv(socket_, message.data(), message.size(), nullptr, 0,
                                       &information, sizeof information, SCTP_SENDV_SNDINFO, 0);
    if (sent >= 0) return true;
    if (errno == EWOULDBLOCK || errno == EAGAIN)
        was_refused_ = true;
    else
        lose();
    return false;
}

void SctpAssociation::reset(SctpStream stream) {
    if (state_ != State::up) return;
    ASSERT(stream.value < stream_count_);
    wanted_resets_.push_back(stream.value);
    order_resets();
}

// usrsctp sends the request when what was written before has gone.
void SctpAssociation::order_resets() {
    if (wanted_resets_.empty() || !ordered_resets_.empty() || state_ != State::up) return;
    constexpr std::size_t at_once_max = 200;
    const std::size_t count = std::min(wanted_resets_.size(), at_once_max);
    std::vector<std::byte> request(sizeof(sctp_reset_streams) + count * sizeof(std::uint16_t));
    sctp_reset_streams header{};
    header.srs_flags = SCTP_STREAM_RESET_OUTGOING;
    header.srs_number_streams = static_cast<std::uint16_t>(count);
    std::memcpy(request.data(), &header, sizeof header);
    std::memcpy(request.data() + sizeof header, wanted_resets_.data(),
                count * sizeof(std::uint16_t));
    const int result = usrsctp_setsockopt(socket_, IPPROTO_SCTP, SCTP_RESET_STREAMS, request.data(),
                                          static_cast<socklen_t>(request.size()));
    if (result != 0) return;  // Another is under way: the next event or tick asks again.
    const auto taken = wanted_resets_.begin() + static_cast<std::ptrdiff_t>(count);
    ordered_resets_.assign(wanted_resets_.begin(), taken);
    wanted_resets_.erase(wanted_resets_.begin(), taken);
}

std::optional<SctpEvent> SctpAssociation::next_event() {
    order_resets();
    for (;;) {
        if (auto event = events_.pop()) return event;
        if (state_ == State::lost) return std::nullopt;
        if (has_room_again()) return SctpRoom{};
        if (paused_ && state_ == State::up) return std::nullopt;
        if (auto event = read()) return event;
        if (events_.empty()) return std::nullopt;
    }
}

// usrsctp says that there is room when there is some, perhaps not enough for what was refused. So
// it is told once for each packet that came, for only these make more.
bool SctpAssociation::has_room_again() {
    if (!was_refused_ || !std::exchange(may_have_room_, false)) return false;
    if ((usrsctp_get_events(socket_) & SCTP_EVENT_WRITE) == 0) return false;
    was_refused_ = false;
    return true;
}

// Nothing also when what came is no event yet, and then events_ or the next read has more.
std::optional<SctpEvent> SctpAssociation::read() {
    for (;;) {
        sctp_rcvinfo information{};
        socklen_t information_size = sizeof information;
        unsigned int information_type = 0;
        int flags = 0;
        const ssize_t size =
            usrsctp_recvv(socket_, stack_.scratch_.data(), stack_.scratch_.size(), nullptr, nullptr,
                          &information, &information_size, &information_type, &flags);
        if (size < 0) {
            if (errno != EWOULDBLOCK && errno != EAGAIN) lose();
            return std::nullopt;
        }
        if (size == 0) {
            lose();
            return std::nullopt;
        }
        const auto piece = core::Bytes(stack_.scratch_).first(static_cast<std::size_t>(size));
        const auto event =
            use_piece(piece, flags, SctpStream{information.rcv_sid}, ntohl(information.rcv_ppid));
        if (event) return event;
        if (!events_.empty() || state_ == State::lost) return std::nullopt;
    }
}

// Either kind may come in pieces, and pieces of the one between those of the other.
std::optional<SctpEvent> SctpAssociation::use_piece(core::Bytes piece, int flags, SctpStream stream,
                                                    std::uint32_t ppid) {
    const bool is_last = (flags & MSG_EOR) != 0;
    if ((flags & MSG_NOTIFICATION) != 0) {
        core::append(notification_, piece);
        if (is_last) use_notification(std::exchange(notification_, {}));
        return std::nullopt;
    }
    if (std::exchange(message_was_told_, false)) message_.clear();
    if (is_last && message_.empty()) return SctpMessage{stream, ppid, piece};
    if (message_.size() + piece.size() > sctp_message_size_max) {
        lose();
        close();
        return std::nullopt;
    }
    core::append(message_, piece);
    if (!is_last) return std::nullopt;
    message_was_told_ = true;
    return SctpMessage{stream, ppid, message_};
}

void SctpAssociation::use_notification(core::Bytes bytes) {
    std::uint16_t type = 0;
    if (bytes.size() < sizeof type) return;
    std::memcpy(&type, bytes.data(), sizeof type);
    if (type == SCTP_STREAM_RESET_EVENT) return use_stream_reset(bytes);
    if (type == SCTP_ASSOC_CHANGE) use_change(bytes);
}

void SctpAssociation::use_change(core::Bytes bytes) {
    sctp_assoc_change change{};
    if (bytes.size() < sizeof change) return;
    std::memcpy(&change, bytes.data(), sizeof change);
    // A peer that begins anew (SCTP_RESTART) has lost what we know of it.
    if (change.sac_state != SCTP_COMM_UP) return lose();
    if (std::exchange(state_, State::up) != State::connecting) return;
    stream_count_ = std::min(change.sac_outbound_streams, change.sac_inbound_streams);
    tell(SctpUp{stream_count_});
}

void SctpAssociation::use_stream_reset(core::Bytes bytes) {
    sctp_stream_reset_event header{};
    if (bytes.size() < sizeof header) return;
    std::memcpy(&header, bytes.data(), sizeof header);
    const bool is_incoming = (header.strreset_flags & SCTP_STREAM_RESET_INCOMING_SSN) != 0;
    for (std::size_t at = sizeof header; at + 2 <= bytes.size(); at += 2) {
        std::uint16_t stream = 0;
        std::memcpy(&stream, bytes.data() + at, sizeof stream);
        if (is_incoming) {
            tell(SctpPeerReset{SctpStream{stream}});
        } else if (std::erase(ordered_resets_, stream) > 0) {
            // Also if the peer refused: there is nothing left to wait for.
            tell(SctpResetDone{SctpStream{stream}});
        }
    }
    order_resets();
}

void SctpAssociation::lose() {
    if (std::exchange(state_, State::lost) != State::lost) tell(SctpLost{});
}

void SctpAssociation::close() {
    if (!socket_) return;
    // What has been sent and not acknowledged is given up, as the peer will be told.
    usrsctp_close(std::exchange(socket_, nullptr));
    state_ = State::lost;
}

void SctpAssociation::tell(SctpEvent event) {
    const bool told = events_.push(std::move(event));
    ASSERT(told);
}

}  // namespace native::webrtc
