// What a test does on one stream: both ends of /echo/1.0.0 and /reset/1.0.0. None keeps more than
// the stream's window lets come, for what was not written yet is not credited.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/bytes.h"
#include "core/base/prng.h"
#include "native/platform/clock.h"
#include "net/swarm/swarm.h"

namespace interop::libp2p {

inline constexpr std::string_view echo_protocol = "/echo/1.0.0";
inline constexpr std::string_view reset_protocol = "/reset/1.0.0";

class StreamUser {
public:
    StreamUser(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream)
        : swarm_(swarm), stream_(stream) {}
    virtual ~StreamUser() = default;

    virtual void receive(core::Bytes bytes) = 0;
    virtual void go_on() {}  // There may be room to write.
    virtual void hear_agreed() { go_on(); }
    virtual void hear_finished() {}
    virtual void hear_reset() {}

    void set_protocol(std::string protocol) { protocol_ = std::move(protocol); }
    [[nodiscard]] const std::string& protocol() const { return protocol_; }
    // Whether both ends have finished.
    [[nodiscard]] bool is_done() const { return is_finished_here_ && is_finished_there_; }
    void note_finished() {
        is_finished_there_ = true;
        hear_finished();
    }

protected:
    void finish() {
        is_finished_here_ = true;
        swarm_.finish(stream_, native::steady_now());
    }
    void reset() {
        is_finished_here_ = is_finished_there_ = true;
        swarm_.reset(stream_);
    }
    // Sends what it can of the buffer, and takes that off it; true when all went.
    bool send(core::Buffer& unsent);

    net::swarm::Swarm& swarm_;
    net::swarm::StreamHandle stream_;

private:
    std::string protocol_;
    bool is_finished_here_ = false;
    bool is_finished_there_ = false;
};

class EchoServer : public StreamUser {
public:
    using StreamUser::StreamUser;

    void receive(core::Bytes bytes) override;
    void go_on() override;
    void hear_finished() override;

private:
    core::Buffer unsent_;
    bool wants_finish_ = false;
};

// A command's answer: nothing while it is under way.
struct Result {
    std::string_view failure{};  // Empty if it went well.
    std::string_view seen{};
};

class CommandUser : public StreamUser {
public:
    CommandUser(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream, std::uint64_t id)
        : StreamUser(swarm, stream), id_(id) {}

    [[nodiscard]] std::uint64_t id() const { return id_; }
    [[nodiscard]] const std::optional<Result>& result() const { return result_; }

protected:
    void end(Result result) {
        if (!result_) result_ = result;
    }

private:
    std::uint64_t id_;
    std::optional<Result> result_;
};

// Begins at once, or when the protocol is agreed on.
enum class EchoStart : std::uint8_t { at_once, agreed };

class EchoClient : public CommandUser {
public:
    EchoClient(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream, std::uint64_t id,
               std::uint64_t size, EchoStart start)
        : CommandUser(swarm, stream, id),
          unsent_size_(size),
          missing_size_(size),
          may_send_(start == EchoStart::at_once) {}

    void receive(core::Bytes bytes) override;
    void go_on() override;
    void hear_agreed() override {
        may_send_ = true;
        go_on();
    }
    void hear_finished() override;
    void hear_reset() override { end({"the stream was reset"}); }

private:
    std::uint64_t unsent_size_;
    std::uint64_t missing_size_;
    core::Prng sent_{core::Seed{1}};
    core::Prng expected_{core::Seed{1}};
    core::Buffer piece_;
    core::Buffer expected_piece_;
    bool may_send_;
    bool is_finished_ = false;
};

// Resets the stream, or waits until the peer does, as its first byte asks.
class ResetServer : public StreamUser {
public:
    using StreamUser::StreamUser;
    void receive(core::Bytes bytes) override;
};

class ResetClient : public CommandUser {
public:
    ResetClient(net::swarm::Swarm& swarm, net::swarm::StreamHandle stream, std::uint64_t id,
                bool is_there);

    void receive(core::Bytes bytes) override;
    void go_on() override { static_cast<void>(send(unsent_)); }
    void hear_finished() override { end({{}, "closed"}); }
    void hear_reset() override { end({{}, "reset"}); }

private:
    core::Buffer unsent_;
    bool is_there_;
};

// Waits for the agreement on a protocol, and closes.
class OpenClient : public CommandUser {
public:
    using CommandUser::CommandUser;
    void receive(core::Bytes bytes) override { swarm_.credit(stream_, bytes.size()); }
    void hear_agreed() override {
        finish();
        end({});
    }
    void hear_reset() override { end({"the stream was reset"}); }
};

}  // namespace interop::libp2p
