// What a contestant written in C++ uses: it repeats a piece of work until the sample is long
// enough, and prints the sample. bench/frame/measure.mjs is the same in JavaScript.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace bench {

// Makes the compiler believe that somebody looks at the value.
template <class Value>
inline void keep(const Value& value) {
    __asm__ __volatile__("" : : "r,m"(value) : "memory");
}

// How long something takes, without the time in which the thread was ready while others had the
// processors, if the system tells: on a busy machine that is many times the other, and more for
// whoever takes long.
class Stopwatch {
public:
    [[nodiscard]] double seconds() const {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
        return std::max(0.0, passed.count() - (seconds_waited() - waited_before_));
    }

private:
    static double seconds_waited() {
        std::FILE* const file = std::fopen("/proc/thread-self/schedstat", "r");
        if (file == nullptr) return 0;
        double nanoseconds = 0;
        if (std::fscanf(file, "%*s %lf", &nanoseconds) != 1) nanoseconds = 0;
        std::fclose(file);
        return nanoseconds / 1e9;
    }

    double waited_before_ = seconds_waited();
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

class Measure {
public:
    Measure(int count, char** words) {
        for (int i = 1; i + 1 < count; ++i) {
            const std::string_view word = words[i];
            if (word == "--milliseconds") milliseconds_ = std::strtod(words[i + 1], nullptr);
            if (word == "--data") data_ = words[i + 1];
        }
    }

    // The folder with what was prepared; empty if there is none.
    [[nodiscard]] std::string_view data() const { return data_; }
    // For what waits for a disk, whose samples have to be longer.
    [[nodiscard]] std::chrono::duration<double> sample_time() const {
        constexpr double longer = 4;
        return std::chrono::duration<double>(milliseconds_ * longer / 1000);
    }
    // The paces of rounds.mjs.
    [[nodiscard]] bool is_quick() const { return milliseconds_ < 100; }
    [[nodiscard]] bool is_smoke() const { return milliseconds_ < 10; }

    // `amount` is what one call of `work` does, in the unit's own measure per second.
    template <class Work>
    void rate(std::string_view what, std::string_view who, std::string_view unit, double amount,
              Work work) const {
        print(what, who, unit, amount / seconds_per_call(work));
    }

    // One call does `items` of what the time is told of.
    template <class Work>
    void nanoseconds(std::string_view what, std::string_view who, double items, Work work) const {
        print(what, who, "ns", seconds_per_call(work) * 1e9 / items);
    }

    // For work that takes milliseconds: each run is timed alone, and the median counts. What it
    // makes is dropped when the time is taken.
    template <class Work>
    void runs(std::string_view what, std::string_view who, Work work) const {
        const auto nothing = [] { return 0; };
        print(what, who, "ms", median_seconds(nothing, [&work](int) { return work(); }) * 1e3);
    }

    // The same, told of one of so many elements; what `prepare` makes for each run is not timed.
    template <class Prepare, class Work>
    void each(std::string_view what, std::string_view who, double elements, Prepare prepare,
              Work work) const {
        print(what, who, "ns", median_seconds(prepare, work) * 1e9 / elements);
    }

    // What is not a time.
    static void figure(std::string_view what, std::string_view who, std::string_view unit,
                       double value) {
        print(what, who, unit, value);
    }

private:
    // As often as measureRuns() in measure.mjs.
    template <class Prepare, class Work>
    double median_seconds(Prepare prepare, Work work) const {
        constexpr std::size_t runs_wanted = 7;
        const bool is_full = milliseconds_ >= 100;
        const bool is_short = milliseconds_ < 10;
        const double usual = is_full ? 0.4 : is_short ? 0 : 0.06;
        const double longest = is_full ? 2 : is_short ? 0 : 1;
        std::vector<double> times;
        const Stopwatch whole;  // With what is prepared, which may take much longer.
        do {
            auto prepared = prepare();
            const Stopwatch watch;
            const auto made = work(prepared);
            times.push_back(watch.seconds());
            keep(made);
        } while (whole.seconds() < longest &&
                 (whole.seconds() < usual || times.size() < runs_wanted));
        std::ranges::nth_element(times, times.begin() + static_cast<long>(times.size() / 2));
        return times[times.size() / 2];
    }

    template <class Work>
    double seconds_per_call(Work& work) const {
        for (long calls = 1;;) {
            const Stopwatch watch;
            for (long i = 0; i < calls; ++i) work();
            const double took = watch.seconds();
            if (took * 1000 >= milliseconds_) return took / static_cast<double>(calls);
            const double missing = milliseconds_ / 1000 / (took > 0 ? took : 1e-9);
            calls = missing > 16
                        ? calls * 8
                        : static_cast<long>(static_cast<double>(calls) * missing * 1.2) + 1;
        }
    }

    static void print(std::string_view what, std::string_view who, std::string_view unit,
                      double value) {
        std::printf(R"({"what":"%.*s","who":"%.*s","unit":"%.*s","value":%.9g})"
                    "\n",
                    static_cast<int>(what.size()), what.data(), static_cast<int>(who.size()),
                    who.data(), static_cast<int>(unit.size()), unit.data(), value);
    }

    double milliseconds_ = 100;
    std::string_view data_;
};

}  // namespace bench
