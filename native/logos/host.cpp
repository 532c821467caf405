// What a LOGOS program gets of this machine: see host.h.
#include "native/logos/host.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <system_error>
#include <vector>

#include "core/base/format.h"
#include "core/base/hex.h"
#include "logos/values/limits.h"
#include "logos/values/make.h"
#include "logos/values/printing.h"
#include "native/platform/clock.h"
#include "native/platform/random.h"

namespace native {
namespace {

using logos::HostCall;
using logos::Outcome;
using logos::Value;

std::uint64_t random_number() {
    std::array<std::byte, 8> bytes{};
    fill_random(bytes);
    std::uint64_t number = 0;
    for (const std::byte each : bytes) number = number << 8 | std::to_integer<std::uint64_t>(each);
    return number;
}

std::unexpected<logos::Failure> file_failure(std::string_view doing, const std::string& path) {
    return logos::failure(core::formatted("{} file '{}' failed: {}", doing, path,
                                          std::generic_category().message(errno)));
}

Outcome<Value> read_all(std::FILE* in, const std::string& path) {
    std::string text;
    std::array<char, 65536> part{};
    while (const std::size_t size = std::fread(part.data(), 1, part.size(), in)) {
        text.append(part.data(), size);
        if (text.size() > logos::text_size_max) return logos::failure("this file is too large");
    }
    if (std::ferror(in) != 0) return file_failure("Reading", path);
    return logos::make_text(std::move(text));
}

Outcome<Value> read_file(const std::string& path) {
    std::FILE* const in = std::fopen(path.c_str(), "rbe");
    if (in == nullptr) return file_failure("Reading", path);
    Outcome<Value> text = read_all(in, path);
    std::fclose(in);
    return text;
}

Outcome<Value> write_file(const std::string& text, const std::string& path) {
    std::FILE* const out = std::fopen(path.c_str(), "wbe");
    if (out == nullptr) return file_failure("Writing", path);
    const bool is_written = std::fwrite(text.data(), 1, text.size(), out) == text.size();
    if (std::fclose(out) != 0 || !is_written) return file_failure("Writing", path);
    return Value();
}

// A line without its end; nothing more, and it is nothing.
Outcome<Value> read_line() {
    std::string line;
    for (int each = std::getchar(); each != EOF; each = std::getchar()) {
        if (each == '\n') return logos::make_text(std::move(line));
        line += static_cast<char>(each);
        if (line.size() > logos::text_size_max) return logos::failure("this line is too long");
    }
    if (line.empty()) return Value();
    return logos::make_text(std::move(line));
}

Value today() {
    const auto seconds = static_cast<std::time_t>(unix_nanoseconds() / 1'000'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
    return logos::make_text(std::string(text.data(), size));
}

Outcome<Value> random_integer(const Value& from, const Value& to) {
    if (!from.is(logos::Tag::integer) || !to.is(logos::Tag::integer) ||
        from.as_integer() > to.as_integer())
        return logos::failure("randomInt needs a smaller and a larger number");
    const std::uint64_t span = static_cast<std::uint64_t>(to.as_integer()) -
                               static_cast<std::uint64_t>(from.as_integer()) + 1;
    const std::uint64_t drawn = span == 0 ? random_number() : random_number() % span;
    return Value::integer(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(from.as_integer()) + drawn));
}

}  // namespace

Outcome<Value> LogosHost::answer(HostCall call, std::span<const Value> values) {
    switch (call) {
        case HostCall::read_console: return read_line();
        case HostCall::read_file: return read_file(logos::print(values[0]));
        case HostCall::write_file:
            return write_file(logos::print(values[0]), logos::print(values[1]));
        case HostCall::arguments: {
            std::vector<Value> all;
            for (const std::string& each : arguments_) all.push_back(logos::make_text(each));
            return logos::make_list(std::move(all));
        }
        case HostCall::calendar_time:
            return Value::integer(static_cast<std::int64_t>(unix_nanoseconds() / 1'000'000));
        case HostCall::today: return today();
        case HostCall::random_integer: return random_integer(values[0], values[1]);
        case HostCall::random_real:
            return Value::real(static_cast<double>(random_number() >> 11) * 0x1p-53);
        case HostCall::random_id: {
            std::array<std::byte, 16> bytes{};
            fill_random(bytes);
            return logos::make_text(core::to_hex(bytes));
        }
        case HostCall::enable_mesh:
        case HostCall::platform:
        case HostCall::quorum_available:
        case HostCall::mount:
        case HostCall::sync:
        case HostCall::written:
        case HostCall::listen:
        case HostCall::connect:
        case HostCall::send:
        case HostCall::await:
        case HostCall::invite:
        case HostCall::discovery:
        case HostCall::heartbeat:
        case HostCall::pulse:
        case HostCall::reconcile:
        case HostCall::skip:
            return logos::failure("this needs a mesh, and this program is in none");
    }
    return logos::failure("nobody knows what this program asks for");
}

}  // namespace native
