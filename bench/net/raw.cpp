// TCP over loopback by the calls of native/net/tcp_link.cpp, with nothing on top of it: two
// processes, each with one socket that does not block.
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "bench/frame/measure.h"

namespace {

using Tcp = boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::size_t piece_size = std::size_t{64} * 1024;
constexpr double mebibyte = 1024 * 1024;

double cpu_seconds(int who) {
    struct rusage usage{};
    getrusage(who, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

bool would_wait(const ErrorCode& error) {
    return error == boost::asio::error::would_block || error == boost::asio::error::try_again;
}

void await(Tcp::socket& socket, short what) {
    pollfd waiting{socket.native_handle(), what, 0};
    poll(&waiting, 1, -1);
}

// Until the other end has closed.
void receive_all(Tcp::socket& socket) {
    std::vector<char> room(piece_size);
    for (ErrorCode error;;) {
        socket.read_some(boost::asio::buffer(room), error);
        if (would_wait(error))
            await(socket, POLLIN);
        else if (error)
            return;
    }
}

void send_all(Tcp::socket& socket, std::size_t size) {
    const std::vector<char> piece(piece_size);
    while (size > 0) {
        ErrorCode error;
        const std::size_t wanted = std::min(size, piece.size());
        size -= socket.write_some(boost::asio::buffer(piece.data(), wanted), error);
        if (would_wait(error))
            await(socket, POLLOUT);
        else if (error)
            std::exit(1);
    }
}

struct Took {
    double seconds;
    double sender;
    double receiver;
};

// The receiver is a process of its own, so that the system counts its time apart.
Took transfer(std::size_t size) {
    boost::asio::io_context context;
    Tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
    const double receiver_before = cpu_seconds(RUSAGE_CHILDREN);
    const pid_t child = fork();
    if (child < 0) std::exit(1);
    if (child == 0) {
        Tcp::socket socket = acceptor.accept();
        socket.non_blocking(true);
        receive_all(socket);
        _exit(0);
    }
    Tcp::socket socket(context);
    socket.connect(acceptor.local_endpoint());
    socket.non_blocking(true);
    const double sender_before = cpu_seconds(RUSAGE_SELF);
    const auto began = std::chrono::steady_clock::now();
    send_all(socket, size);
    socket.close();
    waitpid(child, nullptr, 0);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began;
    return {passed.count(), cpu_seconds(RUSAGE_SELF) - sender_before,
            cpu_seconds(RUSAGE_CHILDREN) - receiver_before};
}

void tell(std::string_view what, double size, double seconds) {
    if (seconds > 0) bench::Measure::figure(what, "raw TCP", "MiB/s", size / mebibyte / seconds);
}

}  // namespace

int main(int count, char** words) {
    const bench::Measure bench(count, words);
    const std::size_t size = std::size_t{bench.is_smoke()   ? 64U
                                         : bench.is_quick() ? 512U
                                                            : 2048U}
                             << 20;
    const Took took = transfer(size);
    const auto sent = static_cast<double>(size);
    tell("tcp, 1 stream, raw TCP", sent, took.seconds);
    tell("tcp, 1 stream, raw TCP, per CPU-second of the sender", sent, took.sender);
    tell("tcp, 1 stream, raw TCP, per CPU-second of the receiver", sent, took.receiver);
    tell("tcp, 1 stream, raw TCP, per CPU-second of the busier end", sent,
         std::max(took.sender, took.receiver));
}
