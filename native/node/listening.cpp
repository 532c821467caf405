// Addresses that were wished for are needed; those of last time are tried.
#include "native/node/listening.h"

#include <array>
#include <charconv>

namespace native {

using core::codec::Multiaddr;

namespace {

using Bound = std::vector<Multiaddr>;
constexpr std::string_view file_name = "addresses";
constexpr std::string_view studio_file_name = "studio-port";

std::expected<Multiaddr, std::string> listen_at(NodeBody& body, std::string_view wish) {
    const auto address = Multiaddr::from_text(wish);
    if (!address)
        return std::unexpected(std::string(wish) +
                               " is no address. It looks like /ip4/0.0.0.0/tcp/4001.");
    auto bound = body.listen(*address);
    if (!bound)
        return std::unexpected("Cannot listen on " + std::string(wish) + ": " + bound.error() +
                               ". Choose another with --listen.");
    return bound;
}

std::vector<std::string> kept_addresses(const KeptFiles& files) {
    std::vector<std::string> addresses;
    const auto kept = files.read(file_name);
    if (!kept || !*kept) return addresses;
    std::string_view text = core::as_text(**kept);
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        addresses.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return addresses;
}

// A hint for the next time, no more.
void keep_addresses(const KeptFiles& files, const Bound& bound) {
    std::string text;
    for (const Multiaddr& address : bound) text += address.to_text() + "\n";
    static_cast<void>(files.write(file_name, core::as_bytes(text)));
}

}  // namespace

std::expected<Bound, std::string> listen_all(NodeBody& body, const std::vector<std::string>& wishes,
                                             const std::string& folder) {
    constexpr std::array anywhere{"/ip4/0.0.0.0/tcp/0", "/ip4/0.0.0.0/udp/0/webrtc-direct",
                                  "/ip4/0.0.0.0/tcp/0/ws"};
    Bound bound;
    for (const std::string& wish : wishes) bound.push_back(TRY(listen_at(body, wish)));
    if (!wishes.empty()) return bound;
    const KeptFiles files(folder);
    const auto kept = folder.empty() ? std::vector<std::string>{} : kept_addresses(files);
    for (std::size_t i = 0; i < anywhere.size(); ++i) {
        if (i < kept.size()) {
            if (auto again = listen_at(body, kept[i])) {
                bound.push_back(*std::move(again));
                continue;
            }
        }
        bound.push_back(TRY(listen_at(body, anywhere[i])));
    }
    if (!folder.empty()) keep_addresses(files, bound);
    return bound;
}

std::uint16_t kept_studio_port(const std::string& folder) {
    const auto kept = KeptFiles(folder).read(studio_file_name);
    std::uint16_t port = 0;
    if (!kept || !*kept) return port;
    const std::string_view text = core::as_text(**kept);
    std::from_chars(text.data(), text.data() + text.size(), port);
    return port;
}

void keep_studio_port(const std::string& folder, std::uint16_t port) {
    const std::string text = std::to_string(port) + "\n";
    static_cast<void>(KeptFiles(folder).write(studio_file_name, core::as_bytes(text)));
}

}  // namespace native
