// What prepared the file is ours: a file that is too short is a bug.
#include "bench/text/trace.h"

#include "core/base/assert.h"

namespace bench {
namespace {

constexpr std::size_t head_words = 5;
constexpr std::size_t words_of_edit = 7;

}  // namespace

Trace::Trace(core::Buffer bytes) : bytes_(std::move(bytes)) {
    words_.resize(bytes_.size() / sizeof(std::uint32_t));
    std::memcpy(words_.data(), bytes_.data(), words_.size() * sizeof(std::uint32_t));
    ASSERT(words_.size() >= head_words);
    authors_ = words_[0];
    const std::size_t edits = words_[1];
    const std::size_t takes_begin = head_words + edits * words_of_edit;
    const std::size_t texts_begin = (takes_begin + words_[2]) * sizeof(std::uint32_t);
    const std::size_t texts_size = words_[3];
    ASSERT(bytes_.size() == texts_begin + texts_size + words_[4]);

    std::span<const std::uint32_t> takes = std::span(words_).subspan(takes_begin, words_[2]);
    std::string_view texts = core::as_text(bytes_).substr(texts_begin);
    end_ = texts.substr(texts_size);
    edits_.reserve(edits);
    for (std::size_t i = 0; i < edits; ++i) {
        const auto edit = std::span(words_).subspan(head_words + i * words_of_edit, words_of_edit);
        edits_.push_back({edit[0], edit[1], edit[2], edit[3], edit[4], takes.first(edit[5]),
                          texts.substr(0, edit[6])});
        takes = takes.subspan(edit[5]);
        texts.remove_prefix(edit[6]);
    }
}

}  // namespace bench
