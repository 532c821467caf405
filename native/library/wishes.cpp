// One option after the other.
#include "native/library/wishes.h"

#include "core/codec/decimal.h"
#include "fabric/control/request.h"

namespace library {

namespace {

std::unexpected<selvage_error> refuse(std::string cause, std::string remedy) {
    return std::unexpected(selvage_error{"bad-request", std::move(cause), std::move(remedy)});
}

using Outcome = std::expected<void, selvage_error>;

Outcome take_role(native::NodeWishes& wishes, std::string_view value) {
    const auto role = fabric::control::role_from_text(value);
    if (!role)
        return refuse("the role is " + std::string(value), "Give authority, citizen or ephemeral.");
    wishes.role = *role;
    return {};
}

Outcome take_closed(native::NodeWishes& wishes, std::string_view value) {
    if (value != "true" && value != "false")
        return refuse("closed is " + std::string(value), "Give true or false.");
    wishes.is_closed = value == "true";
    return {};
}

Outcome take_mdns(native::NodeWishes& wishes, std::string_view value) {
    if (value == "off") {
        wishes.mdns.reset();
        return {};
    }
    const auto port = core::codec::parse_decimal(value, UINT16_MAX);
    if (!port) return refuse("mdns is " + std::string(value), "Give a port, 0 to 65535, or off.");
    wishes.mdns = static_cast<std::uint16_t>(*port);
    return {};
}

Outcome take(native::NodeWishes& wishes, std::string_view name, std::string_view value) {
    if (name == "as") return take_role(wishes, value);
    if (name == "closed") return take_closed(wishes, value);
    if (name == "mdns") return take_mdns(wishes, value);
    if (name == "id")
        wishes.name = value;
    else if (name == "join")
        wishes.invite = value;
    else if (name == "data")
        wishes.data = value;
    else if (name == "listen")
        wishes.listen.emplace_back(value);
    else
        return refuse("there is no option " + std::string(name),
                      "There are id, join, as, closed, data, listen and mdns.");
    return {};
}

}  // namespace

std::expected<native::NodeWishes, selvage_error> wishes_of(
    std::span<const selvage_option> options) {
    native::NodeWishes wishes;
    for (const selvage_option& option : options) {
        if (!option.name || !option.value)
            return refuse("an option has no name or no value", "Give both, or leave it out.");
        TRY(take(wishes, option.name, option.value));
    }
    return wishes;
}

}  // namespace library
