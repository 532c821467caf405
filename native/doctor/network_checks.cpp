// Sockets that are opened, to see, and closed again.
#include "native/doctor/network_checks.h"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>

#include "native/net/mdns_socket.h"

namespace native::doctor {

namespace ip = boost::asio::ip;

namespace {

template <class Protocol>
boost::system::error_code try_binding(const typename Protocol::endpoint& endpoint) {
    boost::asio::io_context context;
    typename Protocol::socket socket(context);
    boost::system::error_code error;
    socket.open(endpoint.protocol(), error);
    if (!error) socket.bind(endpoint, error);
    return error;
}

template <class Protocol>
Finding check_protocol(const std::string& name) {
    const auto four = try_binding<Protocol>({Protocol::v4(), 0});
    const auto six = try_binding<Protocol>({Protocol::v6(), 0});
    if (four && six)
        return {name, State::failed, "no socket can be bound: " + four.message(),
                "Let this user's programs use " + name +
                    ": look at the container's or the service's restrictions."};
    if (four)
        return {name, State::warning, "none over IPv4, only over IPv6: " + four.message(),
                "Peers that have only IPv4 cannot be dialled from here."};
    return {name, State::ok, six ? "sockets can be bound, over IPv4 alone" : "sockets can be bound",
            ""};
}

bool leads_outside(const ip::address& address) {
    const bool is_on_one_cable = address.is_v6() && address.to_v6().is_link_local();
    return !address.is_loopback() && !is_on_one_cable;
}

}  // namespace

Finding check_binding(Carrier carrier) {
    return carrier == Carrier::tcp ? check_protocol<ip::tcp>("TCP")
                                   : check_protocol<ip::udp>("UDP");
}

Finding check_interfaces(std::span<const Interface> all) {
    std::string names;
    bool has_four = false;
    bool has_six = false;
    for (const Interface& interface : all) {
        if (std::ranges::none_of(interface.addresses, leads_outside)) continue;
        names += (names.empty() ? "" : ", ") + interface.name;
        for (const ip::address& address : interface.addresses)
            if (leads_outside(address)) (address.is_v6() ? has_six : has_four) = true;
    }
    if (names.empty())
        return {"network", State::warning, "there is no address but the machine's own",
                "Connect it to a network. Until then only this machine's programs and browsers are "
                "peers."};
    const std::string versions = has_four && has_six ? "IPv4 and IPv6" : has_four ? "IPv4" : "IPv6";
    return {"network", State::ok, versions + " by " + names, ""};
}

Finding check_multicast(std::optional<std::uint16_t> port) {
    if (!port) return {"mDNS", State::ok, "it is switched off", ""};
    std::size_t places = 0;
    for (const Interface& interface : interfaces())
        for (const bool ip6 : {false, true})
            if (interface.has(ip6)) ++places;
    boost::asio::io_context context;
    MdnsSocket socket(context, [](core::Bytes, std::string_view) {});
    return judge_multicast(socket.open(*port), places);
}

Finding judge_multicast(std::size_t joined, std::size_t places) {
    const std::string cause = "its group was joined in " + std::to_string(joined) + " of " +
                              std::to_string(places) + " places (interfaces, for IPv4 and IPv6)";
    if (joined > 0) return {"mDNS", State::ok, cause, ""};
    return {"mDNS", State::warning, cause,
            "Nodes nearby are not found by themselves: join by an invite, or let programs use "
            "multicast here."};
}

}  // namespace native::doctor
