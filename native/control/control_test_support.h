// For tests: something that answers on a control socket as a node would, with what it was told to,
// on a thread of its own. One asker at a time.
#pragma once

#include <sys/socket.h>

#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/codec/json.h"
#include "native/control/control_socket.h"

namespace native::testing {

class AnsweringNode {
public:
    // By what is asked to be done: the JSON of `ok`. What is not there is never answered.
    using Answers = std::map<std::string, std::string, std::less<>>;

    AnsweringNode(const std::string& path, Answers answers)
        : answers_(std::move(answers)),
          listening_(*listen_control(path)),
          thread_([this] { serve(); }) {}
    ~AnsweringNode() {
        ::shutdown(listening_.number(), SHUT_RDWR);
        hang_up();
        thread_.join();
    }
    AnsweringNode(const AnsweringNode&) = delete;
    AnsweringNode& operator=(const AnsweringNode&) = delete;

    void answer(const std::string& what, std::string json) {
        const std::scoped_lock lock(mutex_);
        answers_[what] = std::move(json);
    }
    // As a node that ends.
    void hang_up() {
        const std::scoped_lock lock(mutex_);
        is_over_ = true;
        if (asker_ >= 0) ::shutdown(asker_, SHUT_RDWR);
    }

private:
    void serve() {
        for (;;) {
            const FileDescriptor asker(::accept(listening_.number(), nullptr, nullptr));
            {
                const std::scoped_lock lock(mutex_);
                if (!asker.is_open() || is_over_) return;
                asker_ = asker.number();
            }
            talk(asker);
            const std::scoped_lock lock(mutex_);
            asker_ = -1;
        }
    }

    void talk(const FileDescriptor& asker) {
        std::string heard;
        char byte = 0;
        while (::recv(asker.number(), &byte, 1, 0) == 1) {
            if (byte != '\n') {
                heard += byte;
                continue;
            }
            const std::string line = answer_to(heard);
            heard.clear();
            if (::send(asker.number(), line.data(), line.size(), MSG_NOSIGNAL) < 0) return;
        }
    }

    std::string answer_to(const std::string& line) {
        const auto request = core::codec::parse_json(line);
        const auto* const what = request ? request->find("do") : nullptr;
        const auto* const id = request ? request->find("id") : nullptr;
        const std::scoped_lock lock(mutex_);
        const auto answer = answers_.find(what ? what->as_text().value_or("") : "");
        if (!id || answer == answers_.end()) return "";
        return "{\"id\":" + std::string(id->as_digits().value_or("null")) +
               ",\"ok\":" + answer->second + "}\n";
    }

    std::mutex mutex_;
    Answers answers_;
    bool is_over_ = false;
    int asker_ = -1;
    FileDescriptor listening_;
    std::thread thread_;
};

}  // namespace native::testing
