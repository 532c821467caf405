// Sliced is work that stops when it has done enough for now and goes on where it stopped: a
// coroutine, so that what is written is a plain loop, however deep what it walks through is nested.
//
//     Sliced<Result<void>> read_map(Pace& pace, Map& map) {
//         for (const Entry& entry : map) {
//             co_await pace.spend(1);               // May stop here.
//             CO_TRY(co_await read_entry(pace, entry));
//         }
//         co_return Result<void>{};
//     }
//
//     Slices work(pace, read_map(pace, map));       // Nothing has run yet.
//     while (!work.run(1000)) {}                    // Others may do something in between.
//     return work.result();
//
// A step is what the work counts as one: about as much as reading a number from a map. There is no
// clock here; who has one chooses how many steps go into a slice. Awaiting costs an allocation, so
// that leaves are read by plain functions.
#pragma once

#include <algorithm>
#include <coroutine>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "core/base/result.h"

namespace core {

using Steps = std::uint64_t;

// What is left of a slice.
class Pace {
public:
    struct Pause {
        bool goes_on;

        [[nodiscard]] bool await_ready() const { return goes_on; }
        void await_suspend(std::coroutine_handle<>) const {}
        void await_resume() const {}
    };
    // Whoever awaits it stops if nothing is left.
    [[nodiscard]] Pause spend(Steps steps) {
        left_ -= std::min(left_, steps);
        return {left_ > 0};
    }
    void grant(Steps steps) { left_ = steps; }
    [[nodiscard]] Steps left() const { return left_; }

private:
    Steps left_ = 0;
};

namespace sliced_internal {
// The coroutines that wait for one another; the last one runs.
using Stack = std::vector<std::coroutine_handle<>>;
}  // namespace sliced_internal

template <class T>
class Sliced {
public:
    struct promise_type {
        sliced_internal::Stack* stack = nullptr;
        std::optional<T> result;

        Sliced get_return_object() {
            return Sliced(std::coroutine_handle<promise_type>::from_promise(*this));
        }
        std::suspend_always initial_suspend() const { return {}; }
        auto final_suspend() const noexcept {
            struct Leave {
                [[nodiscard]] bool await_ready() const noexcept { return false; }
                void await_suspend(std::coroutine_handle<promise_type> done) const noexcept {
                    done.promise().stack->pop_back();
                }
                void await_resume() const noexcept {}
            };
            return Leave{};
        }
        template <class Value>
        void return_value(Value&& value) {
            result.emplace(std::forward<Value>(value));
        }
        void unhandled_exception() const { ASSERT(false); }
    };

    Sliced(Sliced&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Sliced& operator=(Sliced&&) = delete;
    Sliced(const Sliced&) = delete;
    Sliced& operator=(const Sliced&) = delete;
    ~Sliced() {
        if (handle_) handle_.destroy();
    }

    [[nodiscard]] bool await_ready() const { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> waiting) {
        begin(*waiting.promise().stack);
    }
    T await_resume() { return take(); }

    void begin(sliced_internal::Stack& stack) {
        handle_.promise().stack = &stack;
        stack.push_back(handle_);
    }
    T take() { return *std::move(handle_.promise().result); }

private:
    explicit Sliced(std::coroutine_handle<promise_type> handle) : handle_(handle) {}

    std::coroutine_handle<promise_type> handle_;
};

// A piece of work and where it stands. It may be given up at any time.
template <class T>
class Slices {
public:
    Slices(Pace& pace, Sliced<T> work) : pace_(pace), work_(std::move(work)) {
        work_.begin(stack_);
    }
    Slices(const Slices&) = delete;
    Slices& operator=(const Slices&) = delete;
    ~Slices() = default;

    // Does so many steps of it, and a little more; true when it is done.
    bool run(Steps steps) {
        pace_.grant(steps);
        while (!stack_.empty() && pace_.left() > 0) {
            const std::coroutine_handle<> last = stack_.back();
            last.resume();
        }
        return stack_.empty();
    }
    // Once, of work that is done.
    T result() {
        ASSERT(stack_.empty());
        return work_.take();
    }
    T run_to_end() {
        while (!run(UINT64_MAX)) {
        }
        return result();
    }

private:
    Pace& pace_;
    sliced_internal::Stack stack_;
    Sliced<T> work_;
};

}  // namespace core

// TRY, in a coroutine.
#define CO_TRY(expression)                                      \
    __extension__({                                             \
        auto&& try_ = (expression);                             \
        if (!try_) [[unlikely]]                                 \
            co_return std::unexpected(std::move(try_).error()); \
        *std::move(try_);                                       \
    })
