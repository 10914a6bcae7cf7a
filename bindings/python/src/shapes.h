/* Tuples with names that a call makes at once and hands out: those of the engine, and of a model's rules. */
#ifndef TAPPA_PYTHON_SHAPES_H
#define TAPPA_PYTHON_SHAPES_H

#include "tappa-python.h"

int shapes_add(PyObject *module, struct state *state);
PyObject *shape_new(struct state *state, enum shape shape);
/* The tuple, or NULL where one of its items could not be made. Takes its argument. */
PyObject *shape_done(PyObject *made);
/* Sets the next item of `made`; a NULL is found by shape_done(). */
#define PUT(object) PyStructSequence_SetItem(made, at++, (object))

PyObject *text_object(const char *text);     /* as it is */
PyObject *name_object(const char *text);     /* None for "" */
PyObject *span_object(const char *text, size_t size);
PyObject *key_object(const uint8_t key[16]); /* 32 hexadecimal digits; None for zeros */
PyObject *per_object(struct state *state, int64_t duration); /* None for 0 */
/* A tuple of `count` things, each made by `make(context, index)`. */
PyObject *tuple_made(size_t count, PyObject *(*make)(void *context, size_t index), void *context);
/* A member of an enumeration by its number. */
PyObject *member_object(PyObject *members, uint32_t number);

#endif
