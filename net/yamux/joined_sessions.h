// Two sessions at the ends of one wire, and a model that knows what each must tell: for the
// property test and the fuzzer, which choose what happens. What was written on a stream is a
// pattern of stream, direction and place, so the model keeps numbers only.
//
// Every step checks that what arrives was written, in order and once, that nothing is told of a
// stream that is gone, and that memory stays within its limits. A failure is an ASSERT.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/assert.h"
#include "net/yamux/session.h"

namespace net::yamux {

class JoinedSessions {
public:
    // The index of an end: 0 has dialled.
    using End = std::size_t;

    explicit JoinedSessions(const Options& options)
        : options_(options),
          sessions_{Session(options, Role::dialer, now_), Session(options, Role::listener, now_)} {}

    [[nodiscard]] std::size_t stream_count(End end) const { return models_[end].size(); }
    [[nodiscard]] const Session& session(End end) const { return sessions_[end]; }

    void open(End end) {
        if (const auto stream = sessions_[end].open(now_)) models_[end].ensure(stream->value);
        take_events(end);
    }

    // The streams are chosen by their place; a choice beyond the last begins again.
    void write(End end, std::size_t choice, std::size_t size) {
        const auto number = choose(end, choice);
        if (number == 0) return;
        Model& model = *models_[end].find(number);
        if (model.has_finished) return;
        const core::Bytes bytes = pattern(end, number, model.written_size, size);
        const std::size_t taken = sessions_[end].write(StreamId{number}, bytes);
        ASSERT(taken <= bytes.size());
        model.written_size += taken;
        model.has_asked |= taken < bytes.size();
        take_events(end);
    }

    void credit(End end, std::size_t choice, std::size_t size) {
        const auto number = choose(end, choice);
        if (number == 0) return;
        Model& model = *models_[end].find(number);
        const auto credited = std::min(size, model.received_size - model.credited_size);
        model.credited_size += credited;
        sessions_[end].credit(StreamId{number}, credited);
        take_events(end);
    }

    void finish(End end, std::size_t choice) {
        const auto number = choose(end, choice);
        if (number == 0) return;
        Model& model = *models_[end].find(number);
        if (std::exchange(model.has_finished, true)) return;
        model.has_asked = false;
        sessions_[end].finish(StreamId{number});
        // What is gone here may still be on its way there.
        if (model.was_finished) leave(end, number);
        take_events(end);
    }

    void reset(End end, std::size_t choice) {
        const auto number = choose(end, choice);
        if (number == 0) return;
        reset_now(end, number);
        take_events(end);
    }

    // From this end to the other. The other resets the stream of the event with this number, 1
    // being the first.
    void carry(End from, std::size_t size, std::size_t reset_at = 0) {
        const core::Bytes waiting = sessions_[from].outgoing();
        wire_.assign(waiting.begin(),
                     waiting.begin() + static_cast<std::ptrdiff_t>(std::min(size, waiting.size())));
        sessions_[from].consume(wire_.size());
        take_events(from);
        sessions_[1 - from].receive(wire_, now_);
        take_events(1 - from, reset_at);
    }

    void wait(core::Duration duration) {
        now_ += duration;
        for (const End end : {0u, 1u}) {
            sessions_[end].expire(now_);
            take_events(end);
        }
    }

    // All that waits is carried and credited, all streams are finished: nothing may be left.
    void settle() {
        for (bool is_busy = true; is_busy;) {
            is_busy = false;
            for (const End end : {0u, 1u}) {
                is_busy |= !sessions_[end].outgoing().empty();
                carry(end, SIZE_MAX);
                for (std::size_t i = 0; i < models_[end].size(); ++i) credit(end, i, SIZE_MAX);
            }
        }
        for (const End end : {0u, 1u})
            for (std::size_t i = models_[end].size(); i > 0; --i) finish(end, i - 1);
        for (const End end : {0u, 1u, 0u, 1u}) carry(end, SIZE_MAX);
        for (const End end : {0u, 1u, 0u, 1u}) {
            for (std::size_t i = models_[end].size(); i > 0; --i) finish(end, i - 1);
            carry(end, SIZE_MAX);
        }
        for (const End end : {0u, 1u}) {
            ASSERT(!sessions_[end].ended());
            ASSERT(models_[end].empty() && sessions_[end].stream_count() == 0);
        }
    }

private:
    // What one end knows of a stream.
    struct Model {
        std::size_t written_size = 0;
        std::size_t received_size = 0;
        std::size_t credited_size = 0;
        bool has_finished = false;
        bool was_finished = false;
        bool has_asked = false;
    };
    // What one end has written on a stream that it knows no more.
    struct Left {
        std::size_t written_size = 0;
        bool has_finished = false;
        bool has_reset = false;
    };

    static constexpr std::size_t piece_size_max = std::size_t{64} * 1024;
    static constexpr std::size_t period = 251;

    static core::Bytes pattern(End end, std::uint32_t number, std::size_t place, std::size_t size) {
        static const auto bytes = [] {
            std::array<std::byte, piece_size_max + period> repeated{};
            for (std::size_t i = 0; i < repeated.size(); ++i)
                repeated[i] = static_cast<std::byte>(i % period);
            return repeated;
        }();
        return core::Bytes(bytes).subspan((place + number * 13 + end * 101) % period,
                                          std::min(size, piece_size_max));
    }

    [[nodiscard]] std::uint32_t choose(End end, std::size_t choice) const {
        const auto& models = models_[end];
        return models.empty() ? 0 : models.at(choice % models.size()).first;
    }

    void leave(End end, std::uint32_t number, bool has_reset = false) {
        const Model& model = *models_[end].find(number);
        left_[end].ensure(number) = {model.written_size, model.has_finished, has_reset};
        models_[end].erase(number);
    }

    void reset_now(End end, std::uint32_t number) {
        sessions_[end].reset(StreamId{number});
        leave(end, number, true);
    }

    void take_events(End end, std::size_t reset_at = 0) {
        std::size_t count = 0;
        while (const auto event = sessions_[end].next_event(now_)) {
            ASSERT(!core::holds_alternative<MuxerEnded>(*event));
            const std::uint32_t number =
                core::match(*event, [&](const auto& e) { return check(end, e); });
            if (++count == reset_at && models_[end].contains(number)) reset_now(end, number);
        }
        ASSERT(sessions_[end].stream_count() == models_[end].size());
        ASSERT(sessions_[end].outgoing().size() <=
               options_.sent_size_max + options_.control_size_max);
        ASSERT(sessions_[end].memory_size() <=
               options_.sent_size_max + options_.control_size_max + header_size);
    }

    std::uint32_t check(End end, const StreamOpened& opened) {
        const std::uint32_t number = opened.stream.value;
        ASSERT(number % 2 == end % 2 && !models_[end].contains(number));
        ASSERT(!left_[end].contains(number));
        ASSERT(models_[1 - end].contains(number) || left_[1 - end].contains(number));
        models_[end].ensure(number);
        return number;
    }
    std::uint32_t check(End end, const StreamReceived& received) {
        const std::uint32_t number = received.stream.value;
        Model* const model = models_[end].find(number);
        ASSERT(model && !model->was_finished && !received.bytes.empty());
        for (core::Bytes rest = received.bytes; !rest.empty();) {
            const core::Bytes expected =
                pattern(1 - end, number, model->received_size, rest.size());
            ASSERT(std::memcmp(expected.data(), rest.data(), expected.size()) == 0);
            model->received_size += expected.size();
            rest = rest.subspan(expected.size());
        }
        ASSERT(model->received_size <= written_size(1 - end, number));
        return number;
    }
    std::uint32_t check(End end, const StreamFinished& finished) {
        const std::uint32_t number = finished.stream.value;
        Model* const model = models_[end].find(number);
        ASSERT(model && !std::exchange(model->was_finished, true));
        const Model* const there = models_[1 - end].find(number);
        ASSERT(there ? there->has_finished : left_[1 - end].find(number)->has_finished);
        ASSERT(model->received_size == written_size(1 - end, number));
        if (model->has_finished) leave(end, number);
        return number;
    }
    // The peer has reset it, or it was one more than the peer may be sent.
    std::uint32_t check(End end, const StreamReset& reset) {
        const std::uint32_t number = reset.stream.value;
        ASSERT(models_[end].contains(number) && !models_[1 - end].contains(number));
        const Left* const there = left_[1 - end].find(number);
        ASSERT(there ? there->has_reset : number % 2 != end % 2);
        leave(end, number);
        return 0;
    }
    std::uint32_t check(End end, const StreamWritable& writable) {
        Model* const model = models_[end].find(writable.stream.value);
        ASSERT(model && std::exchange(model->has_asked, false));
        return writable.stream.value;
    }
    std::uint32_t check(End, const MuxerEnded&) { std::unreachable(); }

    [[nodiscard]] std::size_t written_size(End end, std::uint32_t number) const {
        const Model* const model = models_[end].find(number);
        return model ? model->written_size : left_[end].find(number)->written_size;
    }

    Options options_;
    core::Instant now_;
    std::array<Session, 2> sessions_;
    std::array<core::FlatMap<std::uint32_t, Model>, 2> models_;
    std::array<core::FlatMap<std::uint32_t, Left>, 2> left_;
    core::Buffer wire_;
};

}  // namespace net::yamux
