// QR codes for people's eyes and cameras: as letters of a terminal and as a picture. Both bring a
// margin of light modules, without which readers do not find a code.
#include <array>

#include "core/base/format.h"
#include "core/codec/qr.h"

namespace core::codec {
namespace {

// The standard wants four. Terminals have few lines, and readers content themselves with two.
constexpr std::size_t qr_blocks_margin = 2;
constexpr std::size_t qr_svg_margin = 4;

}  // namespace

std::string qr_as_blocks(const QrCode& code) {
    // Light modules are what is drawn: upper half, lower half, or both.
    constexpr std::array<std::string_view, 4> letters{" ", "▀", "▄", "█"};
    const std::size_t size = code.size() + 2 * qr_blocks_margin;
    const auto is_light = [&](std::size_t x, std::size_t y) {
        // What is left of the margin is beyond zero, and so larger than any size.
        const std::size_t across = x - qr_blocks_margin;
        const std::size_t down = y - qr_blocks_margin;
        return across >= code.size() || down >= code.size() || !code.is_dark(across, down);
    };
    std::string text;
    for (std::size_t y = 0; y < size; y += 2) {
        for (std::size_t x = 0; x < size; ++x) {
            const std::size_t upper = is_light(x, y) ? 1 : 0;
            const std::size_t lower = y + 1 < size && is_light(x, y + 1) ? 2 : 0;
            text += letters[upper + lower];
        }
        text += '\n';
    }
    return text;
}

std::string qr_as_svg(const QrCode& code) {
    const std::size_t size = code.size() + 2 * qr_svg_margin;
    std::string text = formatted(
        R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" shape-rendering="crispEdges">)"
        R"(<rect width="{}" height="{}" fill="#fff"/><path d=")",
        size, size, size, size);
    for (std::size_t y = 0; y < code.size(); ++y) {
        std::size_t run = 0;
        for (std::size_t x = 0; x <= code.size(); ++x) {
            if (x < code.size() && code.is_dark(x, y)) {
                ++run;
                continue;
            }
            if (run > 0)
                text += formatted("M{} {}h{}v1H{}z", x - run + qr_svg_margin, y + qr_svg_margin,
                                  run, x - run + qr_svg_margin);
            run = 0;
        }
    }
    return text + R"("/></svg>)";
}

}  // namespace core::codec
