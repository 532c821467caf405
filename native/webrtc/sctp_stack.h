// usrsctp without threads of its own, which has one state for the whole process: hence one
// SctpStack, made by main before all associations and destroyed after them, and used by one thread.
// Its timers run when advance() is called, which should be every tick.
#pragma once

#include <cstddef>
#include <deque>

#include "core/base/bytes.h"
#include "core/base/time.h"

namespace native::webrtc {

class SctpAssociation;

// usrsctp knows an association by the address of such a place for as long as it may still have
// something to send for it, which is a while longer than the association lives. So places are never
// freed before the stack, and are used again as late as may be.
struct SctpPlace {
    SctpAssociation* association = nullptr;
};

class SctpStack {
public:
    static constexpr core::Duration tick = std::chrono::milliseconds{10};

    explicit SctpStack(core::Instant now);
    ~SctpStack();
    SctpStack(const SctpStack&) = delete;
    SctpStack& operator=(const SctpStack&) = delete;

    // Any time earlier than a tick after the last does nothing.
    void advance(core::Instant now);

private:
    friend class SctpAssociation;

    SctpPlace& take_place(SctpAssociation& association);
    void give_back(SctpPlace& place);

    core::Instant advanced_at_;
    std::deque<SctpPlace> places_;  // Addresses stay.
    std::deque<SctpPlace*> free_;
    core::Buffer scratch_;  // Into which all read.
};

}  // namespace native::webrtc
