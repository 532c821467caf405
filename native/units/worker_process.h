// WorkerProcess is a selvage-worker as the process sees it that started it: messages come out of
// it, runs go in, and it can be killed. It is believed nothing: what cannot be read, or comes where
// nothing may come, ends it.
//
// Told to its owner from the context, and never while a method is called: heard() for each message,
// and ended() once, when the process is gone and reaped. The worker is also killed by the system
// when the thread ends that started it.
#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <expected>
#include <memory>
#include <string>

#include "fabric/units/frame_reader.h"
#include "fabric/units/worker_wire.h"

namespace native::units {

class WorkerProcess : public std::enable_shared_from_this<WorkerProcess> {
public:
    class Owner {
    public:
        virtual void heard(WorkerProcess& worker, fabric::units::FromWorker message) = 0;
        virtual void ended(WorkerProcess& worker, const std::string& how) = 0;

    protected:
        ~Owner() = default;
    };

    // The executable, or the reason why there is no process, for people.
    static std::expected<std::shared_ptr<WorkerProcess>, std::string> start(
        boost::asio::io_context& context, const std::string& path, Owner& owner);
    ~WorkerProcess();

    void send(core::Buffer frame);
    // Nothing is heard of it any more. The reason is told with its end, if that was no other.
    void kill(std::string why = "The worker said what no worker says.");
    // Kills it and waits until it is gone; the owner hears nothing.
    void abandon();

    // What it has in the machine's memory now; 0 if that cannot be known.
    [[nodiscard]] std::size_t resident_size() const;
    [[nodiscard]] int process_id() const { return process_id_; }

private:
    using Stream = boost::asio::local::stream_protocol;
    static constexpr std::size_t room_size = std::size_t{64} << 10;

    WorkerProcess(boost::asio::io_context& context, int channel, int process_id, int process_file,
                  Owner& owner);
    void read();
    void take(std::size_t size);
    void watch();
    void reap();

    Stream::socket channel_;
    boost::asio::posix::stream_descriptor process_;
    int process_id_;
    Owner* owner_;  // Nobody when it was abandoned or told of the end.
    bool is_heard_ = true;
    bool is_gone_ = false;
    bool was_killed_ = false;
    std::string killed_why_;
    fabric::units::FrameReader reader_{fabric::units::from_worker_size_max};
    std::array<std::byte, room_size> room_{};
};

// The executable: the given one, or that beside this program's own or in ../libexec/selvage. An
// error names the places where it was looked for.
std::expected<std::string, std::string> find_worker(const std::string& given = {});

}  // namespace native::units
