// Reading takes the text apart at its separators; writing finds the longest run of zero groups.
#include "core/codec/ip_text.h"

#include <array>
#include <cstdint>

#include "core/base/assert.h"
#include "core/base/format.h"
#include "core/codec/decimal.h"

namespace core::codec {
namespace {

constexpr std::size_t groups_count = 8;
constexpr std::string_view hexadecimal = "0123456789abcdef";
using Groups = std::array<std::uint16_t, groups_count>;

// What stands before the separator, which is taken off with it; at the last piece all of it.
std::string_view take_piece(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return piece;
}

Result<std::uint16_t> parse_group(std::string_view text) {
    if (text.empty() || text.size() > 4) return fail(Error::malformed);
    unsigned number = 0;
    for (const char character : text) {
        const bool is_upper = character >= 'A' && character <= 'F';
        const std::size_t value =
            hexadecimal.find(is_upper ? static_cast<char>(character - 'A' + 'a') : character);
        if (value == std::string_view::npos) return fail(Error::bad_digit);
        number = number << 4 | static_cast<unsigned>(value);
    }
    return static_cast<std::uint16_t>(number);
}

struct GroupList {
    Groups groups{};
    std::size_t count = 0;
};

// Groups between single colons. The last piece may be an IPv4 address, two groups' worth, where
// the whole address ends.
Result<GroupList> parse_groups(std::string_view text, bool may_end_in_ip4) {
    GroupList list;
    if (text.empty()) return list;
    if (text.ends_with(':')) return fail(Error::malformed);
    while (!text.empty()) {
        const std::string_view piece = take_piece(text, ':');
        const bool is_ip4 = may_end_in_ip4 && text.empty() && piece.contains('.');
        if (list.count + (is_ip4 ? 2 : 1) > groups_count) return fail(Error::malformed);
        if (is_ip4) {
            const Ip4Address address = TRY(parse_ip4(piece));
            for (std::size_t i = 0; i < 4; i += 2)
                list.groups[list.count++] =
                    static_cast<std::uint16_t>(std::to_integer<unsigned>(address.bytes[i]) << 8 |
                                               std::to_integer<unsigned>(address.bytes[i + 1]));
        } else {
            list.groups[list.count++] = TRY(parse_group(piece));
        }
    }
    return list;
}

struct Run {
    std::size_t begin = 0;
    std::size_t size = 0;
};

// The first of the longest runs of zero groups.
Run longest_zeros(const Groups& groups) {
    Run longest;
    Run run;
    for (std::size_t i = 0; i < groups_count; ++i) {
        if (groups[i] != 0) {
            run = {i + 1, 0};
            continue;
        }
        if (++run.size > longest.size) longest = run;
    }
    return longest;
}

std::string join(const Groups& groups, std::size_t begin, std::size_t end) {
    std::string text;
    for (std::size_t i = begin; i < end; ++i)
        text += formatted("{}{:x}", i == begin ? "" : ":", groups[i]);
    return text;
}

// ::ffff:0:0/96, the addresses whose last four bytes people know as IPv4.
bool is_mapped_ip4(const Groups& groups) {
    const Run zeros = longest_zeros(groups);
    return zeros.begin == 0 && zeros.size >= 5 && groups[5] == 0xffff;
}

}  // namespace

Result<Ip4Address> parse_ip4(std::string_view text) {
    Ip4Address address;
    for (std::size_t i = 0; i < 4; ++i) {
        const bool has_dot = text.contains('.');
        if (has_dot != (i < 3)) return fail(Error::malformed);
        address.bytes[i] = static_cast<std::byte>(TRY(parse_decimal(take_piece(text, '.'), 255)));
    }
    return address;
}

Result<Ip6Address> parse_ip6(std::string_view text) {
    const std::size_t gap = text.find("::");
    const bool has_gap = gap != std::string_view::npos;
    const GroupList front = TRY(parse_groups(text.substr(0, gap), !has_gap));
    GroupList back;
    if (has_gap) back = TRY(parse_groups(text.substr(gap + 2), true));
    const std::size_t count = front.count + back.count;
    // The gap stands for one group at least.
    if (has_gap ? count >= groups_count : count != groups_count) return fail(Error::malformed);
    Groups groups = front.groups;
    for (std::size_t i = 0; i < back.count; ++i)
        groups[groups_count - back.count + i] = back.groups[i];
    Ip6Address address;
    for (std::size_t i = 0; i < groups_count; ++i) {
        address.bytes[2 * i] = static_cast<std::byte>(groups[i] >> 8);
        address.bytes[2 * i + 1] = static_cast<std::byte>(groups[i]);
    }
    return address;
}

std::string to_text(const Ip4Address& address) {
    const auto number = [&](std::size_t i) { return std::to_integer<unsigned>(address.bytes[i]); };
    return formatted("{}.{}.{}.{}", number(0), number(1), number(2), number(3));
}

std::string to_text(const Ip6Address& address) {
    Groups groups;
    for (std::size_t i = 0; i < groups_count; ++i)
        groups[i] =
            static_cast<std::uint16_t>(std::to_integer<unsigned>(address.bytes[2 * i]) << 8 |
                                       std::to_integer<unsigned>(address.bytes[2 * i + 1]));
    if (is_mapped_ip4(groups)) {
        Ip4Address mapped;
        copy(mapped.mutable_view(), address.view().last(4));
        return "::ffff:" + to_text(mapped);
    }
    const Run zeros = longest_zeros(groups);
    if (zeros.size < 2) return join(groups, 0, groups_count);  // One group is not shortened.
    return formatted("{}::{}", join(groups, 0, zeros.begin),
                     join(groups, zeros.begin + zeros.size, groups_count));
}

std::string ip_text(Bytes address) {
    const auto text_of = [&](auto fixed) {
        ASSERT(address.size() == fixed.size_bytes);
        copy(fixed.mutable_view(), address);
        return to_text(fixed);
    };
    return address.size() == Ip4Address::size_bytes ? text_of(Ip4Address{}) : text_of(Ip6Address{});
}

}  // namespace core::codec
