// Pending is what was asked for and is not answered yet. Whoever asked waits for it, or a coroutine
// does:
//
//     const auto written = game.add("score").wait();       // this thread waits
//     const auto written = co_await game.add("score");     // this coroutine goes on when it is
//     there game.add("score").wait_for(100ms)                    // nothing if it is not there yet;
//     ask again
//
// A coroutine goes on within the library's thread, on which nothing may wait (c.h). One at a time
// waits for one Pending. Who drops it has not cancelled anything.
#pragma once

#include <selvage/error.h>
#include <selvage/value.h>

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace selvage {

namespace detail {

// What was answered and not taken yet: of what comes again and again, the newest so much.
class Inbox {
public:
    explicit Inbox(std::size_t room) : room_(room) {}

    void put(Result<Value> news, bool is_last) {
        std::coroutine_handle<> waiting;
        {
            const std::scoped_lock lock(mutex_);
            if (news_.size() == room_ && !is_last) {
                news_.pop_front();
                ++lost_;
            }
            news_.push_back(std::move(news));
            has_ended_ = has_ended_ || is_last;
            waiting = std::exchange(waiting_, nullptr);
        }
        came_.notify_one();
        if (waiting) waiting.resume();
    }

    bool is_ready() {
        const std::scoped_lock lock(mutex_);
        return can_take();
    }
    Result<Value> take() {
        std::unique_lock lock(mutex_);
        if (!can_take() && selvage_is_own_thread())
            return std::unexpected(Error{ErrorKind::wrong_thread,
                                         "the library's thread cannot wait for itself",
                                         "Wait on another thread, or in a coroutine."});
        came_.wait(lock, [this] { return can_take(); });
        return taken();
    }
    std::optional<Result<Value>> take_within(std::chrono::nanoseconds patience) {
        std::unique_lock lock(mutex_);
        if (selvage_is_own_thread()) patience = {};
        if (!came_.wait_for(lock, patience, [this] { return can_take(); })) return std::nullopt;
        return taken();
    }
    // False if there is something already.
    bool suspend(std::coroutine_handle<> coroutine) {
        const std::scoped_lock lock(mutex_);
        if (can_take()) return false;
        waiting_ = coroutine;
        return true;
    }
    std::size_t lost() {
        const std::scoped_lock lock(mutex_);
        return lost_;
    }

private:
    bool can_take() const { return !news_.empty() || has_ended_; }
    Result<Value> taken() {
        if (news_.empty())
            return std::unexpected(
                Error{ErrorKind::closed, "the last answer was taken already", "Ask again."});
        Result<Value> news = std::move(news_.front());
        news_.pop_front();
        return news;
    }

    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<Result<Value>> news_;
    std::size_t room_;
    std::size_t lost_ = 0;
    bool has_ended_ = false;
    std::coroutine_handle<> waiting_;
};

// The inbox lives until nobody hears for it any more, and nobody reads it.
inline std::uint64_t ask(selvage_mesh* mesh, const Value& request,
                         const std::shared_ptr<Inbox>& inbox) {
    const auto hear = [](void* context, selvage_news news, const selvage_value* value,
                         const selvage_error* error) noexcept {
        auto* const kept = static_cast<std::shared_ptr<Inbox>*>(context);
        const bool is_last = news != SELVAGE_IS;
        (*kept)->put(value ? Result<Value>(Value::share(value)) : failure(error), is_last);
        if (is_last) delete kept;
    };
    return selvage_ask(mesh, request.get(), hear, new std::shared_ptr<Inbox>(inbox));
}

}  // namespace detail

template <class T>
class [[nodiscard]] Pending {
public:
    using Read = T (*)(Value);

    Pending(std::shared_ptr<detail::Inbox> inbox, Read read)
        : inbox_(std::move(inbox)), read_(read) {}

    [[nodiscard]] bool is_ready() const { return inbox_->is_ready(); }
    // Once; what was taken is not there any more.
    Result<T> wait() { return outcome(inbox_->take()); }
    // Nothing if it took longer; it can still be waited for.
    std::optional<Result<T>> wait_for(std::chrono::nanoseconds patience) {
        auto news = inbox_->take_within(patience);
        return news ? std::optional(outcome(*std::move(news))) : std::nullopt;
    }

    [[nodiscard]] bool await_ready() const { return is_ready(); }
    bool await_suspend(std::coroutine_handle<> coroutine) { return inbox_->suspend(coroutine); }
    Result<T> await_resume() { return outcome(inbox_->take()); }

private:
    Result<T> outcome(Result<Value> news) const {
        if (!news) return std::unexpected(std::move(news).error());
        return read_(*std::move(news));
    }

    std::shared_ptr<detail::Inbox> inbox_;
    Read read_;
};

}  // namespace selvage
