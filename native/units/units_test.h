// What tests of units share: a pool whose events are waited for, and units to run.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "native/units/unit_pool.h"

namespace native::units {

using namespace fabric::units;

// Longer than anything takes, however busy the machine is.
inline constexpr auto patience = std::chrono::seconds(60);

struct Ended {
    Outcome outcome;
    std::vector<double> progress;
    std::vector<std::string> lines;

    [[nodiscard]] bool is_done() const { return core::holds_alternative<Done>(outcome); }
    [[nodiscard]] std::string output() const {
        const auto* done = core::get_if<Done>(&outcome);
        return done ? std::string(core::as_text(done->output)) : "failed: " + text();
    }
    [[nodiscard]] std::vector<std::string> edits() const {
        const auto* done = core::get_if<Done>(&outcome);
        return done ? done->edits : std::vector<std::string>{};
    }
    [[nodiscard]] std::string kind() const {
        const auto* failed = core::get_if<Failed>(&outcome);
        return failed ? std::string(name_of(failed->kind)) : "done";
    }
    [[nodiscard]] std::string text() const {
        const auto* failed = core::get_if<Failed>(&outcome);
        return failed ? failed->text : "";
    }
    template <class Number>
    [[nodiscard]] Number number() const {
        Number number{};
        const std::string bytes = output();
        EXPECT_EQ(bytes.size(), sizeof number) << bytes;
        if (bytes.size() == sizeof number) std::memcpy(&number, bytes.data(), sizeof number);
        return number;
    }
};

inline core::Buffer buffer(std::string_view text) {
    const auto bytes = core::as_bytes(text);
    return {bytes.begin(), bytes.end()};
}

inline core::Buffer file_bytes(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return buffer(std::string(std::istreambuf_iterator<char>(file), {}));
}

inline UnitRun wasm_run(core::Buffer code, std::string entry, std::string_view input = {}) {
    UnitRun run;
    run.code = std::move(code);
    run.entry = std::move(entry);
    run.input = buffer(input);
    run.time_max = patience;
    return run;
}

// An entry of testing/test_units.cpp.
inline UnitRun test_unit(std::string entry, std::string_view input = {}) {
    return wasm_run(file_bytes(SELVAGE_TEST_UNITS), std::move(entry), input);
}

inline UnitRun script(std::string_view code, std::string_view input = {}) {
    UnitRun run = wasm_run(buffer(code), "main", input);
    run.engine = Engine::js;
    return run;
}

class UnitTest : public testing::Test {
protected:
    explicit UnitTest(UnitPoolOptions options = {.workers_max = 1}) : pool_(context_, options) {
        const auto started = pool_.start();
        EXPECT_TRUE(started) << started.error();
    }

    // Begins it; its end is in the place that the answer points to.
    std::shared_ptr<std::optional<Ended>> begin(UnitRun run) {
        auto told = std::make_shared<Ended>(Outcome(Failed{}));
        auto ended = std::make_shared<std::optional<Ended>>();
        last_ = pool_.run(std::move(run),
                          {.progress = [told](double part) { told->progress.push_back(part); },
                           .log = [told](const std::string& line) { told->lines.push_back(line); },
                           .ended =
                               [told, ended](Outcome outcome) {
                                   told->outcome = std::move(outcome);
                                   *ended = std::move(*told);
                               }});
        return ended;
    }

    Ended run(UnitRun unit) {
        const auto ended = begin(std::move(unit));
        wait_until([&] { return ended->has_value(); });
        return ended->has_value() ? **ended : Ended{Outcome(Failed{}), {}, {}};
    }

    template <class Condition>
    void wait_until(Condition is_so) {
        const auto end = std::chrono::steady_clock::now() + patience;
        while (!is_so()) {
            ASSERT_LT(std::chrono::steady_clock::now(), end);
            context_.restart();
            context_.run_one_for(std::chrono::milliseconds(100));
        }
    }

    boost::asio::io_context context_;
    UnitPool pool_;
    RunId last_{};
};

}  // namespace native::units
