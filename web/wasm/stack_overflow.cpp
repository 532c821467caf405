// A program that needs more stack than there is, beside data that a stack growing into it would
// change unseen. It must trap; web/wasm/CMakeLists.txt makes that a test (rule WA7, spec/wasm.md).
#include <array>
#include <cstdio>

namespace {

constexpr std::size_t step_size = 1024;
constexpr std::size_t depth = 192;  // The stack has 128 KiB: cmake/options.cmake.

std::array<volatile char, 4 * depth * step_size> beside;

std::size_t deepen(std::size_t left) {
    std::array<volatile char, step_size> room;
    room[left] = 1;
    return left == 0 ? 0 : deepen(left - 1) + static_cast<std::size_t>(room[left]);
}

}  // namespace

int main() {
    beside[0] = 1;
    std::printf("%zu steps deep, and nothing trapped\n", deepen(depth));
    return beside[0];
}
