// chat [--name NAME] [--page URL] [ADDRESS…]: what is typed is said.
#include <unistd.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/streambuf.hpp>
#include <csignal>
#include <functional>
#include <istream>
#include <span>
#include <string>
#include <vector>

#include "examples/chat/chat.h"

namespace {

struct Words {
    std::string name = "somebody";
    std::string page;
    std::vector<std::string> addresses;
};

Words read_words(std::span<char*> arguments) {
    Words words;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string word = arguments[i];
        const bool has_value = i + 1 < arguments.size();
        if (word == "--name" && has_value)
            words.name = arguments[++i];
        else if (word == "--page" && has_value)
            words.page = arguments[++i];
        else
            words.addresses.push_back(word);
    }
    return words;
}

}  // namespace

int main(int count, char** arguments) {
    const Words words = read_words({arguments, static_cast<std::size_t>(count)});
    boost::asio::io_context context;
    chat::Chat chat(context, words.name, words.page);
    chat.listen();
    for (const std::string& address : words.addresses) chat.dial(address);

    boost::asio::posix::stream_descriptor input(context, ::dup(STDIN_FILENO));
    boost::asio::streambuf typed;
    const std::function<void()> read = [&] {
        boost::asio::async_read_until(input, typed, '\n',
                                      [&](const boost::system::error_code& error, std::size_t) {
                                          std::string line;
                                          if (error || !std::getline(std::istream(&typed), line))
                                              return context.stop();
                                          if (!line.empty()) chat.say(line);
                                          read();
                                      });
    };
    read();
    boost::asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](const boost::system::error_code&, int) { context.stop(); });
    context.run();
    chat.stop();
}
