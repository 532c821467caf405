# The document's own files, relative to core/crdt/yjs.
set(YJS_DOCUMENT_SOURCES
  document/arena.cpp document/arrivals.cpp document/arrivals_read.cpp document/attributes.cpp
  document/cleanup.cpp document/content.cpp document/delta.cpp document/document.cpp
  document/editor.cpp document/encode.cpp document/events.cpp document/json.cpp document/placing.cpp
  document/position_index.cpp document/shared.cpp document/store.cpp document/struct_list.cpp
  document/text_changes.cpp document/text_editor.cpp document/xml.cpp)
set(YJS_DOCUMENT_TESTS document/blow_up_test.cpp document/document_property_test.cpp
  document/document_test.cpp document/edit_test.cpp)
set(YJS_DOCUMENT_FUZZERS document/yjs_document_fuzz.cpp)

# Reads recorded documents, some through a pipe.
selvage_test(core_crdt_yjs_document_recorded_test SOURCES document/recorded_test.cpp
  LINKS core_crdt_yjs selvage_body NATIVE_ONLY)

# Driven by differential.test.mjs.
if(NOT SELVAGE_WASM AND NOT SELVAGE_FUZZ)
  add_executable(yjs_peer document/yjs_peer.cpp)
  target_link_libraries(yjs_peer PRIVATE core_crdt_yjs selvage_body selvage_options)
endif()
