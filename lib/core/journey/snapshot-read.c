/* Reading snapshots: bytes become a journey, or nothing does. Hosts call it for what a store gave back. Under the same model the
 * result, written again, must give the very bytes; that one comparison refuses whatever is damaged, disordered or made up. */
#include <string.h>

#include "lib/base/hash.h"
#include "lib/core/journey/snapshot.h"

/* ---- numbers and texts ---- */

uint64_t
tappa__read_number(struct tappa__cursor_bytes *c)
{
    uint64_t n = 0;

    for (uint32_t shift = 0;; shift += 7) { /* the tenth byte ends it, one way or the other */
        unsigned char byte;

        if (c->at == c->end)
            break;
        byte = *c->at++;
        if (shift == 63 && byte > 1)
            break;
        n |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            if (!byte && shift)
                break; /* not the shortest form */
            return n;
        }
    }
    c->bad = 1;
    c->at = c->end;
    return 0;
}

static int64_t
read_signed(struct tappa__cursor_bytes *c)
{
    uint64_t n = tappa__read_number(c);

    return (int64_t)((n >> 1) ^ (0 - (n & 1)));
}

int64_t
tappa__read_time(struct tappa__cursor_bytes *c)
{
    int64_t time = read_signed(c);

    if (time >= TAPPA__TIME_MIN && time <= TAPPA__TIME_MAX)
        return time;
    c->bad = 1;
    c->at = c->end;
    return 0;
}

struct tappa__text
tappa__read_text(struct tappa__cursor_bytes *c)
{
    uint64_t n = tappa__read_number(c);
    struct tappa__text t = {(const char *)c->at, (uint32_t)n};

    if (n > (uint64_t)(c->end - c->at) || n > UINT32_MAX || !tappa__utf8_valid((const char *)c->at, (size_t)n)) {
        c->bad = 1;
        c->at = c->end;
        return TAPPA__TEXT("");
    }
    c->at += n;
    return t;
}

uint32_t
tappa__read_count(struct tappa__cursor_bytes *c, uint32_t least)
{
    uint64_t n = tappa__read_number(c);

    if (n > (uint64_t)(c->end - c->at) / least) {
        c->bad = 1;
        return 0;
    }
    return (uint32_t)n;
}

/* A kind or flags: anything that is not small is bad. */
static uint32_t
read_small(struct tappa__cursor_bytes *c)
{
    uint64_t n = tappa__read_number(c);

    if (n > 255)
        c->bad = 1;
    return (uint32_t)(n & 255);
}

void
tappa__read_value(struct tappa__cursor_bytes *c, struct tappa_value *out)
{
    *out = (struct tappa_value){.kind = read_small(c)};
    if (out->kind == TAPPA_STRING) {
        struct tappa__text t = tappa__read_text(c);
        out->data = t.s;
        out->size = t.n;
    } else if (out->kind == TAPPA_DOUBLE) {
        uint64_t bits = 0;

        if (c->end - c->at < 8) {
            c->bad = 1;
            return;
        }
        for (int i = 0; i < 8; i++)
            bits |= (uint64_t)*c->at++ << (8 * i);
        memcpy(&out->real, &bits, sizeof bits);
    } else {
        out->integer = read_signed(c);
    }
}

/* ---- the head ---- */

static tappa_status
check_bytes(const tappa_model *m, const unsigned char *bytes, size_t size)
{
    uint32_t crc = 0;

    if (size < TAPPA__SNAPSHOT_HEAD + 4 || memcmp(bytes, TAPPA__SNAPSHOT_MAGIC, 4))
        return TAPPA_ESNAPSHOT;
    if (size > m->limits[TAPPA_LIMIT_SNAPSHOT_BYTES])
        return TAPPA_ELIMIT;
    for (int i = 0; i < 4; i++)
        crc |= (uint32_t)bytes[size - 4 + (size_t)i] << (8 * i);
    if (crc != tappa__crc32c(0, bytes, size - 4))
        return TAPPA_ESNAPSHOT;
    /* A newer format may mean anything behind its number, but its number and checksum stand where they always do. */
    if (bytes[4] > TAPPA_SNAPSHOT_CURRENT)
        return TAPPA_EVERSION;
    return bytes[4] < TAPPA_SNAPSHOT_MIN_READABLE ? TAPPA_ESNAPSHOT : TAPPA_OK;
}

static tappa_status
read_head(const unsigned char *bytes, size_t size, struct tappa__snapshot *s)
{
    struct tappa__cursor_bytes c = {bytes + TAPPA__SNAPSHOT_HEAD, bytes + size - 4, 0};

    s->model = tappa__read_text(&c);
    s->version = (int64_t)(tappa__read_number(&c) & INT64_MAX);
    if (c.end - c.at < 16)
        return TAPPA_ESNAPSHOT;
    s->fingerprint = c.at;
    c.at += 16;
    s->customer = tappa__read_text(&c);
    s->id = tappa__read_text(&c);
    s->zone = tappa__read_text(&c);
    s->flags = read_small(&c);
    s->rest = c;
    if (c.bad || s->flags > (TAPPA__BEGUN | TAPPA__ENDED) || s->flags == TAPPA__ENDED)
        return TAPPA_ESNAPSHOT;
    return TAPPA_OK;
}

/* The very model, or a newer version of it that says how journeys of the older one go on. */
static tappa_status
check_model(const tappa_model *m, const struct tappa__snapshot *s, uint32_t *moved)
{
    *moved = memcmp(m->fingerprint, s->fingerprint, sizeof m->fingerprint) != 0;
    if (!*moved)
        return TAPPA_OK;
    if (!tappa__text_equal(m->name, s->model) || s->version >= m->version || !tappa_model_leads_on(m, s->version))
        return TAPPA_EMISMATCH;
    return TAPPA_OK;
}

/* ---- the journey ---- */

static tappa_status
load_zone(tappa_journey *j, struct tappa__text name)
{
    tappa_status status;

    if (!name.n)
        return TAPPA_OK;
    status = tappa__zone_load(&j->model->arena.allocator, NULL, name, &j->zone);
    return status;
}

static tappa_status
build(tappa_journey *j, struct tappa__snapshot *s, uint32_t moved, struct tappa_batch *b)
{
    struct tappa__subject subject = tappa__subject_of(j);
    struct tappa__work w;
    struct tappa__mover mover = {.w = &w, .c = &s->rest, .version = s->version, .moved = moved};
    tappa_status status = tappa__batch_warm(b, j->model);

    if (!status)
        status = tappa__work_thaw(&w, &subject, b);
    if (status)
        return status;
    tappa__read_journey(&mover, s);
    if (mover.status)
        return mover.status;
    if (s->rest.bad || s->rest.at != s->rest.end)
        return TAPPA_ESNAPSHOT;
    return tappa__work_freeze(&w);
}

/* What was read, written again, must be the very bytes. */
static tappa_status
check_canonical(const tappa_journey *j, const unsigned char *bytes, size_t size)
{
    size_t needed;
    unsigned char *again = tappa__alloc(&j->model->arena.allocator, size);
    tappa_status status = again ? tappa_snapshot_write(j, again, size, &needed) : TAPPA_ENOMEM;

    if (status == TAPPA_ELIMIT || (!status && (needed != size || memcmp(again, bytes, size))))
        status = TAPPA_ESNAPSHOT;
    tappa__free(&j->model->arena.allocator, again);
    return status;
}

tappa_status
tappa_snapshot_read(tappa_model *model, const void *bytes, size_t size, tappa_batch *batch, tappa_journey **journey)
{
    struct tappa__snapshot s;
    tappa_journey *j = NULL;
    uint32_t moved = 0;
    tappa_status status;

    if (journey)
        *journey = NULL;
    if (!model || !bytes || !batch || !journey)
        return TAPPA_EINVAL;
    tappa__batch_reset(batch);
    status = check_bytes(model, bytes, size);
    if (!status)
        status = read_head(bytes, size, &s);
    if (!status)
        status = check_model(model, &s, &moved);
    if (!status)
        status = tappa_journey_new(model, s.customer.s, s.customer.n, s.id.s, s.id.n, &j);
    if (!status)
        status = load_zone(j, s.zone);
    if (!status)
        status = build(j, &s, moved, batch);
    if (!status && !moved)
        status = check_canonical(j, bytes, size);
    if (status) {
        tappa_journey_free(j);
        return status == TAPPA_EINVAL ? TAPPA_ESNAPSHOT : status;
    }
    *journey = j;
    return TAPPA_OK;
}
