/* Diagnostics: what is wrong or doubtful in a text, as data. */
#ifndef TAPPA_DIAGNOSTICS_H
#define TAPPA_DIAGNOSTICS_H

#include "tappa/context.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tappa_diagnostics tappa_diagnostics;

#define TAPPA_ERROR_SEVERITY 1
#define TAPPA_WARNING_SEVERITY 2

/* One diagnostic. Texts are NUL-terminated UTF-8, never NULL ("" where there is nothing to say), and live as long as
 * their list is neither cleared nor freed. Members are only ever added at the end. */
struct tappa_diagnostic {
    int32_t code;        /* stable number: one meaning for ever */
    int32_t severity;    /* TAPPA_ERROR_SEVERITY, TAPPA_WARNING_SEVERITY */
    uint32_t line;       /* 1-based; 0: the text as a whole */
    uint32_t column;     /* 1-based, in code points */
    uint32_t width;      /* code points the caret underlines, at least 1 */
    const char *name;    /* the code as a word: "unknown-key" */
    const char *file;    /* as given to the compile call */
    const char *path;    /* YAML path: "stages.interest.when.Order Completed[0].if" */
    const char *message; /* one sentence, no full stop */
    const char *hint;    /* what to do, or the name that was probably meant */
    const char *excerpt; /* the offending line of the text, without its line break */
};

/*
 * Effect: makes an empty list.
 * Parameters: context: not NULL. list: set to NULL first; not NULL.
 * Returns: TAPPA_OK; TAPPA_EINVAL; TAPPA_ENOMEM.
 * Ownership: the caller's, until tappa_diagnostics_free(). Threads: one at a time. Since: 0.1.
 */
TAPPA_API TAPPA_MUST_CHECK tappa_status tappa_diagnostics_new(tappa_context *context, tappa_diagnostics **list);
/* Effect: frees a list and all it lent out; NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_diagnostics_free(tappa_diagnostics *list);
/* Effect: empties a list. NULL does nothing. Threads: one at a time. Since: 0.1. */
TAPPA_API void tappa_diagnostics_clear(tappa_diagnostics *list);
/*
 * Effect: how many are in the list, and how many of them are errors. Sorted by place; more than TAPPA_LIMIT_DIAGNOSTICS are
 * counted by `tappa_diagnostics_dropped` only.
 * Returns: 0 for NULL. Threads: one at a time. Since: 0.1.
 */
TAPPA_API size_t tappa_diagnostics_count(const tappa_diagnostics *list);
TAPPA_API size_t tappa_diagnostics_errors(const tappa_diagnostics *list);
TAPPA_API size_t tappa_diagnostics_dropped(const tappa_diagnostics *list);
/*
 * Effect: one diagnostic.
 * Returns: borrowed from the list until it is cleared or freed; NULL where index is out of range or list is NULL.
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API const struct tappa_diagnostic *tappa_diagnostics_at(const tappa_diagnostics *list, size_t index);
/*
 * Effect: writes one diagnostic for people: `FILE:LINE:COL: error: MESSAGE [CODE]`, the line with a caret below, the hint.
 * Parameters: buffer, size: where to; NULL only with size 0. What does not fit is cut; a NUL ends it where size > 0.
 * Returns: the bytes the whole text needs without its NUL; 0 for an index out of range.
 * Threads: one at a time. Since: 0.1.
 */
TAPPA_API size_t tappa_diagnostics_render(const tappa_diagnostics *list, size_t index, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif
