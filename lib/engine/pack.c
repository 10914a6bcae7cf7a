/* Owns the reading of the engine's bytes, and values in them.
 * Called by whoever loads a row: entries, customers, contacts.
 * Nothing past the end is read, nothing is believed that the bytes cannot hold. */
#include "lib/engine/pack.h"

uint64_t
tappa__get_u64(struct tappa__unpack *in)
{
    uint64_t v = 0;
    unsigned shift = 0;

    for (; in->at < in->end; shift += 7) {
        uint8_t byte = *in->at++;

        if (shift == 63 && byte > 1) /* no number has more bits: the tenth byte is the last */
            break;
        v |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            if (!byte && shift) /* a longer way to write the same number */
                break;
            return v;
        }
    }
    in->bad = 1;
    in->at = in->end;
    return 0;
}

int64_t
tappa__get_i64(struct tappa__unpack *in)
{
    uint64_t v = tappa__get_u64(in);

    return (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
}

uint32_t
tappa__get_u32(struct tappa__unpack *in)
{
    uint64_t v = tappa__get_u64(in);

    if (v > UINT32_MAX) {
        in->bad = 1;
        v = 0;
    }
    return (uint32_t)v;
}

uint32_t
tappa__get_count(struct tappa__unpack *in)
{
    uint64_t v = tappa__get_u64(in);

    if (v > (uint64_t)(in->end - in->at) || v > UINT32_MAX) {
        in->bad = 1;
        return 0;
    }
    return (uint32_t)v;
}

struct tappa__text
tappa__get_text(struct tappa__unpack *in)
{
    struct tappa__text t;

    t.n = tappa__get_count(in);
    t.s = (const char *)in->at;
    in->at += t.n;
    return t;
}

void
tappa__get_bytes(struct tappa__unpack *in, void *out, size_t n)
{
    if ((size_t)(in->end - in->at) < n) {
        in->bad = 1;
        memset(out, 0, n);
        return;
    }
    memcpy(out, in->at, n);
    in->at += n;
}

char *
tappa__value_at(char *at, const struct tappa_value *v)
{
    uint64_t bits;

    switch (v->kind) {
    case TAPPA_BOOL:
    case TAPPA_INT:
    case TAPPA_UINT:
    case TAPPA_TIMESTAMP:
    case TAPPA_DURATION:
        return tappa__i64_at(tappa__u64_at(at, v->kind), v->integer);
    case TAPPA_DOUBLE:
        at = tappa__u64_at(at, v->kind);
        memcpy(&bits, &v->real, sizeof bits);
        for (int i = 0; i < 8; i++)
            *at++ = (char)(bits >> (8 * i));
        return at;
    case TAPPA_STRING:
    case TAPPA_BYTES:
        return tappa__text_at(tappa__u64_at(at, v->kind), (struct tappa__text){v->data, v->size});
    case TAPPA_LIST:
    case TAPPA_MAP:
        return tappa__u64_at(at, v->kind);
    default:
        return tappa__u64_at(at, TAPPA_UNSET);
    }
}

void
tappa__put_value(struct tappa__buffer *out, const struct tappa_value *v)
{
    if (!tappa__put_room(out, tappa__value_room(v)))
        tappa__put_end(out, tappa__value_at(out->s + out->n, v));
}

struct tappa_value
tappa__get_value(struct tappa__unpack *in)
{
    struct tappa_value v = {.kind = tappa__get_u32(in)};
    struct tappa__text t;
    uint8_t bytes[8];
    uint64_t bits = 0;

    switch (v.kind) {
    case TAPPA_UNSET:
    case TAPPA_LIST:
    case TAPPA_MAP:
        break;
    case TAPPA_BOOL:
    case TAPPA_INT:
    case TAPPA_UINT:
    case TAPPA_TIMESTAMP:
    case TAPPA_DURATION:
        v.integer = tappa__get_i64(in);
        break;
    case TAPPA_DOUBLE:
        tappa__get_bytes(in, bytes, sizeof bytes);
        for (int i = 0; i < 8; i++)
            bits |= (uint64_t)bytes[i] << (8 * i);
        memcpy(&v.real, &bits, sizeof bits);
        break;
    case TAPPA_STRING:
    case TAPPA_BYTES:
        t = tappa__get_text(in);
        v.data = t.s;
        v.size = t.n;
        break;
    default:
        in->bad = 1;
        v.kind = TAPPA_UNSET;
    }
    return v;
}
