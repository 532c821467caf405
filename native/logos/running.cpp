// LOGOS programs from files: see running.h.
#include "native/logos/running.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>
#include <thread>

#include "core/base/format.h"
#include "logos/machine/compile.h"
#include "logos/machine/lone_run.h"
#include "logos/syntax/explain.h"
#include "logos/syntax/parse.h"
#include "native/logos/host.h"
#include "native/platform/clock.h"

namespace native {
namespace {

constexpr std::uint64_t instructions_at_once = 1'000'000;

void say(const std::string& text) { std::fprintf(stderr, "%s\n", text.c_str()); }

std::optional<std::string> source_of(const std::string& path) {
    std::FILE* const in = path == "-" ? stdin : std::fopen(path.c_str(), "rbe");
    if (in == nullptr) {
        say(core::formatted("The program {} cannot be read: {}.", path,
                            std::generic_category().message(errno)));
        return std::nullopt;
    }
    std::string text;
    std::array<char, 65536> part{};
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), in)) {
        text.append(part.data(), size);
        if (text.size() > logos::source_size_max) break;
    }
    const bool is_read = std::ferror(in) == 0;
    if (in != stdin) std::fclose(in);
    if (!is_read || text.size() > logos::source_size_max) {
        say(core::formatted("The program {} cannot be read, or has more than 16 MiB.", path));
        return std::nullopt;
    }
    return text;
}

void show(std::string text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

LogosEnd drive(logos::LoneRun& run, LogosHost& host, const std::string& source,
               const std::string& path) {
    for (;;) {
        const logos::Progress progress = run.run(instructions_at_once, steady_now());
        show(run.take_output());
        bool has_answered = false;
        while (auto request = run.next_request()) {
            run.answer(request->task, host.answer(request->call, request->values));
            has_answered = true;
        }
        if (progress == logos::Progress::finished) return LogosEnd::done;
        if (run.failure()) {
            const logos::Diagnostic diagnostic{
                .span = run.failure()->span, .text = run.failure()->text, .suggestion = {}};
            say("ERROR: " + run.failure()->text);
            say(logos::explain(source, path, diagnostic));
            return LogosEnd::failed;
        }
        if (progress == logos::Progress::waiting && !has_answered)
            if (const auto deadline = run.deadline())
                std::this_thread::sleep_until(steady_time(*deadline));
    }
}

// The program, if nothing is wrong with it.
std::optional<logos::Program> compiled(const std::string& source, const std::string& path) {
    const logos::Parsed parsed = logos::parse(source);
    std::vector<logos::Diagnostic> wrong = parsed.wrong;
    std::optional<logos::Program> program;
    if (wrong.empty()) {
        logos::Compiled made = logos::compile(parsed.tree);
        wrong = std::move(made.wrong);
        program = std::move(made.program);
    }
    for (const logos::Diagnostic& each : wrong) say(logos::explain(source, path, each));
    if (!wrong.empty()) return std::nullopt;
    return program;
}

}  // namespace

LogosEnd check_logos(const std::string& path) {
    const auto source = source_of(path);
    if (!source) return LogosEnd::unreadable;
    return compiled(*source, path) ? LogosEnd::done : LogosEnd::wrong;
}

LogosEnd run_logos(const std::string& path, std::span<const std::string> arguments) {
    const auto source = source_of(path);
    if (!source) return LogosEnd::unreadable;
    const auto program = compiled(*source, path);
    if (!program) return LogosEnd::wrong;
    logos::LoneRun run(*program);
    LogosHost host(arguments);
    return drive(run, host, *source, path);
}

}  // namespace native
