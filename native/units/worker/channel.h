// The worker's end of the channel to the process that started it. It reads and writes whole frames,
// and waits; a channel that has ended ends the worker, since nobody is left to work for.
#pragma once

#include "fabric/units/frame_reader.h"
#include "fabric/units/worker_wire.h"

namespace native::units {

class Channel {
public:
    // The body of the next frame, valid until the next call.
    [[nodiscard]] core::Bytes receive();
    // Whether anything comes in so long.
    [[nodiscard]] bool hears_within(int milliseconds);
    void send(core::Bytes frame);

private:
    fabric::units::FrameReader reader_{fabric::units::to_worker_size_max};
};

}  // namespace native::units
