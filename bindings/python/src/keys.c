/* Owns what customers and events are called in a table: a column of names, of a dictionary's entries or of numbers becomes indices.
 * Called by replay.c. A name is looked up in Python once, and then known by its bytes, a dictionary's entry by its number.
 * Numbers that are indices already stay where they lie. */
#include "cells.h"
#include "table.h"

#define BLOCK 512 /* numbers that are read at once, into the cache */

/* A name that was met, in the memory of the stream. size -1: none. */
struct text_slot {
    const char *text;
    int64_t size, number;
    uint64_t hash;
};

struct keys {
    struct cohort *self;
    const struct cell_place *p;
    key_function *function;
    int64_t *known; /* of a dictionary's entries; -1 where not met yet */
    struct text_slot *slots;
    size_t room, count; /* a power of two; at most half of it is taken */
};

int64_t
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
int64_t
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
key_of(struct keys *k, const char *text, int64_t size)
{
    PyObject *name = PyUnicode_DecodeUTF8(text, (Py_ssize_t)size, NULL);
    int64_t number = name ? k->function(k->self, name) : -1;

    Py_XDECREF(name);
    return number;
}

/* Begins with an address, so that nobody can choose names that collide. */
static uint64_t
hash_of(const struct keys *k, const char *text, int64_t size)
{
    uint64_t hash = (uintptr_t)k->self + (uint64_t)size, word;

    for (; size > 0; text += 8, size -= 8) {
        word = 0;
        memcpy(&word, text, size < 8 ? (size_t)size : 8);
        hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
        hash ^= hash >> 32;
    }
    return hash;
}

/* Where a name is, or where it goes. */
static struct text_slot *
slot_find(const struct keys *k, const char *text, int64_t size, uint64_t hash)
{
    for (size_t i = hash & (k->room - 1);; i = (i + 1) & (k->room - 1)) {
        struct text_slot *slot = &k->slots[i];

        if (slot->size < 0 || (slot->hash == hash && slot->size == size && !memcmp(slot->text, text, (size_t)size)))
            return slot;
    }
}

static int
slots_grow(struct keys *k)
{
    struct text_slot *old = k->slots;
    size_t room = k->room;

    k->room = room ? 2 * room : 1024;
    k->slots = PyMem_Malloc(k->room * sizeof *k->slots);
    if (!k->slots) {
        k->slots = old;
        k->room = room;
        PyErr_NoMemory();
        return -1;
    }
    for (size_t i = 0; i < k->room; i++)
        k->slots[i].size = -1;
    for (size_t i = 0; i < room; i++) {
        if (old[i].size >= 0)
            *slot_find(k, old[i].text, old[i].size, old[i].hash) = old[i];
    }
    PyMem_Free(old);
    return 0;
}

static int64_t
text_number(struct keys *k, const struct ArrowArray *a, int64_t at)
{
    int64_t size;
    const char *text = cell_text(k->p->schema, a, at, &size);
    uint64_t hash = hash_of(k, text, size);
    struct text_slot *slot;

    if (2 * k->count >= k->room && slots_grow(k))
        return -1;
    slot = slot_find(k, text, size, hash);
    if (slot->size < 0) {
        int64_t number = key_of(k, text, size);

        if (number < 0)
            return -1;
        *slot = (struct text_slot){text, size, number, hash};
        k->count++;
    }
    return slot->number;
}

static int64_t
entry_number(struct keys *k, const struct ArrowArray *a, int64_t entry)
{
    int64_t size;
    const char *text;

    if (k->known[entry] < 0) {
        text = cell_text(k->p->schema->dictionary, a->dictionary, entry, &size);
        k->known[entry] = key_of(k, text, size);
    }
    return k->known[entry];
}

static int
refuse_row(struct keys *k, size_t row, int is_null)
{
    if (is_null)
        raise_status(k->self->model->state, TAPPA_EFIELD, "%s: row %zu has none", k->p->name, row);
    else if (!PyErr_Occurred())
        raise_status(k->self->model->state, TAPPA_EINVAL, "%s: row %zu: the index is out of range", k->p->name, row);
    return -1;
}

static int
keys_chunk(struct keys *k, const struct ArrowArray *chunk, size_t first, uint32_t *out)
{
    const struct ArrowArray *a = chunk->children[k->p->column];
    const struct ArrowSchema *schema = k->p->schema;
    int holes = has_nulls(schema, a, chunk->offset, chunk->length), has_text = is_text(schema);
    int64_t numbers[BLOCK];

    for (int64_t done = 0, count; done < chunk->length; done += count) {
        count = chunk->length - done < BLOCK ? chunk->length - done : BLOCK;
        if (!has_text || schema->dictionary)
            integers_copy(schema->format, a, chunk->offset + done, count, numbers);
        for (int64_t i = 0, at = chunk->offset + done; i < count; i++, at++) {
            int64_t number;

            if (holes && !cell_there(schema, a, at))
                return refuse_row(k, first + (size_t)(done + i), 1);
            number = !has_text ? numbers[i] : schema->dictionary ? entry_number(k, a, numbers[i]) : text_number(k, a, at);
            if (number < 0 || number >= (int64_t)TAPPA_NONE)
                return refuse_row(k, first + (size_t)(done + i), 0);
            out[done + i] = (uint32_t)number;
        }
    }
    return 0;
}

/* Each piece has a dictionary of its own. */
static int
chunk_read(struct keys *k, const struct ArrowArray *chunk, size_t first, uint32_t *out)
{
    size_t size = k->p->schema->dictionary ? (size_t)chunk->children[k->p->column]->dictionary->length * sizeof *k->known : 0;
    int failed;

    k->known = PyMem_Malloc(size + 1);
    if (!k->known) {
        PyErr_NoMemory();
        return -1;
    }
    memset(k->known, 0xff, size);
    failed = keys_chunk(k, chunk, first, out);
    PyMem_Free(k->known);
    return failed;
}

/* uint32 in one piece, with no null in it: the library looks whether they are in range. */
static const uint32_t *
in_place(const struct cell_place *p)
{
    const struct ArrowArray *chunk = p->source->chunks, *a = chunk ? chunk->children[p->column] : NULL;
    const uint32_t *values;

    if (p->source->chunk_count != 1 || p->schema->dictionary || p->schema->format[0] != 'I' || has_nulls(p->schema, a, chunk->offset, chunk->length))
        return NULL;
    values = a->buffers[1];
    return values && (uintptr_t)values % 4 == 0 ? values + a->offset + chunk->offset : NULL;
}

int
keys_column(struct cohort *self, struct source *source, int64_t at, struct memory *memory, key_function *function, const uint32_t **indices)
{
    struct cell_place p = {.source = source, .schema = source->schema.children[at], .name = source->schema.children[at]->name, .column = at};
    struct keys keys = {.self = self, .p = &p, .function = function};
    int failed = 0;

    if (!is_text(p.schema) && (p.schema->dictionary || !is_integer(p.schema->format)))
        return wrong_column(self->model->state, p.schema, "text or ints", 1);
    if (function == customer_key) {
        if (is_text(p.schema) && self->fed_by_index && !PyList_Size(self->customers)) {
            raise_status(self->model->state, TAPPA_EINVAL, "the cohort was fed by index before: its journeys have no text keys");
            return -1;
        }
        self->fed_by_index = self->fed_by_index || !is_text(p.schema);
    }
    *indices = in_place(&p);
    if (*indices)
        return 0;
    *indices = memory->values = PyMem_Calloc(source->rows + 1, sizeof **indices);
    if (!memory->values) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t c = 0, first = 0; c < source->chunk_count && !failed; first += (size_t)source->chunks[c++].length)
        failed = chunk_read(&keys, &source->chunks[c], first, (uint32_t *)memory->values + first);
    PyMem_Free(keys.slots);
    return failed ? -1 : 0;
}
