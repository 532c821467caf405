// A proposer and a selector hear the input, cut as its first byte says, and each other.
#include "core/base/assert.h"
#include "core/testing/fuzz.h"
#include "net/multistream/negotiation.h"

namespace {

using net::multistream::Outcome;
using net::multistream::Proposer;
using net::multistream::Selector;

void answer(Selector& selector) {
    if (!selector.proposal()) return;
    if (selector.proposal()->ends_with("b"))
        selector.accept();
    else
        selector.refuse();
}

template <class End, class Answer>
void give(End& end, core::Bytes bytes, std::size_t piece_size, Answer answer_it) {
    while (!bytes.empty() && end.outcome() == Outcome::pending) {
        const auto piece = bytes.first(std::min(piece_size, bytes.size()));
        const std::size_t taken = end.receive(piece);
        ASSERT(taken <= piece.size());
        answer_it();
        if (end.outcome() == Outcome::pending && taken == 0) break;
        bytes = bytes.subspan(taken);
    }
    ASSERT(end.outgoing().size() <=
           net::multistream::line_size_max * 2 + 4 * Selector::refusals_max);
}

}  // namespace

FUZZ(multistream) {
    if (input.empty()) return;
    const std::size_t piece_size = 1 + std::to_integer<std::size_t>(input[0]) % 32;
    const core::Bytes bytes = input.subspan(1);

    Selector hearing;
    give(hearing, bytes, piece_size, [&] { answer(hearing); });
    Proposer proposing({"/a", "/b"});
    give(proposing, bytes, piece_size, [] {});

    Proposer proposer({"/a", "/b"});
    Selector selector;
    while (proposer.outcome() == Outcome::pending) {
        const core::Buffer asked(proposer.outgoing().begin(), proposer.outgoing().end());
        proposer.consume(asked.size());
        give(selector, asked, piece_size, [&] { answer(selector); });
        const core::Buffer told(selector.outgoing().begin(), selector.outgoing().end());
        selector.consume(told.size());
        ASSERT(!told.empty());
        give(proposer, told, piece_size, [] {});
    }
    ASSERT(proposer.outcome() == Outcome::agreed && selector.outcome() == Outcome::agreed);
    ASSERT(proposer.protocol() == "/b" && selector.protocol() == "/b");
}
