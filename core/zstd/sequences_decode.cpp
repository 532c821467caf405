// Sequences after RFC 8878, sections 3.1.1.3.2 and 3.1.1.4. Copies go in steps of 16 bytes and
// write beyond their end, into the slack or into what comes next.
#include "core/zstd/sequences_decode.h"

#include "core/zstd/sequence.h"

namespace core::zstd {

Result<void> SequenceTable::read(TableMode mode, const Kind& kind, Reader& reader) {
    switch (mode) {
        case TableMode::predefined: build(kind.predefined, kind.codes); break;
        case TableMode::rle: {
            const std::uint8_t symbol = TRY(reader.u8());
            if (symbol >= kind.codes.size()) return fail(Error::malformed);
            const Code code = kind.codes[symbol];
            states_[0] = {.base = code.base, .next = 0, .bits = 0, .extra_bits = code.extra_bits};
            log_ = 0;
            break;
        }
        case TableMode::compressed: {
            const auto count = static_cast<unsigned>(kind.codes.size());
            const auto distribution =
                TRY(read_distribution(reader, {.symbol_count = count, .log = kind.log_max}));
            build(distribution, kind.codes);
            break;
        }
        case TableMode::repeat:
            if (!is_set_) return fail(Error::malformed);
            break;
    }
    is_set_ = true;
    return {};
}

void SequenceTable::build(const Distribution& distribution, std::span<const Code> codes) {
    std::array<FseState, sequence_table_size_max> states;
    const std::span used = std::span(states).first(std::size_t{1} << distribution.log);
    fill_states(distribution, used);
    for (std::size_t i = 0; i < used.size(); ++i) {
        const Code code = codes[used[i].symbol];
        states_[i] = {.base = code.base,
                      .next = used[i].next,
                      .bits = used[i].bits,
                      .extra_bits = code.extra_bits};
    }
    log_ = distribution.log;
}

// The block's content as it comes to be.
class SequencesDecoder::Execution {
public:
    Execution(Bytes literals, const Target& target)
        : literals_(literals.data()),
          literals_left_(literals.size()),
          at_(target.at),
          begin_(target.at),
          room_left_(target.room),
          behind_(target.behind),
          window_size_(target.window_size) {}

    Result<void> add(std::size_t literals_size, std::size_t match_size, std::size_t offset) {
        if (literals_size > literals_left_) return fail(Error::malformed);
        if (literals_size + match_size > room_left_) return fail(Error::too_large);
        room_left_ -= literals_size + match_size;
        literals_left_ -= literals_size;
        copy_apart(at_, literals_, literals_size);
        at_ += literals_size;
        literals_ += literals_size;
        const std::size_t reach = behind_ + static_cast<std::size_t>(at_ - begin_);
        if (offset > reach || offset > window_size_) return fail(Error::malformed);
        if (offset >= step)
            copy_apart(at_, at_ - offset, match_size);
        else
            copy_pattern(at_, offset, match_size);
        at_ += match_size;
        return {};
    }

    Result<std::size_t> finish() {
        if (literals_left_ > room_left_) return fail(Error::too_large);
        core::copy({at_, literals_left_}, {literals_, literals_left_});
        return static_cast<std::size_t>(at_ - begin_) + literals_left_;
    }

private:
    static constexpr std::size_t step = 16;

    static void copy_step(std::byte* to, const std::byte* from) {
        std::array<std::byte, step> taken;
        std::memcpy(taken.data(), from, step);
        std::memcpy(to, taken.data(), step);
    }

    // The source is at least a step in front of the target, or elsewhere.
    static void copy_apart(std::byte* to, const std::byte* from, std::size_t size) {
        copy_step(to, from);
        for (std::size_t done = step; done < size; done += step) copy_step(to + done, from + done);
    }

    // Repeats the last few bytes.
    static void copy_pattern(std::byte* to, std::size_t offset, std::size_t size) {
        for (std::size_t i = 0; i < step; ++i) to[i] = *(to + i - offset);
        const std::size_t whole_patterns = (step + offset - 1) / offset * offset;
        for (std::size_t done = step; done < size; done += step)
            copy_step(to + done, to + done - whole_patterns);
    }

    const std::byte* literals_;
    std::size_t literals_left_;
    std::byte* at_;
    const std::byte* begin_;
    std::size_t room_left_;
    std::size_t behind_;
    std::size_t window_size_;
};

namespace {

Result<std::size_t> read_count(Reader& block) {
    const std::size_t first = TRY(block.u8());
    if (first < 128) return first;
    if (first < 255) return (first - 128) << 8 | TRY(block.u8());
    return std::size_t{TRY(block.u16_le())} + 0x7f00;
}

constexpr SequenceTable::Kind literals_length_kind{
    literals_length_codes, literals_length_predefined, literals_length_log_max};
constexpr SequenceTable::Kind offset_kind{offset_codes, offset_predefined, offset_log_max};
constexpr SequenceTable::Kind match_length_kind{match_length_codes, match_length_predefined,
                                                match_length_log_max};

}  // namespace

Result<void> SequencesDecoder::read_tables(Reader& block) {
    const std::uint8_t modes = TRY(block.u8());
    if ((modes & 3) != 0) return fail(Error::malformed);
    TRY(literals_lengths_.read(static_cast<TableMode>(modes >> 6), literals_length_kind, block));
    TRY(offsets_.read(static_cast<TableMode>(modes >> 4 & 3), offset_kind, block));
    return match_lengths_.read(static_cast<TableMode>(modes >> 2 & 3), match_length_kind, block);
}

Result<void> SequencesDecoder::run(BackwardBits bits, std::size_t count, Execution& execution) {
    const SequenceState* const literals_length_states = literals_lengths_.states();
    const SequenceState* const offset_states = offsets_.states();
    const SequenceState* const match_length_states = match_lengths_.states();
    std::uint32_t literals_length_at = bits.read(literals_lengths_.log());
    std::uint32_t offset_at = bits.read(offsets_.log());
    std::uint32_t match_length_at = bits.read(match_lengths_.log());
    RepeatedOffsets repeated = repeated_;
    for (;;) {
        const SequenceState literals_length = literals_length_states[literals_length_at];
        const SequenceState match_length = match_length_states[match_length_at];
        const SequenceState offset = offset_states[offset_at];
        // One refill is enough for most sequences; for the rest, one more on either side.
        const unsigned extra_bits =
            literals_length.extra_bits + match_length.extra_bits + offset.extra_bits;
        const bool is_long = extra_bits > 31;
        bits.refill();
        const std::uint32_t offset_value = offset.base + bits.read(offset.extra_bits);
        if (is_long) [[unlikely]]
            bits.refill();
        const std::uint32_t match_size = match_length.base + bits.read(match_length.extra_bits);
        const std::uint32_t literals_size =
            literals_length.base + bits.read(literals_length.extra_bits);
        const std::uint32_t distance = resolve_offset(offset_value, literals_size != 0, repeated);
        if (distance == 0) return fail(Error::malformed);
        TRY(execution.add(literals_size, match_size, distance));
        if (--count == 0) break;
        if (is_long) [[unlikely]]
            bits.refill();
        literals_length_at = literals_length.next + bits.read(literals_length.bits);
        match_length_at = match_length.next + bits.read(match_length.bits);
        offset_at = offset.next + bits.read(offset.bits);
    }
    repeated_ = repeated;
    bits.refill();
    if (!bits.ended()) return fail(Error::malformed);
    return {};
}

Result<std::size_t> SequencesDecoder::decode(Reader& block, Bytes literals, const Target& target) {
    const std::size_t count = TRY(read_count(block));
    Execution execution(literals, target);
    if (count == 0) {
        if (!block.at_end()) return fail(Error::malformed);
    } else {
        TRY(read_tables(block));
        const BackwardBits bits = TRY(BackwardBits::from(block.rest()));
        TRY(run(bits, count, execution));
    }
    return execution.finish();
}

}  // namespace core::zstd
