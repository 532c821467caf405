// The program: a line of JSON in is a command, a line out is an event.
#include <unistd.h>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <istream>
#include <string>

#include "core/base/hex.h"
#include "interop/libp2p/peer_program.h"
#include "native/platform/random.h"

namespace {

class Commands {
public:
    Commands(boost::asio::io_context& context, interop::libp2p::PeerProgram& program)
        : context_(context), program_(program), input_(context, STDIN_FILENO) {}

    void read() {
        boost::asio::async_read_until(
            input_, buffer_, '\n', [this](const boost::system::error_code& error, std::size_t) {
                std::string line;
                if (error || !std::getline(std::istream(&buffer_), line) ||
                    line.find(R"("do":"stop")") != std::string::npos) {
                    program_.stop();
                    context_.stop();
                    return;
                }
                program_.obey(line);
                read();
            });
    }

private:
    boost::asio::io_context& context_;
    interop::libp2p::PeerProgram& program_;
    boost::asio::posix::stream_descriptor input_;
    boost::asio::streambuf buffer_;
};

// `--identity HEX` is the seed of its key; otherwise it has a new one.
core::crypto::Ed25519Seed identity_of(int count, char** words) {
    using Seed = core::crypto::Ed25519Seed;
    std::array<std::byte, Seed::size_bytes> seed;
    native::fill_random(seed);
    if (count == 3 && std::string_view(words[1]) == "--identity") {
        const auto given = core::from_hex(words[2]);
        if (given && given->size() == seed.size()) core::copy(seed, *given);
    }
    return Seed(seed);
}

}  // namespace

int main(int count, char** words) {
    boost::asio::io_context context;
    interop::libp2p::PeerProgram program(context, identity_of(count, words));
    Commands commands(context, program);
    commands.read();
    context.run();
}
