/* The C interface of libselvage: a program that is a peer of a mesh. It is all that the library
 * exports, and what C++ (<selvage/selvage.h>) and other languages stand on, so that neither a
 * compiler's standard library nor its exceptions are part of the bargain
 * (spec/decisions/0014-a-library-that-speaks-c.md).
 *
 *     selvage_option options[] = {{"id", "Alpha"}, {"as", "citizen"}};
 *     selvage_mesh *mesh = NULL;
 *     selvage_error *error = selvage_join(options, 2, &mesh);
 *     if (error) { puts(selvage_error_cause(error)); puts(selvage_error_remedy(error)); … }
 *
 *     const char set[] = "{\"do\":\"set\",\"document\":\"game\",\"path\":\"score\",\"value\":3}";
 *     selvage_value *request = selvage_value_read(set, sizeof set - 1);
 *     selvage_value *answer = NULL;
 *     error = selvage_wait(mesh, request, &answer);
 *     selvage_mesh_free(mesh);
 *
 * What is asked for is a request of spec/control.md without its id, and so are the answers: the
 * same that commands and pages use.
 *
 * Threads. Every function may be called on any thread at any time, but for one object being freed
 * while another thread uses it. All nodes of a process live on one thread, the library's, which
 * begins with the first selvage_join() and catches no signals. On it every `hear` is called, which
 * must not wait: neither selvage_wait() nor anything else that takes long. A process that forks
 * uses the library in one of the two only. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define SELVAGE_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

/* As in "0.1.0". */
SELVAGE_API const char* selvage_version(void);

/* --- Errors: what went wrong, why, and what to do about it. */

typedef struct selvage_error selvage_error;

/* bad-request, not-ready, not-found, wrong-type, not-allowed, no-quorum, not-durable, storage,
 * too-much, invite, outdated, as spec/control.md has them; failed, of what has no name there;
 * closed, after the mesh was left; cancelled; wrong-thread, for waiting on the library's. More may
 * come. */
SELVAGE_API const char* selvage_error_kind(const selvage_error* error);
/* Sentences for people, in UTF-8. */
SELVAGE_API const char* selvage_error_cause(const selvage_error* error);
SELVAGE_API const char* selvage_error_remedy(const selvage_error* error);
/* Of nothing it does nothing; so do all that free. */
SELVAGE_API void selvage_error_free(selvage_error* error);

/* --- Values: what JSON can say. They never change, so threads may share them. */

typedef struct selvage_value selvage_value;

typedef enum selvage_kind {
    SELVAGE_NULL,
    SELVAGE_BOOL,
    SELVAGE_NUMBER,
    SELVAGE_TEXT,
    SELVAGE_LIST,
    SELVAGE_OBJECT
} selvage_kind;

/* Each is to be freed. NULL if it would be none: text that is not UTF-8, a number that is not
 * finite. */
SELVAGE_API selvage_value* selvage_value_null(void);
SELVAGE_API selvage_value* selvage_value_bool(int truth);
SELVAGE_API selvage_value* selvage_value_integer(int64_t number);
SELVAGE_API selvage_value* selvage_value_number(double number);
SELVAGE_API selvage_value* selvage_value_text(const char* text, size_t size);
SELVAGE_API selvage_value* selvage_value_list(const selvage_value* const* items, size_t count);
/* Names end in a zero byte. */
SELVAGE_API selvage_value* selvage_value_object(const char* const* names,
                                                const selvage_value* const* values, size_t count);
SELVAGE_API selvage_value* selvage_value_read(const char* json, size_t size);
/* The same again, to be freed by itself. */
SELVAGE_API selvage_value* selvage_value_share(const selvage_value* value);
SELVAGE_API void selvage_value_free(selvage_value* value);

SELVAGE_API selvage_kind selvage_value_kind(const selvage_value* value);
/* 0, and nothing is written, if it is something else or does not fit. */
SELVAGE_API int selvage_value_as_bool(const selvage_value* value, int* truth);
SELVAGE_API int selvage_value_as_integer(const selvage_value* value, int64_t* number);
SELVAGE_API int selvage_value_as_number(const selvage_value* value, double* number);
/* NULL if it is no text. It is there as long as the value, has no zero byte behind it, and may have
 * some in it. */
SELVAGE_API const char* selvage_value_as_text(const selvage_value* value, size_t* size);
/* Of a list or an object; 0 of all else. */
SELVAGE_API size_t selvage_value_size(const selvage_value* value);
/* To be freed; NULL where nothing is. */
SELVAGE_API selvage_value* selvage_value_at(const selvage_value* value, size_t place);
SELVAGE_API selvage_value* selvage_value_find(const selvage_value* value, const char* name,
                                              size_t size);
/* Of the member at that place. As selvage_value_as_text(). */
SELVAGE_API const char* selvage_value_name_at(const selvage_value* value, size_t place,
                                              size_t* size);
/* Ends in a zero byte; for selvage_text_free(). */
SELVAGE_API char* selvage_value_json(const selvage_value* value);
SELVAGE_API void selvage_text_free(char* text);

/* --- Meshes. */

typedef struct selvage_mesh selvage_mesh;

/* As the settings of `selvage run` are called, with the values that its flags have: id, join (an
 * invite), as, closed, data, listen (once for each address), mdns. */
typedef struct selvage_option {
    const char* name;
    const char* value;
} selvage_option;

/* Is a node from then on, with its data where `selvage run` would have it: the commands of
 * `selvage` find it. That a mesh was found or founded is not waited for; what is asked before waits
 * by itself. */
SELVAGE_API selvage_error* selvage_join(const selvage_option* options, size_t count,
                                        selvage_mesh** mesh);

/* Tells the others that it goes, and ends the node: when this returns, nobody has its data any
 * more. What had no last answer is told `closed`, and so is what is asked from then on. On the
 * library's thread it does not wait for all this. */
SELVAGE_API void selvage_leave(selvage_mesh* mesh);
/* Leaves it too, if nobody did. */
SELVAGE_API void selvage_mesh_free(selvage_mesh* mesh);

typedef enum selvage_news {
    SELVAGE_IS,    /* There is `value` now, and more may come. */
    SELVAGE_OK,    /* It was done; `value` says what came of it. The last. */
    SELVAGE_FAILED /* It was not; `error` says why. The last. */
} selvage_news;

/* Called on the library's thread. What it is given is there for the call. */
typedef void selvage_hear(void* context, selvage_news news, const selvage_value* value,
                          const selvage_error* error);

/* Asks, and does not wait. `hear` is called any number of times with SELVAGE_IS and then once with
 * one of the others, whatever happens, after which the context is not used any more. What it is by
 * which it can be cancelled. */
SELVAGE_API uint64_t selvage_ask(selvage_mesh* mesh, const selvage_value* request,
                                 selvage_hear* hear, void* context);
/* Its `hear` is told `cancelled`, soon, unless it had its last call. What was written stays. */
SELVAGE_API void selvage_cancel(selvage_mesh* mesh, uint64_t request);

/* Asks and waits. Of what is answered again and again, the first. The answer is to be freed. */
SELVAGE_API selvage_error* selvage_wait(selvage_mesh* mesh, const selvage_value* request,
                                        selvage_value** answer);

/* Whether this is the library's thread, on which nobody may wait. */
SELVAGE_API int selvage_is_own_thread(void);

#ifdef __cplusplus
}
#endif
