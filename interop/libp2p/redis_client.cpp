// Over a blocking socket.
#include "interop/libp2p/redis_client.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace interop::libp2p {

using Tcp = boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

std::expected<RedisClient, std::string> RedisClient::connect(boost::asio::io_context& context,
                                                             std::string_view address) {
    const std::size_t colon = address.rfind(':');
    const std::string host(address.substr(0, colon));
    const std::string port(colon == std::string_view::npos ? "6379" : address.substr(colon + 1));
    ErrorCode error;
    Tcp::resolver resolver(context);
    const auto found = resolver.resolve(host, port, error);
    Tcp::socket socket(context);
    if (!error) boost::asio::connect(socket, found, error);
    if (error)
        return std::unexpected("no Redis at " + std::string(address) + ": " + error.message());
    return RedisClient(std::move(socket));
}

std::expected<RespReply, std::string> RedisClient::ask(
    std::initializer_list<std::string_view> words) {
    ErrorCode error;
    boost::asio::write(socket_, boost::asio::buffer(resp_command(words)), error);
    while (!error) {
        const auto read = read_resp(received_);
        if (read) {
            received_.erase(0, read->size);
            if (!read->reply.items.empty())
                if (const auto* said = core::get_if<RespError>(&read->reply.items.front()))
                    return std::unexpected("Redis says: " + said->text);
            return read->reply;
        }
        if (read.error() == RespFailure::malformed)
            return std::unexpected("what answers is no Redis");
        std::array<char, 4096> room;
        const std::size_t size = socket_.read_some(boost::asio::buffer(room), error);
        received_.append(room.data(), size);
    }
    return std::unexpected("the connection to Redis failed: " + error.message());
}

}  // namespace interop::libp2p
