// What varies in size is counted.
#include "fabric/tasks/weight.h"

namespace fabric::tasks {

namespace {

std::size_t weight_of(const Content& content) {
    const auto* const bytes = core::get_if<core::Buffer>(&content);
    return bytes ? bytes->size() : 0;
}

std::size_t weight_of(const Work& work) {
    std::size_t size = weight_of(work.input) + work.entry.size() + work.label.size();
    for (const std::string& name : work.reads) size += sizeof name + name.size();
    return size;
}

std::size_t weight_of(const Standing& standing) {
    std::size_t size = weight_of(standing.output);
    for (const Attempt& attempt : standing.attempts) size += sizeof attempt + attempt.words.size();
    return size;
}

}  // namespace

std::size_t weight_of(const Message& message) {
    const std::size_t more = core::match(message, []<class M>(const M& one) -> std::size_t {
        if constexpr (requires { one.work; })
            return weight_of(one.work);
        else if constexpr (requires { one.attempts; })
            return weight_of(one);
        else if constexpr (requires { one.output; })
            return weight_of(one.output);
        else if constexpr (requires { one.running; })
            return one.running.size() * sizeof(Running);
        else if constexpr (requires { one.words; })
            return one.words.size();
        else if constexpr (requires { one.line; })
            return one.line.size();
        else
            return 0;
    });
    return sizeof message + more;
}

}  // namespace fabric::tasks
