// Proofs that an author told two tales, as members hand them on and keep them (rule DM17,
// spec/documents.md).
//
//   proof := public key (32 bytes), size of the first change (varint), both changes
#pragma once

#include <map>

#include "core/crdt/change/equivocation.h"
#include "fabric/documents/change_record.h"

namespace fabric::documents {

struct ProofRecord {
    AuthorKey author;
    core::crdt::Equivocation proof;
};

[[nodiscard]] core::Buffer write_proof(const ProofRecord& record);
// Checks that they contradict one another, and that the key is their author's; not the signatures.
[[nodiscard]] core::Result<ProofRecord> read_proof(core::Bytes bytes);
// Of both changes, for this document.
[[nodiscard]] core::Result<void> verify_proof(const ProofRecord& record,
                                              const core::crdt::DocumentId& document);

// What is kept and told of: one of each author, and of those that are large as many as have room.
class Proofs {
public:
    static constexpr std::size_t size_max = std::size_t{8} << 20;

    [[nodiscard]] bool contains(core::crdt::Author author) const {
        return proofs_.contains(author);
    }
    // False if it is there, or there is no room.
    bool add(core::crdt::Author author, core::Buffer proof) {
        if (contains(author) || proof.size() > size_max - size_) return false;
        size_ += proof.size();
        proofs_.emplace(author, std::move(proof));
        return true;
    }
    // By author.
    [[nodiscard]] auto begin() const { return proofs_.begin(); }
    [[nodiscard]] auto end() const { return proofs_.end(); }

private:
    std::map<core::crdt::Author, core::Buffer> proofs_;
    std::size_t size_ = 0;
};

}  // namespace fabric::documents
