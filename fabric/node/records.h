// What a node keeps in its journal (rule ND3, spec/node.md). Each record is read alone; those of
// documents follow the one that begins the document.
#pragma once

#include <string>

#include "core/base/bytes.h"
#include "core/base/result.h"
#include "core/store/position.h"
#include "fabric/membership/genesis.h"
#include "fabric/membership/mesh_keys.h"
#include "fabric/node/events.h"

namespace fabric::node {

namespace record_types {
inline constexpr core::store::RecordType mesh{32};      // Whose mesh it is from here on.
inline constexpr core::store::RecordType member{33};    // An entry of the log.
inline constexpr core::store::RecordType document{34};  // One that is kept here.
inline constexpr core::store::RecordType change{35};
inline constexpr core::store::RecordType ordering{36};  // Of our part in the ordered log.
inline constexpr core::store::RecordType promise{37};   // What is owed to writers here.
inline constexpr core::store::RecordType brought{38};   // By whom a document came here.
inline constexpr core::store::RecordType proof{39};     // That an author told two tales.
inline constexpr core::store::RecordType doubt{40};  // Whether some of what we wrote may be lost.
inline constexpr core::store::RecordType blob{41};   // Bytes that tasks need, or came to.
}  // namespace record_types

// Whether what we wrote may be another tale than the one that others have (ND34): in the mesh that
// we are in, or in any but that one, which we have founded. A record holds its number.
enum class Doubt : std::uint8_t { none, here, elsewhere };
[[nodiscard]] core::Buffer write_doubt(Doubt doubt);
[[nodiscard]] Doubt read_doubt(core::Bytes bytes);

struct MeshRecord {
    membership::SignedGenesis genesis;
    membership::OptionalSecret secret;
    // By us, on this disk: then we are the first voter of its ordered log.
    bool is_founded_here = false;
};
[[nodiscard]] core::Buffer write_mesh_record(const MeshRecord& record);
[[nodiscard]] core::Result<MeshRecord> read_mesh_record(core::Bytes bytes);

struct DocumentRecord {
    DocumentNumber number;
    std::string name;
};
[[nodiscard]] core::Buffer write_document_record(const DocumentRecord& record);
[[nodiscard]] core::Result<DocumentRecord> read_document_record(core::Bytes bytes);

// Of a document that a member said to have, and that was not here.
struct BroughtRecord {
    DocumentNumber document;
    PeerId by;
};
[[nodiscard]] core::Buffer write_brought_record(const BroughtRecord& record);
[[nodiscard]] core::Result<BroughtRecord> read_brought_record(core::Bytes bytes);

struct NumberedChange {
    DocumentNumber document;
    core::Bytes record;
};
void write_numbered_change(core::BufferWriter& writer, const NumberedChange& change);
[[nodiscard]] core::Result<NumberedChange> read_numbered_change(core::Bytes bytes);

}  // namespace fabric::node
