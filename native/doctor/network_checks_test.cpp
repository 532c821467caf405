// Networks as this machine has them, and as others do.
#include "native/doctor/network_checks.h"

#include <gtest/gtest.h>

namespace native::doctor {
namespace {

Interface interface(std::string name, std::vector<const char*> addresses) {
    Interface made{std::move(name), 1, {}};
    for (const char* const text : addresses)
        made.addresses.push_back(boost::asio::ip::make_address(text));
    return made;
}

TEST(Doctor, CX13_sockets_are_bound_to_see) {
    for (const Carrier carrier : {Carrier::tcp, Carrier::udp})
        EXPECT_EQ(check_binding(carrier).state, State::ok);
}

TEST(Doctor, CX13_a_machine_that_nobody_else_reaches) {
    const std::vector<Interface> alone{interface("lo", {"127.0.0.1", "::1"}),
                                       interface("eth0", {"fe80::1"})};
    EXPECT_EQ(check_interfaces(alone).state, State::warning);
    EXPECT_EQ(check_interfaces({}).state, State::warning);
    const std::vector<Interface> both{interface("lo", {"127.0.0.1"}),
                                      interface("eth0", {"192.0.2.1", "fe80::1"}),
                                      interface("wlan0", {"2001:db8::1"})};
    EXPECT_EQ(check_interfaces(both).state, State::ok);
    EXPECT_EQ(check_interfaces(both).cause, "IPv4 and IPv6 by eth0, wlan0");
    const std::vector<Interface> six{interface("eth0", {"2001:db8::1"})};
    EXPECT_EQ(check_interfaces(six).cause, "IPv6 by eth0");
}

TEST(Doctor, CX13_a_network_without_multicast) {
    EXPECT_EQ(judge_multicast(0, 2).state, State::warning);
    EXPECT_FALSE(judge_multicast(0, 2).remedy.empty());
    EXPECT_EQ(judge_multicast(1, 2).state, State::ok);
    EXPECT_EQ(check_multicast(std::nullopt).cause, "it is switched off");
    // Really, at a port that is nobody's.
    EXPECT_EQ(check_multicast(35'353).state, State::ok);
}

}  // namespace
}  // namespace native::doctor
