// What commands and messages of tasks are made of, in bytes: each has one form only, and what is
// read is within its bounds.
#pragma once

#include "core/base/reader.h"
#include "core/base/result.h"
#include "core/codec/message_bytes.h"
#include "fabric/tasks/types.h"

namespace fabric::tasks {

using core::codec::MessageBytes;

// More than any work, attempt or content takes, with what is in it.
inline constexpr std::size_t work_size_max =
    inline_size_max + reads_max * (read_size_max + 2) + entry_size_max + label_size_max + 512;

void write_work(MessageBytes& message, const Work& work);
[[nodiscard]] core::Result<Work> read_work(core::Reader& reader);
// Whether it can be written, and can ever be done; the words say what is wrong.
[[nodiscard]] core::Result<void> check_work(const Work& work);

void write_content(MessageBytes& message, const Content& content);
[[nodiscard]] core::Result<Content> read_content(core::Reader& reader);

void write_attempt(MessageBytes& message, const Attempt& attempt);
[[nodiscard]] core::Result<Attempt> read_attempt(core::Reader& reader);

// What is longer than may be is cut between two characters.
[[nodiscard]] std::string cut_words(std::string_view words);
[[nodiscard]] std::string cut_line(std::string_view line);

[[nodiscard]] core::Result<std::uint64_t> read_up_to(core::Reader& reader, std::uint64_t most);
[[nodiscard]] core::Result<std::string> read_text(core::Reader& reader, std::size_t size_max);
[[nodiscard]] core::Result<Generation> read_generation(core::Reader& reader);

}  // namespace fabric::tasks
