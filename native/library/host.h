// Host is the thread on which all nodes of a process live: usrsctp has one state for a process, and
// one thread that uses it (native/webrtc/sctp_stack.h). It begins with the first node and ends with
// the process.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "native/webrtc/sctp_stack.h"

namespace library {

class Host {
public:
    [[nodiscard]] static Host& get();
    // Whether it has begun, and this is its thread.
    [[nodiscard]] static bool is_here();

    // Later, on its thread.
    void post(std::function<void()> action) { boost::asio::post(context_, std::move(action)); }
    // On its thread, before this returns. When the process ends there is none any more, and
    // nobody who could be disturbed.
    template <class Action>
    auto run(Action action) -> decltype(action()) {
        if (is_here() || has_ended()) return action();
        // Of both threads: whichever is done with it last.
        const auto task =
            std::make_shared<std::packaged_task<decltype(action())()>>(std::move(action));
        boost::asio::post(context_, [task] { (*task)(); });
        return task->get_future().get();
    }
    [[nodiscard]] bool has_ended() const { return has_ended_; }

    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    [[nodiscard]] native::webrtc::SctpStack& sctp() { return sctp_; }

private:
    Host();
    void end();

    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    native::webrtc::SctpStack sctp_;
    std::atomic<bool> has_ended_ = false;
    std::thread thread_;
};

}  // namespace library
