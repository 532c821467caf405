// The three modes, and what each makes of a group of characters: three digits in 10 bits, two
// characters of a small alphabet in 11, a byte in 8.
#include "core/codec/qr_segment.h"

#include <algorithm>
#include <array>

#include "core/codec/qr_blocks.h"

namespace core::codec {
namespace {

// The place of a character is its value.
constexpr std::string_view qr_alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr std::string_view qr_digits = qr_alphabet.substr(0, 10);
constexpr unsigned qr_mode_bits = 4;
constexpr unsigned qr_terminator_bits = 4;

constexpr std::array qr_levels_downwards{QrCorrection::high, QrCorrection::quartile,
                                         QrCorrection::medium, QrCorrection::low};

unsigned qr_count_bits(QrMode mode, unsigned version) {
    const unsigned step = version < 10 ? 0 : version < 27 ? 1 : 2;
    switch (mode) {
        case QrMode::digits: return 10 + 2 * step;
        case QrMode::alphanumeric: return 9 + 2 * step;
        case QrMode::bytes: break;
    }
    return step == 0 ? 8 : 16;
}

std::size_t qr_content_bits(QrMode mode, std::size_t size) {
    switch (mode) {
        case QrMode::digits: return (size * 10 + 2) / 3;
        case QrMode::alphanumeric: return (size * 11 + 1) / 2;
        case QrMode::bytes: break;
    }
    return size * 8;
}

// Bits into bytes, the highest first. What is not written stays zero.
class QrBits {
public:
    explicit QrBits(std::size_t size) : bytes_(size) {}

    void append(std::size_t value, unsigned count) {
        ASSERT(used_ + count <= bytes_.size() * 8);
        for (unsigned bit = count; bit-- > 0; ++used_)
            if ((value >> bit & 1) != 0) bytes_[used_ / 8] |= std::byte{0x80} >> (used_ % 8);
    }

    // The terminator is zeros, as many as there is room for, and so is what fills up its byte.
    Buffer finish() && {
        std::byte filler{0xec};
        for (std::size_t i = (used_ + qr_terminator_bits + 7) / 8; i < bytes_.size(); ++i) {
            bytes_[i] = filler;
            filler ^= std::byte{0xec ^ 0x11};
        }
        return std::move(bytes_);
    }

private:
    Buffer bytes_;
    std::size_t used_ = 0;
};

std::size_t qr_value_of(QrMode mode, std::string_view characters) {
    if (mode == QrMode::bytes) return static_cast<unsigned char>(characters.front());
    const std::size_t base = mode == QrMode::digits ? qr_digits.size() : qr_alphabet.size();
    std::size_t value = 0;
    for (const char character : characters) value = value * base + qr_alphabet.find(character);
    return value;
}

}  // namespace

QrMode qr_mode_of(std::string_view text) {
    const auto is_of = [text](std::string_view alphabet) {
        return text.find_first_not_of(alphabet) == std::string_view::npos;
    };
    if (is_of(qr_digits)) return QrMode::digits;
    return is_of(qr_alphabet) ? QrMode::alphanumeric : QrMode::bytes;
}

Result<QrFit> qr_fit(std::string_view text, QrCorrection level) {
    if (text.size() > qr_text_size_max) return fail(Error::too_large);
    const QrMode mode = qr_mode_of(text);
    const std::size_t content = qr_content_bits(mode, text.size());
    const auto fits = [&](unsigned version, QrCorrection at) {
        const std::size_t bits = qr_mode_bits + qr_count_bits(mode, version) + content;
        return bits <= qr_layout(version, at).data_size() * 8;
    };
    for (unsigned version = 1; version <= qr_version_max; ++version) {
        if (!fits(version, level)) continue;
        const auto best = std::ranges::find_if(
            qr_levels_downwards, [&](QrCorrection higher) { return fits(version, higher); });
        return QrFit{.version = version, .level = *best};
    }
    return fail(Error::too_large);
}

Buffer qr_data(std::string_view text, QrFit fit) {
    const QrMode mode = qr_mode_of(text);
    QrBits bits(qr_layout(fit.version, fit.level).data_size());
    bits.append(static_cast<std::size_t>(mode), qr_mode_bits);
    bits.append(text.size(), qr_count_bits(mode, fit.version));
    const std::size_t group = mode == QrMode::digits ? 3 : mode == QrMode::alphanumeric ? 2 : 1;
    for (; !text.empty(); text.remove_prefix(std::min(group, text.size()))) {
        const std::string_view characters = text.substr(0, group);
        const auto count = static_cast<unsigned>(qr_content_bits(mode, characters.size()));
        bits.append(qr_value_of(mode, characters), count);
    }
    return std::move(bits).finish();
}

}  // namespace core::codec
