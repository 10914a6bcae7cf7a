/* Cells of an Arrow array inside: whether one is there, a whole number, a text. `i` counts from the array's own offset. */
#ifndef TAPPA_PYTHON_CELLS_H
#define TAPPA_PYTHON_CELLS_H

#include <stdint.h>
#include <string.h>

#include "arrow.h"

static inline int
is_there(const struct ArrowArray *a, int64_t i)
{
    const uint8_t *bits = a->n_buffers ? a->buffers[0] : NULL;

    i += a->offset;
    return a->null_count == 0 || !bits || (bits[i / 8] >> i % 8 & 1);
}

static inline int64_t
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

static inline int
is_integer(const char *format)
{
    return format[0] && !format[1] && strchr("cCsSiIlL", format[0]);
}

static inline int
is_text(const struct ArrowSchema *schema)
{
    const char *format = schema->dictionary ? schema->dictionary->format : schema->format;

    return !strcmp(format, "u") || !strcmp(format, "U") || !strcmp(format, "vu");
}

/* Views: 4 bytes of length, then the text where it has at most 12 bytes, else a prefix, a buffer and an offset in it. */
static inline const char *
view_text(const struct ArrowArray *a, int64_t i, int64_t *size)
{
    const int32_t *view = (const int32_t *)a->buffers[1] + 4 * i;

    *size = view[0];
    return view[0] <= 12 ? (const char *)(view + 1) : (const char *)a->buffers[2 + view[2]] + view[3];
}

static inline const char *
cell_text(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t i, int64_t *size)
{
    if (schema->dictionary)
        return cell_text(schema->dictionary, a->dictionary, cell_integer(schema->format, a, i), size);
    i += a->offset;
    if (schema->format[0] == 'v')
        return view_text(a, i, size);
    if (schema->format[0] == 'U') {
        const int64_t *offsets = a->buffers[1];

        *size = offsets[i + 1] - offsets[i];
        return (const char *)a->buffers[2] + offsets[i];
    }
    *size = ((const int32_t *)a->buffers[1])[i + 1] - ((const int32_t *)a->buffers[1])[i];
    return (const char *)a->buffers[2] + ((const int32_t *)a->buffers[1])[i];
}

static inline int
cell_there(const struct ArrowSchema *schema, const struct ArrowArray *a, int64_t i)
{
    if (schema->format[0] == 'n' || !is_there(a, i))
        return 0;
    return !schema->dictionary || is_there(a->dictionary, cell_integer(schema->format, a, i));
}

#endif
