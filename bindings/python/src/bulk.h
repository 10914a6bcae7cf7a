/* Bulk input inside: columns on their way to a cohort, and who owns their memory. */
#ifndef TAPPA_PYTHON_BULK_H
#define TAPPA_PYTHON_BULK_H

#include "tappa-python.h"

/* A column's memory: a buffer that is held, or blocks of its own. All zero: nothing. */
struct memory {
    Py_buffer view;
    int is_held;
    void *values, *offsets, *present;
};

/* All columns of one feed. */
struct bulk {
    struct tappa_columns columns;
    struct tappa_column *fields;
    struct memory *memory; /* customers, events, times, then one for each field */
    size_t memory_count;
};

int bulk_room(struct bulk *bulk, size_t fields);
void bulk_free(struct bulk *bulk);
/* The kind of a field by its name; TAPPA_UNSET where no event declares it. */
uint32_t field_kind(const struct model *model, PyObject *name);

#endif
