// Promises are what of our own writes is to be in so many journals, and not known to be: after a
// restart they are counted anew (rule QM17, spec/quorum.md; ND17, spec/node.md).
#pragma once

#include <map>
#include <optional>

#include "core/base/range_set.h"
#include "core/base/result.h"
#include "fabric/quorum/types.h"

namespace fabric::node {

// A record of the journal: from here on these are promised so, or, under `local`, kept.
struct Promise {
    quorum::Writes writes;
    quorum::Policy::Kind kind = quorum::Policy::Kind::local;
    std::uint32_t need = 0;
};
[[nodiscard]] core::Buffer write_promise(const Promise& promise);
[[nodiscard]] core::Result<Promise> read_promise(core::Bytes bytes);

class Promises {
public:
    void take(const Promise& promise);
    // What is kept by now and should be written down, when that is worth it.
    [[nodiscard]] std::optional<Promise> next_kept();
    void note_kept(const quorum::Writes& writes);

    // All that are not kept, in the fewest records. Each call of `give` gets one.
    template <class Give>
    void for_each(Give give) const {
        for (const auto& [of, sequences] : open_)
            for (const core::Range& range : sequences)
                give(Promise{{of.document, range}, of.kind, of.need});
    }
    void clear() {
        open_.clear();
        kept_.clear();
        kept_count_ = 0;
    }

private:
    struct Of {
        quorum::Document document;
        quorum::Policy::Kind kind;
        std::uint32_t need;
        friend auto operator<=>(const Of&, const Of&) = default;
    };
    // Before so many are kept it is not written down; a restart then counts them again.
    static constexpr std::uint64_t kept_count_min = 64;

    void remove(const quorum::Writes& writes);

    std::map<Of, core::RangeSet> open_;
    std::map<quorum::Document, core::RangeSet> kept_;
    std::uint64_t kept_count_ = 0;
};

}  // namespace fabric::node
