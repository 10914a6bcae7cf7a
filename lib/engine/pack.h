/* Bytes of the engine's own rows: whole numbers in groups of seven bits, lowest first; texts behind their length. Canonical: one way to write
 * each thing. The reader is for bytes that may be damaged: it never reads past the end, and `bad` stays set once anything was wrong. */
#ifndef TAPPA__PACK_H
#define TAPPA__PACK_H

#include <string.h>

#include "lib/base/memory.h"
#include "tappa/base.h"

static inline int
tappa__put_room(struct tappa__buffer *out, size_t n)
{
    return out->failed || (out->capacity - out->n <= n && tappa__buffer_room(out, n));
}

#define TAPPA__NUMBER_MAX 10 /* bytes of the longest number */

/* Of who has made room for all: where the bytes end. */
static inline char *
tappa__u64_at(char *at, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        *at++ = (char)(v | 0x80);
    *at++ = (char)v;
    return at;
}

static inline char *
tappa__i64_at(char *at, int64_t v)
{
    return tappa__u64_at(at, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

static inline char *
tappa__text_at(char *at, struct tappa__text t)
{
    at = tappa__u64_at(at, t.n);
    if (t.n)
        memcpy(at, t.s, t.n);
    return at + t.n;
}

static inline void
tappa__put_end(struct tappa__buffer *out, char *at)
{
    *at = '\0';
    out->n = (size_t)(at - out->s);
}

static inline void
tappa__put_u64(struct tappa__buffer *out, uint64_t v)
{
    if (!tappa__put_room(out, TAPPA__NUMBER_MAX))
        tappa__put_end(out, tappa__u64_at(out->s + out->n, v));
}

/* Small numbers of either sign take few bytes. */
static inline void
tappa__put_i64(struct tappa__buffer *out, int64_t v)
{
    tappa__put_u64(out, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

static inline void
tappa__put_text(struct tappa__buffer *out, struct tappa__text t)
{
    if (!tappa__put_room(out, TAPPA__NUMBER_MAX + (size_t)t.n))
        tappa__put_end(out, tappa__text_at(out->s + out->n, t));
}

struct tappa__unpack {
    const uint8_t *at, *end;
    int bad;
};

uint64_t tappa__get_u64(struct tappa__unpack *in);
int64_t tappa__get_i64(struct tappa__unpack *in);
/* A count of things that take at least one byte each: never more than bytes are left. */
uint32_t tappa__get_count(struct tappa__unpack *in);
uint32_t tappa__get_u32(struct tappa__unpack *in);
/* Borrowed from the bytes. */
struct tappa__text tappa__get_text(struct tappa__unpack *in);
void tappa__get_bytes(struct tappa__unpack *in, void *out, size_t n);

/* Values of the kinds that events, slots and arguments have. A list or a map fits none of them: that it was one is kept, so that it is refused again
 * where the history is folded again, and not what was in it. */
void tappa__put_value(struct tappa__buffer *out, const struct tappa_value *v);
char *tappa__value_at(char *at, const struct tappa_value *v);
/* At most so many bytes. */
static inline size_t
tappa__value_room(const struct tappa_value *v)
{
    return 2 * TAPPA__NUMBER_MAX + (v->kind == TAPPA_STRING || v->kind == TAPPA_BYTES ? v->size : 0);
}
struct tappa_value tappa__get_value(struct tappa__unpack *in);

#endif
