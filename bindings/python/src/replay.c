/* Owns Cohort.replay(): an Arrow stream becomes the columns that the library reads.
 * Called by Python. All arrays of the stream are read before anything is fed, and released again whatever happens.
 * Dictionaries are looked up once for each entry and not for each row. */
#include "arrow.h"
#include "bulk.h"
#include "generated.h"

/* The stream's arrays, and which column is which. */
struct source {
    struct ArrowArrayStream *stream;
    struct ArrowSchema schema;
    struct ArrowArray *chunks;
    size_t chunk_count, rows;
};

static void
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

static int
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

/* ---- cells: `i` counts from the array's own offset */

static int
is_there(const struct ArrowArray *a, int64_t i)
{
    const uint8_t *bits = a->n_buffers ? a->buffers[0] : NULL;

    i += a->offset;
    return a->null_count == 0 || !bits || (bits[i / 8] >> i % 8 & 1);
}

static int64_t
cell_integer(const char *format, const struct ArrowArray *a, int64_t i)
{
    const void *values = a->buffers[1];

    i += a->offset;
    switch (*format) {
    case 'c':
        return ((const int8_t *)values)[i];
    case 'C':
        return ((const uint8_t *)values)[i];
    case 's':
        return ((const int16_t *)values)[i];
    case 'S':
        return ((const uint16_t *)values)[i];
    case 'i':
        return ((const int32_t *)values)[i];
    case 'I':
        return ((const uint32_t *)values)[i];
    default: /* l, and all times and durations */
        return ((const int64_t *)values)[i];
    }
}

static int
is_integer(const char *format)
{
    return format[0] && !format[1] && strchr("cCsSiIlL", format[0]);
}

static int
is_text(const struct ArrowSchema *schema)
{
    const char *format = schema->dictionary ? schema->dictionary->format : schema->format;

    return !strcmp(format, "u") || !strcmp(format, "U") || !strcmp(format, "vu");
}

/* Views: 4 bytes of length, then the text where it has at most 12 bytes, else a prefix, a buffer and an offset in it. */
static const char *
view_text(const struct ArrowArray *a, int64_t i, int64_t *size)
{
    const int32_t *view = (const int32_t *)a->buffers[1] + 4 * i;

    *size = view[0];
    return view[0] <= 12 ? (const char *)(view + 1) : (const char *)a->buffers[2 + view[2]] + view[3];
}

static const char *
cell_text(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t i, int64_t *size)
{
    if (schema->dictionary)
        return cell_text(schema->dictionary, a->dictionary, cell_integer(schema->format, a, i), size);
    i += a->offset;
    if (!strcmp(schema->format, "vu"))
        return view_text(a, i, size);
    if (schema->format[0] == 'U') {
        const int64_t *offsets = a->buffers[1];

        *size = offsets[i + 1] - offsets[i];
        return (const char *)a->buffers[2] + offsets[i];
    }
    *size = ((const int32_t *)a->buffers[1])[i + 1] - ((const int32_t *)a->buffers[1])[i];
    return (const char *)a->buffers[2] + ((const int32_t *)a->buffers[1])[i];
}

static int
cell_there(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t i)
{
    if (!strcmp(schema->format, "n") || !is_there(a, i))
        return 0;
    return !schema->dictionary || is_there(a->dictionary, cell_integer(schema->format, a, i));
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

/* ---- columns */

struct cell_place {
    struct source *source;
    struct bulk *bulk;
    const struct ArrowSchema *schema;
    const char *name;
    int64_t column;
    uint32_t kind;
};

static int
misfit(struct state *state, const struct cell_place *p, size_t row)
{
    raise_status(state, TAPPA_EFIELD, "%s: row %zu has a value that does not fit", p->name, row);
    return -1;
}

static int64_t
column_find(const struct source *source, const char *name)
{
    for (int64_t i = 0; i < source->schema.n_children; i++) {
        if (!strcmp(source->schema.children[i]->name, name))
            return i;
    }
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
cell_read(const struct cell_place *p, const struct ArrowArray *a, int64_t i, struct tappa_column *column, size_t row)
{
    const char *f = p->schema->format;
    int64_t number;

    if (p->kind == TAPPA_DOUBLE) {
        double *out = (double *)(uintptr_t)column->values;

        out[row] = *f == 'g' ? ((const double *)a->buffers[1])[i + a->offset] : *f == 'f' ? (double)((const float *)a->buffers[1])[i + a->offset]
                                                                                         : (double)cell_integer(f, a, i);
        return 0;
    }
    if (p->kind == TAPPA_BOOL) {
        ((uint8_t *)(uintptr_t)column->values)[row] = ((const uint8_t *)a->buffers[1])[(i + a->offset) / 8] >> (i + a->offset) % 8 & 1;
        return 0;
    }
    number = cell_integer(f, a, i);
    if ((f[0] == 't' && to_micros(f[2], &number)) || (f[0] == 'L' && number < 0))
        return -1;
    ((int64_t *)(uintptr_t)column->values)[row] = number;
    return 0;
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
            if (text) {
                memcpy((char *)memory->values + used, text, (size_t)size);
                ((uint8_t *)memory->present)[row / 8] = (uint8_t)(((uint8_t *)memory->present)[row / 8] | 1u << row % 8);
            }
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

static int
numbers_column(struct state *state, const struct cell_place *p, struct memory *memory, struct tappa_column *column)
{
    size_t row = 0;

    memory->values = PyMem_Calloc(p->source->rows + 1, 8);
    column->values = memory->values;
    if (!memory->values) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t c = 0; c < p->source->chunk_count; c++) {
        const struct ArrowArray *chunk = &p->source->chunks[c], *a = chunk->children[p->column];

        for (int64_t i = 0; i < chunk->length; i++, row++) {
            if (!cell_there(p->schema, a, i + chunk->offset))
                continue;
            if (cell_read(p, a, i + chunk->offset, column, row))
                return misfit(state, p, row);
            ((uint8_t *)memory->present)[row / 8] = (uint8_t)(((uint8_t *)memory->present)[row / 8] | 1u << row % 8);
        }
    }
    return 0;
}

/* A field, or the times: into `column`. */
static int
column_read(struct state *state, struct source *source, int64_t at, uint32_t kind, struct memory *memory, struct tappa_column *column)
{
    struct cell_place p = {.source = source, .schema = source->schema.children[at], .name = source->schema.children[at]->name, .column = at, .kind = kind};
    const char *f = p.schema->format;

    if (kind == TAPPA_TIMESTAMP && !strncmp(f, "ts", 2) && !f[4]) {
        raise_status(state, TAPPA_ETIME, "%s: timestamps without a zone name no moment; give the column one, such as UTC", p.name);
        return -1;
    }
    if (!format_fits(p.schema, kind)) {
        raise_status(state, TAPPA_EFIELD, "%s: a column of %s is wanted, not of the Arrow format `%s`", p.name, KIND_WORDS[kind], f);
        return -1;
    }
    memory->present = PyMem_Calloc(source->rows / 8 + 1, 1);
    if (!memory->present) {
        PyErr_NoMemory();
        return -1;
    }
    column->present = memory->present;
    return kind == TAPPA_STRING ? texts_column(state, &p, memory, column) : numbers_column(state, &p, memory, column);
}

/* ---- keys: text becomes an index */

typedef int64_t key_function(struct cohort *, PyObject *);

static int64_t
event_key(struct cohort *self, PyObject *name)
{
    PyObject *index = PyDict_GetItemWithError(self->model->events, name);

    if (index)
        return (int64_t)PyLong_AsLongLong(index);
    if (!PyErr_Occurred())
        raise_status(self->model->state, TAPPA_ENAME, "the model declares no event %R", name);
    return -1;
}

/* A customer met for the first time takes the next free journey, under her own name: experiments go by it. */
static int64_t
customer_key(struct cohort *self, PyObject *name)
{
    PyObject *index = PyDict_GetItemWithError(self->keys, name);
    Py_ssize_t next = PyList_Size(self->customers), size;
    tappa_journey *journey = NULL;
    tappa_status status;
    const char *text;
    int failed;

    if (index)
        return (int64_t)PyLong_AsLongLong(index);
    if (PyErr_Occurred() || text_read(self->model->state, name, "customer", &text, &size))
        return -1;
    if (next >= (Py_ssize_t)tappa_cohort_count(self->cohort)) {
        raise_status(self->model->state, TAPPA_ELIMIT, "more customers than the cohort's %zd journeys", next);
        return -1;
    }
    status = tappa_journey_new(self->model->model, text, (size_t)size, NULL, 0, &journey);
    if (!status)
        status = tappa_cohort_put(self->cohort, (uint32_t)next, journey);
    tappa_journey_free(journey);
    if (status) {
        raise_status(self->model->state, status, NULL);
        return -1;
    }
    index = PyLong_FromSsize_t(next);
    failed = !index || PyDict_SetItem(self->keys, name, index) || PyList_Append(self->customers, name);
    Py_XDECREF(index);
    return failed ? -1 : next;
}

static int64_t
key_of(struct cohort *self, const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t i, key_function *function)
{
    int64_t size, number;
    const char *text = cell_text(schema, a, i, &size);
    PyObject *name = PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, NULL);

    number = name ? function(self, name) : -1;
    Py_XDECREF(name);
    return number;
}

/* Indices of one chunk; `known`: of a dictionary's entries, -1 where not met yet. */
static int
keys_chunk(struct cohort *self, const struct cell_place *p, const struct ArrowArray *chunk, uint32_t *out, key_function *function)
{
    const struct ArrowArray *a = chunk->children[p->column];
    int64_t entries = p->schema->dictionary ? a->dictionary->length : 0;
    int64_t *known = PyMem_Malloc(((size_t)entries + 1) * sizeof *known);
    int failed = !known;

    for (int64_t i = 0; i < entries && known; i++)
        known[i] = -1;
    for (int64_t i = 0; i < chunk->length && !failed; i++) {
        int64_t at = i + chunk->offset, entry = -1, number;

        if (!cell_there(p->schema, a, at)) {
            raise_status(self->model->state, TAPPA_EFIELD, "%s: a row has none", p->name);
            failed = 1;
            break;
        }
        if (is_integer(p->schema->format) && !p->schema->dictionary) {
            number = cell_integer(p->schema->format, a, at);
        } else {
            entry = entries ? cell_integer(p->schema->format, a, at) : -1;
            number = entry >= 0 && known[entry] >= 0 ? known[entry] : key_of(self, p->schema, a, at, function);
            if (entry >= 0)
                known[entry] = number;
        }
        if (number < 0 || number >= (int64_t)TAPPA_NONE) {
            failed = 1;
            if (!PyErr_Occurred())
                raise_status(self->model->state, TAPPA_EINVAL, "%s: an index is out of range", p->name);
        } else {
            out[i] = (uint32_t)number;
        }
    }
    PyMem_Free(known);
    if (failed && !PyErr_Occurred())
        PyErr_NoMemory();
    return failed ? -1 : 0;
}

static int
keys_column(struct cohort *self, struct source *source, int64_t at, struct memory *memory, key_function *function)
{
    struct cell_place p = {.source = source, .schema = source->schema.children[at], .name = source->schema.children[at]->name, .column = at};
    uint32_t *out = memory->values = PyMem_Calloc(source->rows + 1, sizeof *out);

    if (!out) {
        PyErr_NoMemory();
        return -1;
    }
    if (!is_text(p.schema) && (p.schema->dictionary || !is_integer(p.schema->format))) {
        raise_status(self->model->state, TAPPA_EFIELD, "%s: text or ints are wanted, not the Arrow format `%s`", p.name, p.schema->format);
        return -1;
    }
    if (function == customer_key) {
        if (is_text(p.schema) && self->fed_by_index && !PyList_Size(self->customers)) {
            raise_status(self->model->state, TAPPA_EINVAL, "the cohort was fed by index before: its journeys have no text keys");
            return -1;
        }
        self->fed_by_index = self->fed_by_index || !is_text(p.schema);
    }
    for (size_t c = 0; c < source->chunk_count; out += source->chunks[c++].length) {
        if (keys_chunk(self, &p, &source->chunks[c], out, function))
            return -1;
    }
    return 0;
}

static int
fields_read(struct cohort *self, struct source *source, struct bulk *bulk, const int64_t *taken)
{
    for (int64_t i = 0; i < source->schema.n_children; i++) {
        struct tappa_column *column = &bulk->fields[bulk->columns.column_count];
        PyObject *name = PyUnicode_FromString(source->schema.children[i]->name);
        uint32_t kind = name ? field_kind(self->model, name) : TAPPA_UNSET;

        Py_XDECREF(name);
        if (!name)
            return -1;
        if (i == taken[0] || i == taken[1] || i == taken[2] || kind == TAPPA_UNSET)
            continue;
        *column = (struct tappa_column){.field = source->schema.children[i]->name, .field_size = strlen(source->schema.children[i]->name), .kind = kind};
        if (column_read(self->model->state, source, i, kind, &bulk->memory[3 + bulk->columns.column_count], column))
            return -1;
        bulk->columns.column_count++;
    }
    return 0;
}

/* Customers from index `met` on are as if they had not been met; their journeys have not begun, and the next customers take them. */
static void
forget(struct cohort *self, Py_ssize_t met)
{
    PyObject *type, *value, *trace;

    PyErr_Fetch(&type, &value, &trace);
    for (Py_ssize_t i = met; i < PyList_Size(self->customers); i++)
        (void)PyDict_DelItem(self->keys, PyList_GetItem(self->customers, i));
    (void)PyList_SetSlice(self->customers, met, PyList_Size(self->customers), NULL);
    PyErr_Restore(type, value, trace);
}

/* All that can be wrong with the table is found here, before anything is fed. */
static int
table_read(struct cohort *self, struct source *source, struct bulk *bulk, const char *const *names)
{
    struct state *state = self->model->state;
    struct tappa_column times = {0};
    int64_t at[3];

    if (source_read(state, source) || bulk_room(bulk, (size_t)source->schema.n_children))
        return -1;
    for (int i = 0; i < 3; i++) {
        at[i] = column_find(source, names[i]);
        if (at[i] < 0) {
            raise_status(state, TAPPA_ENAME, "the table has no column `%s`", names[i]);
            return -1;
        }
    }
    if (column_read(state, source, at[2], TAPPA_TIMESTAMP, &bulk->memory[2], &times) || fields_read(self, source, bulk, at)
        || keys_column(self, source, at[1], &bulk->memory[1], event_key) || keys_column(self, source, at[0], &bulk->memory[0], customer_key))
        return -1;
    for (size_t row = 0; row < source->rows; row++) {
        if (!(times.present[row / 8] >> row % 8 & 1)) {
            raise_status(state, TAPPA_EFIELD, "%s: row %zu has none", names[2], row);
            return -1;
        }
    }
    bulk->columns.count = source->rows;
    bulk->columns.journeys = bulk->memory[0].values;
    bulk->columns.events = bulk->memory[1].values;
    bulk->columns.times = times.values;
    bulk->columns.flags = self->timers ? TAPPA_COHORT_TIMERS : 0;
    return 0;
}

PyObject *
cohort_replay(struct cohort *self, PyObject *args, PyObject *kwargs)
{
    static char *keywords[] = {"", "customer", "event", "time", NULL};
    const char *names[3] = {"customer", "event", "time"};
    struct source source = {0};
    struct bulk bulk = {0};
    PyObject *object, *capsule, *made = NULL;
    Py_ssize_t met;
    int by_index, failed;

    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|$sss:replay", keywords, &object, &names[0], &names[1], &names[2]))
        return NULL;
    capsule = PyObject_CallMethod(object, "__arrow_c_stream__", NULL);
    if (!capsule)
        return NULL;
    source.stream = PyCapsule_GetPointer(capsule, "arrow_array_stream");
    if (source.stream && cohort_use(self)) {
        met = PyList_Size(self->customers);
        by_index = self->fed_by_index;
        failed = table_read(self, &source, &bulk, names);
        if (!failed) {
            made = cohort_run(self, &bulk.columns);
            failed = !made && !PyErr_ExceptionMatches(self->model->state->errors[-TAPPA_ENOMEM]); /* anything else: nothing was fed */
        }
        if (failed) {
            forget(self, met);
            self->fed_by_index = by_index;
        }
        cohort_release(self);
    }
    bulk_free(&bulk);
    source_free(&source);
    Py_DECREF(capsule);
    return made;
}
