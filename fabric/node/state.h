// A node's whole state as the content of a snapshot: records as the journal has them, one behind
// the other (rule ND16, spec/node.md).
//
//   content := version (1), for each record its type (1), its size (varint) and its bytes
//
// What the journal has behind the snapshot is read after it, and may repeat what is in it.
#pragma once

#include <optional>
#include <vector>

#include "core/base/bytes.h"
#include "core/base/queue.h"
#include "core/base/result.h"
#include "core/store/position.h"
#include "fabric/documents/all_records.h"
#include "fabric/node/records.h"

namespace fabric::node {

struct StateRecord {
    core::store::RecordType type;
    core::Buffer bytes;
};

class StateWriter {
public:
    struct DocumentOf {
        DocumentNumber number;
        const documents::SharedDocument* document;
    };
    // The documents outlive it.
    StateWriter(std::vector<StateRecord> head, std::vector<DocumentOf> documents);

    // Of at most so much. Empty behind the last. Error: a document can no longer tell all that it
    // was.
    [[nodiscard]] core::Result<core::Buffer> next_piece(std::size_t size_max);

private:
    [[nodiscard]] core::Result<std::optional<StateRecord>> next_record();
    [[nodiscard]] std::optional<StateRecord> next_proof(const DocumentOf& of);

    std::vector<StateRecord> head_;
    std::vector<DocumentOf> documents_;
    std::size_t next_head_ = 0;
    std::size_t next_document_ = 0;
    std::size_t told_proofs_ = 0;                   // Of that document.
    std::optional<documents::AllRecords> records_;  // Of that document.
    bool has_begun_ = false;
    core::Buffer ready_;  // Of records that did not fit into a piece.
    std::size_t ready_taken_ = 0;
};

class StateReader {
public:
    // Error::malformed: it is not what a StateWriter has written.
    [[nodiscard]] core::Result<void> receive(core::Bytes piece);
    [[nodiscard]] std::optional<StateRecord> next_record();

private:
    core::Buffer rest_;
    core::Queue<StateRecord> records_{SIZE_MAX};
    bool has_begun_ = false;
};

}  // namespace fabric::node
