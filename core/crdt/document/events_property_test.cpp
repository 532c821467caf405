// Events over random histories: a mirror that knows nothing but them shows what the document shows,
// and each of them makes a difference.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/crdt/document/document_acts.h"
#include "core/crdt/document/events_mirror.h"

namespace core::crdt {
namespace {

RC_GTEST_PROP(EventsProperty, DE1_DE2_DE3_a_mirror_that_follows_shows_the_same, ()) {
    Play play;
    for (const Command& command : *rc::gen::container<std::vector<Command>>(any_command()))
        play.step(command, check_events);
}

}  // namespace
}  // namespace core::crdt
