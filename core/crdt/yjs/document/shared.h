// Handles of the shared types of a document: SharedText, SharedArray, SharedMap and SharedXml. They
// are values; each edit is a transaction, or a part of the one it is in.
//
// A type that was deleted is gone: edits of it are refused as Error::value_missing, positions that
// are not there as Error::too_large, texts that are not UTF-8 as Error::malformed. Then nothing
// changed. Positions count UTF-16 units, or elements.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/crdt/yjs/document/attributes.h"
#include "core/crdt/yjs/document/editor.h"
#include "core/crdt/yjs/document/element.h"

namespace core::crdt::yjs {

class Document;

// How many lines formatting behind the end of a text may add.
inline constexpr std::uint64_t lines_added_max = std::uint64_t{1} << 16;

class Shared {
public:
    Shared(Document& document, Type& type) : document_(&document), type_(&type) {}

    [[nodiscard]] bool is_gone() const { return type_->is_gone; }
    [[nodiscard]] std::uint64_t length() const { return type_->length; }
    [[nodiscard]] TypeKind kind() const { return type_->kind; }
    [[nodiscard]] Type& type() const { return *type_; }
    [[nodiscard]] Document& document() const { return *document_; }

protected:
    template <class Edit>
    Result<void> edit(Edit edit) const;
    [[nodiscard]] Result<void> set_key(std::string_view key, const Content& content) const;
    [[nodiscard]] Result<void> erase_key(std::string_view key) const;

private:
    Document* document_;
    Type* type_;
};

// What all types have: XML elements and texts keep their attributes here.
class SharedMap : public Shared {
public:
    using Shared::Shared;

    Result<void> set(std::string_view key, const Content& content) const {
        return set_key(key, content);
    }
    Result<void> erase(std::string_view key) const { return erase_key(key); }
    [[nodiscard]] std::optional<Element> get(std::string_view key) const;
    // In the order of their bytes.
    [[nodiscard]] std::vector<std::string_view> keys() const;
};

class SharedArray : public Shared {
public:
    using Shared::Shared;

    Result<void> insert(std::uint64_t position, std::span<const Content> contents) const;
    Result<void> insert(std::uint64_t position, const Content& content) const {
        return insert(position, std::span(&content, 1));
    }
    // At the end, behind all that was deleted there.
    Result<void> push(std::span<const Content> contents) const;
    Result<void> erase(std::uint64_t position, std::uint64_t count) const;
    [[nodiscard]] std::optional<Element> get(std::uint64_t position) const;
};

// A fragment, element or hook: a list of elements and texts, and attributes.
class SharedXml : public SharedArray {
public:
    using SharedArray::SharedArray;

    [[nodiscard]] std::string_view name() const { return type().name; }
    [[nodiscard]] SharedMap attributes() const { return {document(), type()}; }
};

class SharedText : public Shared {
public:
    using Shared::Shared;

    // With the attributes of what is in front. A position behind the end is the end.
    Result<void> insert(std::uint64_t position, std::string_view utf8) const;
    // With these attributes and no others.
    Result<void> insert(std::uint64_t position, std::string_view utf8,
                        const Attributes& attributes) const;
    // Any value in one place of the text.
    Result<void> insert_embed(std::uint64_t position, Value value,
                              const Attributes& attributes = {}) const;
    Result<void> insert_type(std::uint64_t position, const Content& type,
                             const Attributes& attributes = {}) const;
    // What of it is there.
    Result<void> erase(std::uint64_t position, std::uint64_t units) const;
    Result<void> format(std::uint64_t position, std::uint64_t units,
                        const Attributes& attributes) const;

    [[nodiscard]] std::string to_string() const;
    [[nodiscard]] SharedMap attributes() const { return {document(), type()}; }
};

}  // namespace core::crdt::yjs
