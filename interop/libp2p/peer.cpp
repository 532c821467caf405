// The program: a line of JSON in is a command, a line out is an event.
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <cstdio>
#include <istream>
#include <string>

#include "interop/libp2p/peer_options.h"
#include "interop/libp2p/peer_program.h"

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

}  // namespace

int main(int count, char** words) {
    auto options = interop::libp2p::PeerOptions::read(count, words);
    if (!options) {
        std::fprintf(stderr, "%s\n", options.error().c_str());
        return 2;
    }
    boost::asio::io_context context;
    interop::libp2p::PeerProgram program(context, *std::move(options));
    Commands commands(context, program);
    commands.read();
    context.run();
}
