/* Owns the reading of a table: an Arrow stream's arrays, and its columns of times and fields as the library takes them.
 * Called by replay.c. A column of another type is refused by the name that its type has for its users.
 * What is null is absent. What lies there as the library reads it is not copied. */
#include "table.h"

#include "cells.h"
#include "generated.h"

void
source_free(struct source *source)
{
    for (size_t i = 0; i < source->chunk_count; i++) {
        if (source->chunks[i].release)
            source->chunks[i].release(&source->chunks[i]);
    }
    PyMem_Free(source->chunks);
    if (source->schema.release)
        source->schema.release(&source->schema);
}

static int
source_error(struct state *state, struct ArrowArrayStream *stream)
{
    const char *why = stream->get_last_error ? stream->get_last_error(stream) : NULL;

    if (!PyErr_Occurred())
        raise_status(state, TAPPA_EFORMAT, "the stream cannot be read: %s", why ? why : "it does not say why");
    return -1;
}

int
source_read(struct state *state, struct source *source)
{
    struct ArrowArrayStream *s = source->stream;

    if (s->get_schema(s, &source->schema))
        return source_error(state, s);
    if (strcmp(source->schema.format, "+s") != 0) {
        raise_status(state, TAPPA_EFORMAT, "a table is wanted, a stream of structs");
        return -1;
    }
    for (;;) {
        struct ArrowArray chunk = {0}, *grown;

        if (s->get_next(s, &chunk))
            return source_error(state, s);
        if (!chunk.release)
            return 0;
        grown = PyMem_Realloc(source->chunks, (source->chunk_count + 1) * sizeof chunk);
        if (!grown) {
            chunk.release(&chunk);
            PyErr_NoMemory();
            return -1;
        }
        source->chunks = grown;
        source->chunks[source->chunk_count++] = chunk;
        source->rows += (size_t)chunk.length;
    }
}

/* Microseconds out of seconds, milli-, micro- or nanoseconds; -1 where they do not fit. */
static int
to_micros(char unit, int64_t *number)
{
    int64_t many = unit == 's' ? 1000000 : unit == 'm' ? 1000 : 1;

    if (unit == 'n') {
        *number = *number / 1000 - (*number % 1000 < 0);
        return 0;
    }
    return __builtin_mul_overflow(*number, many, number) ? -1 : 0;
}

static int
misfit(struct state *state, const struct cell_place *p, size_t row)
{
    raise_status(state, TAPPA_EFIELD, "%s: row %zu has a value that does not fit", p->name, row);
    return -1;
}

int64_t
column_find(const struct source *source, const char *name)
{
    for (int64_t i = 0; i < source->schema.n_children; i++) {
        if (!strcmp(source->schema.children[i]->name, name))
            return i;
    }
    return -1;
}

/* An Arrow format in the words of pyarrow. */
static PyObject *
format_words(const struct ArrowSchema *schema)
{
    static const char *const words[][2] = {
        {"b", "bool"}, {"c", "int8"}, {"C", "uint8"}, {"s", "int16"}, {"S", "uint16"}, {"i", "int32"}, {"I", "uint32"}, {"l", "int64"}, {"L", "uint64"},
        {"e", "float16"}, {"f", "float32"}, {"g", "float64"}, {"u", "string"}, {"U", "large_string"}, {"vu", "string_view"}, {"z", "binary"},
        {"Z", "large_binary"}, {"vz", "binary_view"}, {"tdD", "date32"}, {"tdm", "date64"}, {"n", "null"}};
    const char *f = schema->format;

    if (schema->dictionary) {
        PyObject *values = format_words(schema->dictionary), *made = values ? PyUnicode_FromFormat("dictionary of %U", values) : NULL;

        Py_XDECREF(values);
        return made;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!strcmp(f, words[i][0]))
            return PyUnicode_FromString(words[i][1]);
    }
    return PyUnicode_FromFormat("%s (Arrow's `%s`)", f[0] == 'd' ? "decimal" : !strncmp(f, "ts", 2) ? "timestamp" : !strncmp(f, "tD", 2) ? "duration" : f[0] == '+' ? "nested values" : "another kind", f);
}

/* "of int is wanted, not of float64" */
int
wrong_column(struct state *state, const struct ArrowSchema *schema, const char *wanted, int is_int)
{
    PyObject *words = format_words(schema);
    int is_float = !schema->dictionary && (schema->format[0] == 'g' || schema->format[0] == 'f');

    if (words)
        raise_status(state, TAPPA_EFIELD, "%s: a column of %s is wanted, not of %U%s", schema->name, wanted, words,
                     is_int && is_float ? " (pandas has ints with gaps as floats: astype('Int64'))" : "");
    Py_XDECREF(words);
    return -1;
}

static int
format_fits(const struct ArrowSchema *schema, uint32_t kind)
{
    const char *f = schema->format;

    if (!strcmp(f, "n"))
        return 1;
    switch (kind) {
    case TAPPA_STRING:
        return is_text(schema);
    case TAPPA_DOUBLE:
        return !schema->dictionary && (!strcmp(f, "f") || !strcmp(f, "g") || is_integer(f));
    case TAPPA_BOOL:
        return !schema->dictionary && !strcmp(f, "b");
    case TAPPA_TIMESTAMP:
        return !schema->dictionary && (!strcmp(f, "l") || !strncmp(f, "ts", 2));
    case TAPPA_DURATION:
        return !schema->dictionary && (!strcmp(f, "l") || !strncmp(f, "tD", 2));
    default:
        return !schema->dictionary && is_integer(f);
    }
}

static int
texts_column(struct state *state, const struct cell_place *p, struct memory *memory, struct tappa_column *column)
{
    size_t row = 0, used = 0, room = 0;
    int32_t *offsets = memory->offsets = PyMem_Calloc(p->source->rows + 1, sizeof *offsets);

    if (!offsets) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t c = 0; c < p->source->chunk_count; c++) {
        const struct ArrowArray *chunk = &p->source->chunks[c], *a = chunk->children[p->column];

        for (int64_t i = 0; i < chunk->length; i++, row++) {
            int64_t size = 0;
            const char *text = cell_there(p->schema, a, i + chunk->offset) ? cell_text(p->schema, a, i + chunk->offset, &size) : NULL;

            if (used + (size_t)size > room) {
                char *grown = used + (size_t)size <= INT32_MAX ? PyMem_Realloc(memory->values, room = 2 * (used + (size_t)size)) : NULL;

                if (!grown) {
                    raise_status(state, TAPPA_ELIMIT, "%s: more than 2 GiB of text in one call, or no memory for it", p->name);
                    return -1;
                }
                memory->values = grown;
            }
            if (size)
                memcpy((char *)memory->values + used, text, (size_t)size);
            used += (size_t)size;
            offsets[row + 1] = (int32_t)used;
        }
    }
    if (!memory->values && !(memory->values = PyMem_Malloc(1)))
        return -1;
    column->values = memory->values;
    column->offsets = offsets;
    return 0;
}

/* ---- numbers: a loop for each type, or none */

#define COPY(from_type, to_type) \
    for (int64_t i = 0; i < count; i++) \
        out[i] = (to_type)((const from_type *)values)[from + i]

void
integers_copy(const char *format, const struct ArrowArray *a, int64_t from, int64_t count, int64_t *out)
{
    const void *values = a->buffers[1];

    from += a->offset;
    switch (*format) {
    case 'c':
        COPY(int8_t, int64_t);
        break;
    case 'C':
        COPY(uint8_t, int64_t);
        break;
    case 's':
        COPY(int16_t, int64_t);
        break;
    case 'S':
        COPY(uint16_t, int64_t);
        break;
    case 'i':
        COPY(int32_t, int64_t);
        break;
    case 'I':
        COPY(uint32_t, int64_t);
        break;
    default: /* l, L, and all times and durations */
        COPY(int64_t, int64_t);
    }
}

static void
reals_copy(const char *format, const struct ArrowArray *a, int64_t from, int64_t count, double *out)
{
    const void *values = a->buffers[1];

    if (*format != 'g' && *format != 'f') {
        for (int64_t i = 0; i < count; i++)
            out[i] = *format == 'L' ? (double)(uint64_t)cell_integer(format, a, from + i) : (double)cell_integer(format, a, from + i);
        return;
    }
    from += a->offset;
    if (*format == 'g')
        COPY(double, double);
    else
        COPY(float, double);
}

static int
numbers_chunk(struct state *state, const struct cell_place *p, const struct ArrowArray *chunk, size_t row, void *values)
{
    const struct ArrowArray *a = chunk->children[p->column];
    const char *f = p->schema->format;
    int64_t *out = (int64_t *)values + row;

    if (p->kind == TAPPA_DOUBLE) {
        reals_copy(f, a, chunk->offset, chunk->length, (double *)values + row);
        return 0;
    }
    if (p->kind == TAPPA_BOOL) {
        for (int64_t i = 0, at = chunk->offset + a->offset; i < chunk->length; i++, at++)
            ((uint8_t *)values)[row + (size_t)i] = ((const uint8_t *)a->buffers[1])[at / 8] >> at % 8 & 1;
        return 0;
    }
    integers_copy(f, a, chunk->offset, chunk->length, out);
    for (int64_t i = 0; (f[0] == 'L' || (f[0] == 't' && f[2] != 'u')) && i < chunk->length; i++) {
        if ((f[0] == 'L' ? out[i] < 0 : to_micros(f[2], &out[i])) && cell_there(p->schema, a, i + chunk->offset))
            return misfit(state, p, row + (size_t)i);
    }
    return 0;
}

/* The values where they lie: in one piece, in the library's own form, aligned. NULL: they have to be copied. */
static const void *
in_place(const struct cell_place *p)
{
    const struct ArrowArray *chunk = p->source->chunks, *a = chunk ? chunk->children[p->column] : NULL;
    const char *f = p->schema->format, *values;

    if (p->source->chunk_count != 1 || p->kind == TAPPA_BOOL || (p->kind == TAPPA_DOUBLE ? f[0] != 'g' : f[0] != 'l' && (f[0] != 't' || f[2] != 'u')))
        return NULL;
    values = a->buffers[1];
    if (values)
        values += 8 * (a->offset + chunk->offset);
    return (uintptr_t)values % 8 ? NULL : values;
}

static int
numbers_column(struct state *state, const struct cell_place *p, struct memory *memory, struct tappa_column *column)
{
    size_t row = 0;

    column->values = in_place(p);
    if (column->values)
        return 0;
    memory->values = PyMem_Calloc(p->source->rows + 1, 8);
    column->values = memory->values;
    if (!memory->values) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t c = 0; c < p->source->chunk_count && p->schema->format[0] != 'n'; row += (size_t)p->source->chunks[c++].length) {
        if (numbers_chunk(state, p, &p->source->chunks[c], row, memory->values))
            return -1;
    }
    return 0;
}

int
has_nulls(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t from, int64_t count)
{
    const uint8_t *bits = a->n_buffers ? a->buffers[0] : NULL;
    int64_t i = from + a->offset, end = i + count;

    if (schema->format[0] == 'n')
        return 1;
    while (a->null_count && bits && i < end) {
        if (i % 8 == 0 && end - i >= 8 && bits[i / 8] == 0xff)
            i += 8;
        else if (bits[i / 8] >> i % 8 & 1)
            i++;
        else
            return 1;
    }
    return schema->dictionary && has_nulls(schema->dictionary, a->dictionary, 0, a->dictionary->length);
}

/* Who is there, a bit for each row; NULL where all are. The bits stay where they lie if they begin a byte there. */
static int
presence_read(const struct cell_place *p, struct memory *memory, const uint8_t **present)
{
    struct source *s = p->source;
    size_t row = 0;
    int holes = 0;

    *present = NULL;
    for (size_t c = 0; c < s->chunk_count; c++)
        holes = holes || has_nulls(p->schema, s->chunks[c].children[p->column], s->chunks[c].offset, s->chunks[c].length);
    if (!holes)
        return 0;
    if (s->chunk_count == 1 && !p->schema->dictionary && p->schema->format[0] != 'n') {
        const struct ArrowArray *a = s->chunks->children[p->column];

        if ((a->offset + s->chunks->offset) % 8 == 0) {
            *present = (const uint8_t *)a->buffers[0] + (a->offset + s->chunks->offset) / 8;
            return 0;
        }
    }
    *present = memory->present = PyMem_Calloc(s->rows / 8 + 1, 1);
    if (!memory->present) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t c = 0; c < s->chunk_count; c++) {
        for (int64_t i = s->chunks[c].offset, end = i + s->chunks[c].length; i < end; i++, row++) {
            if (cell_there(p->schema, s->chunks[c].children[p->column], i))
                ((uint8_t *)memory->present)[row / 8] = (uint8_t)(((uint8_t *)memory->present)[row / 8] | 1u << row % 8);
        }
    }
    return 0;
}

/* A field, or the times: into `column`. */
int
column_read(struct state *state, struct source *source, int64_t at, uint32_t kind, struct memory *memory, struct tappa_column *column)
{
    struct cell_place p = {.source = source, .schema = source->schema.children[at], .name = source->schema.children[at]->name, .column = at, .kind = kind};
    const char *f = p.schema->format;

    if (kind == TAPPA_TIMESTAMP && !strncmp(f, "ts", 2) && !f[4]) {
        raise_status(state, TAPPA_ETIME, "%s: timestamps without a zone name no moment; give the column one, such as UTC", p.name);
        return -1;
    }
    if (!format_fits(p.schema, kind))
        return wrong_column(state, p.schema, KIND_WORDS[kind], kind == TAPPA_INT);
    if (presence_read(&p, memory, &column->present))
        return -1;
    return kind == TAPPA_STRING ? texts_column(state, &p, memory, column) : numbers_column(state, &p, memory, column);
}
