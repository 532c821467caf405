// Updates of format 2 from anybody: what is read is written again, turned into format 1 and back,
// merged and compared.
#include "core/crdt/yjs/update_fuzz.h"

FUZZ(yjs_update_v2) { core::crdt::yjs::check_update(input, core::crdt::yjs::Format::v2); }
