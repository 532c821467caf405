// Shared types as JSON text, as JSON.stringify(type) in Yjs: maps are objects (with their keys in
// the order of their bytes), arrays lists, texts and XML strings.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/crdt/yjs/document/shared.h"

namespace core::crdt::yjs {

// Error::type_wrong if a big integer is in it, which JSON has not.
[[nodiscard]] Result<std::string> json_of(const Store& store, const Type& type);
[[nodiscard]] Result<std::string> json_of(const Store& store, const Element& element);
[[nodiscard]] std::string json_of_text(std::string_view utf8);

// An XML fragment, element or text as it would be written; rule YX14.
[[nodiscard]] Result<std::string> xml_of(const Store& store, const Type& type);

}  // namespace core::crdt::yjs
