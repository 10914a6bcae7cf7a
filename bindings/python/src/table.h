/* Tables inside: an Arrow stream, all of whose arrays are held, and the reading of its columns. */
#ifndef TAPPA_PYTHON_TABLE_H
#define TAPPA_PYTHON_TABLE_H

#include "arrow.h"
#include "bulk.h"

/* The stream's arrays, and which column is which. */
struct source {
    struct ArrowArrayStream *stream;
    struct ArrowSchema schema;
    struct ArrowArray *chunks;
    size_t chunk_count, rows;
};

/* One of its columns. */
struct cell_place {
    struct source *source;
    const struct ArrowSchema *schema;
    const char *name;
    int64_t column;
    uint32_t kind;
};

/* keys.c: the indices of the customers, or of the events, that a column names. */
typedef int64_t key_function(struct cohort *, PyObject *);
key_function customer_key, event_key;
int keys_column(struct cohort *self, struct source *source, int64_t at, struct memory *memory, key_function *function, const uint32_t **indices);

int source_read(struct state *state, struct source *source);
void source_free(struct source *source);
int64_t column_find(const struct source *source, const char *name); /* -1: there is none */
/* A field, or the times: into `column`. */
int column_read(struct state *state, struct source *source, int64_t at, uint32_t kind, struct memory *memory, struct tappa_column *column);
/* Whether any of `count` cells from `from` on is null. */
int has_nulls(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t from, int64_t count);
/* `count` whole numbers from `from` on. */
void integers_copy(const char *format, const struct ArrowArray *a, int64_t from, int64_t count, int64_t *out);
/* Raises: "of int is wanted, not of float64". */
int wrong_column(struct state *state, const struct ArrowSchema *schema, const char *wanted, int is_int);

#endif
