// FileDescriptor owns what the operating system opened, and closes it.
#pragma once

#include <unistd.h>

#include <utility>

namespace native {

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, none)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~FileDescriptor() {
        if (is_open()) ::close(number_);
    }

    [[nodiscard]] bool is_open() const { return number_ != none; }
    [[nodiscard]] int number() const { return number_; }

private:
    static constexpr int none = -1;  // What open() answers when it fails.
    int number_ = none;
};

}  // namespace native
